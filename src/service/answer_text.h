/* SPDX-License-Identifier: Apache-2.0
 *
 * answer_text: the text of a submission to a call, and where in it each question is answered. Made of what was typed question by question; or found in a text that came as a file, by its headings.
 *
 * Not here: the record, who asks, what is kept.
 *
 * Invariants
 * - An answer goes from its heading to the paragraph before the next question's; answers do not overlap and stand in the order of the text.
 * - Nothing is guessed: a heading is a question's words, or its letter before a heading or before the question's words. What answers no question is part of the text all the same.
 */
#ifndef SERVICE_ANSWER_TEXT_H
#define SERVICE_ANSWER_TEXT_H

#include "text/text.h"

struct json_t;

typedef struct AnswerPart {
    Slice question; /* its letter, "a"; empty: before all questions, without heading */
    Slice heading;  /* the question's words in the text's language */
    Slice words;    /* as typed: each line that has words is a paragraph */
} AnswerPart;

/* Headings and paragraphs in the order given; parts without words are left out. *answers: [{"question", "from", "until"}] by paragraph ids. Both are the caller's. */
Status service_answer_text(const AnswerPart *parts, size_t count, const char *language, Text **out, struct json_t **answers, Problem *problem) MUST_USE;

/* The same, where words came from files: a part whose words are those of a file's answer to its question is copied from the file, heading, tables, notes, emphasis and all. Pure; answer_kept.c. */
enum { ANSWER_FILES_MAX = 8 };
typedef struct AnswerFile {
    const Text          *text;
    const struct json_t *answers; /* of service_answer_match */
} AnswerFile;
Status service_answer_joined(const AnswerPart *parts, size_t count, const AnswerFile *files, size_t file_count, const char *language, Text **out, struct json_t **answers, Problem *problem) MUST_USE;

/* Where a text answers the questions [{"letter", "words": {language: …}}] of a call: the same list. A question that is not in it was not found. */
Status service_answer_match(const Text *text, const struct json_t *questions, struct json_t **answers, Problem *problem) MUST_USE;

/* The paragraphs of an answer without its heading, *from to *until, which may be before *from; of question "" those before the first answer. False: it is not answered. */
bool service_answer_find(const Text *text, const struct json_t *answers, Slice question, long *from, long *until);
/* The words of an answer without its heading, a paragraph a line; of question "" those before the first answer. */
void service_answer_words(const Text *text, const struct json_t *answers, Slice question, Buffer *out);

/* Every word as searches cut it, headings too: what the limit of a call is compared with. */
Status service_answer_count(const Text *text, size_t *out, Problem *problem) MUST_USE;

/* WORK, answer_file.c. A file (.docx, .html, .md, .txt) with the answers: {"parts": {"": words before the first, "a": words, …}, "found": [question, …], "missing": […], "more": it has notes, tables or
   emphasis; "images": it has pictures or other objects, which are left out; "text": its stored form; "language": as detected, or ""}. Nothing is kept. */
Status service_answer_file(Slice name, Slice bytes, const struct json_t *questions, struct json_t **out, Problem *problem) MUST_USE;

#endif
