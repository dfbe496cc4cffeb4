/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the page on which a party answers a call share: answer_room.c (who, what is shown, sending), answer_take.c (what a form brings, and the act that it becomes).
 */
#ifndef WEB_ANSWER_INTERNAL_H
#define WEB_ANSWER_INTERNAL_H

#include "service/private_draft.h"
#include "text/text.h"
#include "web/people_internal.h"

#define ANSWER_PROCESS "call." /* before the call's name, and "." and a group's: what a draft of an answer is called in the private store; no text is called so */
#define ANSWER_FILE "file." /* and the beginning of its digest: the stored form of a file that was read, as long as words of it stand */
enum { ANSWER_KEY_MAX = 24, ANSWER_ANNEXES = 3 /* that one form takes */, ANSWER_QUESTIONS_MAX = 26 };

typedef struct AnswerRoom {
    Web               *web;
    HttpExchange      *exchange;
    const WebLanguage *language;
    Slice              call, group;      /* of the address; group empty: for the party itself */
    char               process[DRAFT_PROCESS_MAX + 1];
    Visitor            visitor;
    HttpForm          *form;             /* NULL: it is only looked at */
    json_t            *answer;           /* of call.show */
    json_t            *ours;             /* of submission.show: what the party sent in this role; NULL: nothing yet */
    const char        *kind;             /* submission.send, or .correct while no report has it */
    StoredDraft        draft;
    DraftRevision      revision;
    json_t            *content;          /* of the draft; without one, what it would begin with */
    bool               has_draft;
    json_t            *matched;          /* of a file that was read just now */
} AnswerRoom;

/* The key of a question's box: "q.a"; of the words before them all: "q". */
const char *answer_key(Slice letter, char out[ANSWER_KEY_MAX]);
Slice       answer_value(const AnswerRoom *room, const char *key);
/* The language in which it is written. */
const char *answer_language(const AnswerRoom *room);
/* Words into the content, as typed in the form; those of a file into all boxes that it has words for. */
Status      answer_take_form(AnswerRoom *room, Problem *problem) MUST_USE;
Status      answer_take_file(AnswerRoom *room, const HttpFormField *file, Problem *problem) MUST_USE;
/* Words of what was sent before, to begin a correction with. */
Status      answer_take_ours(AnswerRoom *room, Problem *problem) MUST_USE;
/* The text of the content, with its marks; NULL text: nothing is written. The caller's. */
Status      answer_text_of(const AnswerRoom *room, Text **text, json_t **answers, Problem *problem) MUST_USE;
/* WORK. The act's object; its text and its annexes (of the form; may be NULL) are kept as blobs. A new reference. */
Status      answer_object(AnswerRoom *room, json_t **out, Problem *problem) MUST_USE;

/* For text_drafts.c, of a draft of an answer: takes it out if the signed act is what it asks for. */
Status answer_take_out(Web *web, const Visitor *visitor, Slice process, Slice id, int64_t revision, Slice kind, const json_t *object, StoredDraft *draft, Problem *problem) MUST_USE;

#endif
