/* SPDX-License-Identifier: Apache-2.0
 *
 * What the rooms of signed-in people share: sign_in.c, people.c, forms.c, form_rows.c, form_fields.c, form_take.c, form_choices.c, form_label.c, form_text.c, signing.c, signing_list.c, text_room.c, text_propose.c, text_issue.c, text_drafts.c, draft_fields.c, draft_take.c.
 */
#ifndef WEB_PEOPLE_INTERNAL_H
#define WEB_PEOPLE_INTERNAL_H

#include "service/account.h"
#include "web/web_internal.h"

#include <jansson.h>

enum { FORM_TOKEN_SIZE = 43, PEOPLE_BODY_MAX = 64 * 1024, FORM_BODY_MAX = BLOB_MAX + 2 * 1024 * 1024 };

struct People {
    Accounts *accounts;
    Work     *work;
    bool      secure; /* https: the cookie has the prefix __Host- */
};

/* ---- sign_in.c ---- */

Status people_open(Web *web, const WebOptions *options, Problem *problem) MUST_USE;
/* Does what waits; later work is refused. Before http_server_close. */
void   people_end(Web *web);
void   people_free(Web *web);

/* Who is signed in, and the token that this sign-in's forms carry. */
typedef struct Visitor {
    WebAsker asker;
    Person   person;
    bool     by_token;                    /* a program: no form token is asked for */
    char     form_token[FORM_TOKEN_SIZE + 1];
} Visitor;
/* A stranger has asker.signed_in false. Not OK: the bearer token is no good. */
Status people_visitor(Web *web, const HttpExchange *exchange, Visitor *out) MUST_USE;
/* For pages that need a person: false when it has answered (303 to the sign-in, or a refusal). */
bool   people_need(Web *web, HttpExchange *exchange, Visitor *out);
/* A POST of this house: Sec-Fetch-Site and Origin, and (for who is signed in by cookie) the form's token in constant time. */
Status people_check_post(const Web *web, const HttpExchange *exchange, const Visitor *visitor, const HttpForm *form, Problem *problem) MUST_USE;
/* The form of a POST with the checks above; false when it has answered. */
bool   people_form(Web *web, HttpExchange *exchange, const Visitor *visitor, HttpForm **out);
/* The language of the address, first asterisk; false when it has answered (not found). */
bool   people_language(Web *web, HttpExchange *exchange, const WebLanguage **out);
/* "<language>/<room>" */
void   people_go(const Web *web, HttpExchange *exchange, const WebLanguage *language, const char *room, const HttpHeader *headers, size_t header_count);
enum { COOKIE_TEXT_SIZE = 200 };
void   people_cookie(const People *people, const char *secret, char out[COOKIE_TEXT_SIZE]);
void   people_say(json_t *object, const char *member, const WebLanguage *language, const Problem *problem);
void   people_set(json_t *object, const char *member, Slice text);
/* "ours": the party of who asks with its names, for filter `party`; left out where there is none. */
void   people_ours(Web *web, const WebAsker *asker, json_t *object);

/* ---- form_rows.c ---- */

typedef enum Widget {
    ASK_TEXT,
    ASK_GIVEN,      /* from the address, and not for people to type: the text, its version, a paragraph, an act */
    ASK_WORDS,
    ASK_DATE,
    ASK_TIME,
    ASK_CHOICE,
    ASK_NUMBER,
    ASK_LONG,
    ASK_CHECK,
    ASK_LANGUAGE,
    ASK_FILE,       /* a file */
    ASK_PAPER,      /* a file, or its text typed: one of the two */
    ASK_ITEMS,      /* an agenda, an item a line */
    ASK_LINKS,      /* documents, one a line */
    ASK_QUESTIONS,  /* of a call, one a line: its letter, its words */
    ASK_ZONED_TIME, /* a time, whose zone is the act's member `zone` too */
    ASK_SOME,       /* some of a few words, as of ASK_CHOICE */
    ASK_LANGUAGES,  /* some of the six */
    ASK_MANDATE,    /* a document and labels of its paragraphs */
    ASK_BODY,       /* from here on chosen of what there is */
    ASK_SESSION,
    ASK_MEETING,    /* {session, meeting} */
    ASK_MEETING_OF, /* a meeting of the session in the same form */
    ASK_ITEM,       /* likewise an agenda item */
    ASK_ITEMS_OF,   /* likewise some of them */
    ASK_PARTY,
    ASK_PARTIES,    /* some of them */
    ASK_GROUP,
    ASK_INITIATIVE,
    ASK_STATEMENT,  /* of one's own */
    ASK_SYMBOL,
    ASK_CALL,
    ASK_CONCEPT,
    ASK_SENT,       /* some of what was sent to the call that the form names, and is in no report */
    ASK_PLACES,     /* paragraphs of the text that the form names */
    ASK_PART,       /* where a part of it begins: a section, which says where it ends too, or a paragraph */
    ASK_PLACE,      /* one paragraph of it */
    ASK_WORDING,    /* an open proposal on it; none: the words as they stand */
    ASK_CONDITIONS, /* other wordings that a position depends on */
    ASK_COUNT
} Widget;
typedef struct FormField {
    const char *member;                   /* of the act; label: message "field.<member>" */
    Widget      widget;
    bool        required;
    const char *choices;                  /* of ASK_CHOICE: words with blanks between; labels: message "choice.<word>"; "word=1": what the act has instead of the word */
} FormField;
enum { FORM_ROW_FIELDS_MAX = 20 };
typedef struct FormRow {
    const char *kind;
    FormField   fields[FORM_ROW_FIELDS_MAX];
} FormRow;
extern const FormRow form_rows[];         /* a NULL kind ends the list; title: message "do.<kind>" */
const FormRow *form_row_find(Slice kind);
/* It is filed from some page of the house: from a form of its own, or where people work at a text. */
bool           form_row_files(Slice kind);
extern const char *const form_row_others[];  /* kinds of the latter sort; NULL ends them */
bool           form_row_on_desk(const FormRow *row);

/* ---- form_fields.c ---- */

#define FORM_TYPED "file.typed" /* the text of a paper, where it was not sent as a file */
enum { FORM_PART_TO = '|' /* between the first and the last paragraph of a part that is chosen */ };
enum { FORM_OF_SESSION = '|' /* between a session and the name of its meeting or item, in a value that is chosen */ };
/* What stands in the field: typed, or (without a form) of the address. */
Slice   form_typed(const HttpExchange *exchange, const HttpForm *form, const char *name);
/* Its name in the page: that of the member, unless the token of the page has it. */
const char *form_field_name(const FormField *field);
/* One field as a template shows it, with what was typed (or, without a form, what the address says). `faults`: member → sentence, or NULL. */
json_t *form_field_json(const HttpExchange *exchange, const HttpForm *form, const FormField *field, const WebLanguage *language, const json_t *faults);
enum { FORM_NAME_SIZE = 80 };
/* "names.fr": the name of a part of a field. */
const char *form_field_part(const FormField *field, const char *part, char out[FORM_NAME_SIZE]);
/* The words of ASK_CHOICE, a row each; the chosen one is marked. */
json_t *form_field_choices(const FormField *field, Slice chosen);

/* ---- form_take.c ---- */

/* Puts what was typed into the act's object; files are left out. A fault goes into `faults` under the field's id, in the reader's language. */
void    form_take(const HttpForm *form, const FormField *field, const WebLanguage *language, json_t *object, json_t *faults);
void    form_take_fault(json_t *faults, const FormField *field, const WebLanguage *language, const char *message);

/* ---- form_choices.c, form_label.c ---- */

/* What one form offers; begin with the first three, the rest empty. */
typedef struct FormChoices {
    Web               *web;
    const WebLanguage *language;
    const Visitor     *visitor;
    json_t            *bodies, *sessions, *text; /* read when a field asks */
} FormChoices;
/* Adds to a field what may be chosen in it: `pick` (a list to choose from), `known` (suggestions while typing); nothing for other widgets. */
void form_choices_add(FormChoices *choices, const HttpExchange *exchange, const HttpForm *form, const FormField *field, json_t *shown);
void form_choices_clear(FormChoices *choices);
/* The reader's words of what has `names` or `name`; else what it is called in addresses (its member `slug`). */
Slice   form_label_name(const FormChoices *choices, const json_t *named, const char *slug);
json_t *form_label_within(Slice outer, Slice inner); /* "Group › Subgroup" */
json_t *form_label_meeting(const FormChoices *choices, const json_t *meeting);
json_t *form_label_item(const FormChoices *choices, const json_t *item);
json_t *form_label_statement(const FormChoices *choices, const json_t *statement);

/* ---- form_text.c ---- */

enum { FORM_CONDITIONS = 3 /* that one form asks for */ };
/* As form_choices_add, for the widgets that are of a text. */
void form_text_add(FormChoices *choices, const HttpExchange *exchange, const HttpForm *form, const FormField *field, json_t *shown);
/* The name of a part of one condition in the page, from 1. */
void form_condition_name(int number, const char *part, char out[FORM_NAME_SIZE]);

/* ---- qr.c ---- */

/* Appends the path of the dark modules; the side of the whole square with its margin, in modules, or 0 when there is none. */
int qr_path(const char *text, Buffer *path);

/* ---- forms.c ---- */

/* Who will see an act of this kind, said before it is filed: `everyone`, `parties_only`, or `sealed` where the record has more readers than the act may have. */
void   form_say_readers(const Web *web, json_t *json, const char *kind);
/* It is filed for the visitor's party, not for the house. */
bool   form_is_for_party(const Visitor *visitor, const char *kind);
/* A person who is limited to some bodies acts in those: of the object's own body, or of what it names. */
Status form_check_bodies(Web *web, const Visitor *visitor, const char *kind, const json_t *object, Problem *problem) MUST_USE;
/* After the act: what became of it, with its receipt, and which grade it has. */
void   form_filed(Web *web, HttpExchange *exchange, const Visitor *visitor, const char *kind, const SubmitAnswer *answer, Grade grade);

/* ---- text_room.c: where people work at a text under negotiation ---- */

typedef struct TextRoom TextRoom;
typedef const char *TextRoomKind(const TextRoom *room);               /* the kind of act that this person files there, or the room ("room:…") that is entered */
typedef void TextRoomTake(TextRoom *room);                           /* answers a form, on a Work's thread */
typedef void TextRoomShow(TextRoom *room, const Problem *refusal);   /* renders the form; `refusal` may be NULL */
struct TextRoom {
    Web               *web;
    HttpExchange      *exchange;
    const WebLanguage *language;
    Slice              process;      /* of the address */
    const char        *kind;
    Visitor            visitor;
    HttpForm          *form;         /* NULL: it is only looked at */
    json_t            *answer;       /* of text.show */
    TextRoomTake      *take;
};
void    text_room_get(Web *web, HttpExchange *exchange, TextRoomKind *kind, TextRoomShow *show);
void    text_room_post(Web *web, HttpExchange *exchange, TextRoomKind *kind, TextRoomTake *take, TextRoomShow *show);
Asker   text_room_asker(const TextRoom *room);
int64_t text_room_now(const TextRoom *room);
/* What the address says beside the text, for the forms that go back to it: "?for=party&amends=…", or nothing. */
void    text_room_back(const TextRoom *room, Buffer *out);
/* Who will see an act of the room's kind, for whom it is filed, and with which signature: into its answer. */
void    text_room_say(const TextRoom *room);
/* The act that the page showed on which it was to be signed: of this room's kind and text. */
Status  text_room_begun(const TextRoom *room, json_t **object, Problem *problem) MUST_USE;
/* Files an act of the room's kind and says so; or, for who has a passkey, shows it to be signed. `address`: of the room, before the text ("issue/"). Not OK: nothing was answered. */
Status  text_room_file(TextRoom *room, const char *address, const json_t *object, Problem *problem) MUST_USE;
/* The row of "paragraphs" with this id, or NULL. */
const json_t *text_room_paragraph(const json_t *answer, const json_t *id);
/* What a new paragraph stands behind, of rows {"id", "label", "text"}, by the names that `answer` has for them: "PP1 Recalling …"; a list to choose from, {"value", "title", "selected"}. New references. */
json_t *text_room_place(const json_t *row, const json_t *answer);
json_t *text_room_places(const json_t *rows, const json_t *answer, Slice chosen);
/* Which way its words run, of an answer of text.show; "auto" where that is not known. */
const char *text_direction(const json_t *answer);

/* ---- signing.c: acts that a passkey signs ---- */

/* A passkey of this person that may sign acts of this kind now, as the record says. */
bool   signing_key_of(Web *web, const Visitor *visitor, const char *kind, SigningKey *out);
/* What goes with the act through the page on which it is signed. */
typedef struct SigningWay {
    const char *kind;
    Slice       to;                       /* where it is filed attested, behind the language: a form that takes `begun`; empty: the form of its kind */
    Slice       draft;                    /* "<text>/<draft>/<revision>": it is then recorded once the act is (text_drafts.c); empty: none */
} SigningWay;
/* Answers with the page on which the act stands byte for byte, to be signed. Not OK: nothing was answered. */
Status signing_show_act(Web *web, HttpExchange *exchange, const Visitor *visitor, const SigningKey *key, const SigningWay *way, const json_t *object, Problem *problem) MUST_USE;
/* Whoever has a key for this kind is shown the act first, unless the form brings it back to be attested. A program that comes with a token has none. */
bool   signing_comes_first(Web *web, const Visitor *visitor, const HttpForm *form, const char *kind, SigningKey *key);
/* The object of the act that such a page showed, for filing it attested; ERR_SYNTAX when it is of another kind or has signatures. *out: a new reference. */
Status signing_take_object(const HttpForm *form, const char *kind, json_t **out, Problem *problem) MUST_USE;
/* The draft "<text>/<draft>/<revision>" is taken out, if this act is what it asks for: refused as its page refuses to send it. */
Status text_drafts_take_out(Web *web, const Visitor *visitor, Slice of, Slice kind, const json_t *object, StoredDraft *draft, Problem *problem) MUST_USE;
/* After it: `answer` NULL when nothing was recorded. */
void   text_drafts_sent(Web *web, const StoredDraft *draft, const SubmitAnswer *answer);
/* What `me` shows of them: list `signing`, what the party's mission key is asked for. */
Status signing_list(Web *web, const Visitor *visitor, json_t *json, Problem *problem) MUST_USE;

/* ---- answers to the script: sign_in.c ---- */

/* The body's JSON object, from our own pages; false when it has answered. */
bool   people_take_json(Web *web, HttpExchange *exchange, const WebLanguage *language, const Visitor *visitor, json_t **out);
/* {"to": …}: where the script goes on to, with the cookie where a sign-in began (else NULL). */
void   people_reply_to(const Web *web, HttpExchange *exchange, const WebLanguage *language, const char *room, const char *secret);
void   people_reply_refused(HttpExchange *exchange, const WebLanguage *language, const Problem *problem);
/* Base64url, decoded into the arena; empty when it is none. */
Slice  people_bytes(Arena *arena, Slice text);

extern const Slice people_script; /* web/people.js, embedded */
extern const WebRoutes web_people_routes, web_sign_in_routes, web_form_routes, web_signing_routes, web_text_routes, web_issue_routes, web_challenge_routes, web_draft_routes, web_answer_routes, web_attested_routes;

#endif
