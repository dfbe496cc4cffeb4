/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur call …, submission …, report issue: calls for views, what is sent to them, and which acts a report is made of; from a terminal or a script, one act each, signed on the author's machine.
 *
 * A reply is a file: its words become the stored text, and its headings are matched to the call's questions. What was matched is said before the act is signed.
 */
#include "cli/text_internal.h"
#include "service/answer_text.h"

#include <time.h>

#define SIGNING {"--by", 0, true, false, NULL}, {"--passphrase-file", 0, true, true, NULL}, {"--token", 0, true, false, NULL}, {"--host", 0, true, false, NULL}, {"--receipt", 0, true, false, NULL}, \
    {"--output", 'o', true, false, NULL}
#define READING {"--as", 0, true, false, "plain|json"}, {"--token", 0, true, false, NULL}, {"--output", 'o', true, false, NULL}

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status put(json_t *object, const char *member, json_t *value, Problem *problem)
{
    return value != NULL && json_object_set_new(object, member, value) == 0 ? OK : no_memory(problem);
}

/* As negotiation_ask, of a call or a submission. */
static Status ask(Reach *reach, const char *path, const char *query, const char *name, json_t **out, Problem *problem)
{
    Status status = negotiation_ask(reach, path, query, name, out, problem);

    if (status != ERR_NOT_FOUND || name == NULL)
        return status;
    *problem = (Problem){0};
    return problem_set(problem, ERR_NOT_FOUND, MSG("calls.unknown"), "name", name, NULL);
}

/* ---- members of acts ---- */

typedef struct Desk {
    const OptionSet *options;
    Reach            reach;
} Desk;

typedef Status (*Fill)(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem);

static Status as_text(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)desk;
    return put(object, member, json_string(value), problem);
}

static Status as_count(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    char *end = NULL;
    long  count = strtol(value, &end, 10);

    (void)desk;
    if (end == value || *end != '\0' || count < 0)
        return problem_set(problem, ERR_REFUSED, MSG("calls.count"), "value", value, NULL);
    return put(object, member, json_integer(count), problem);
}

static Status as_one(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)desk, (void)value;
    return put(object, member, json_integer(1), problem);
}

static Status as_list(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)desk;
    if (json_object_get(object, member) == NULL)
        TRY(put(object, member, json_array(), problem));
    return json_array_append_new(json_object_get(object, member), json_string(value)) == 0 ? OK : no_memory(problem);
}

static Status as_hours(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    char  written[ACT_TIME_SIZE + 1], *end = NULL;
    long  hours = strtol(value, &end, 10);

    (void)desk;
    if (end == value || *end != '\0' || hours < 1 || hours > 24 * 366)
        return problem_set(problem, ERR_REFUSED, MSG("text.hours"), NULL);
    act_time_print((int64_t)time(NULL) + 3600 * hours, written);
    return put(object, member, json_string(written), problem);
}

static const char *language_of(const Desk *desk)
{
    const char *language = options_value(desk->options, "--language");

    return language != NULL ? language : "en";
}

static Status the_language(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)value;
    return put(object, member, json_string(language_of(desk)), problem);
}

/* "fr=Vues …", or words in the language of --language. */
static Status as_words(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    char code[12];

    (void)snprintf(code, sizeof code, "%s", language_of(desk));
    if (strlen(value) > 3 && value[2] == '=') {
        (void)snprintf(code, sizeof code, "%.2s", value);
        value += 3;
    }
    if (json_object_get(object, member) == NULL)
        TRY(put(object, member, json_object(), problem));
    return put(json_object_get(object, member), code, json_string(value), problem);
}

/* LETTER=WORDS in the language of --language, or LETTER:fr=WORDS. */
static Status as_question(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    const char *equals = strchr(value, '='), *colon = equals != NULL ? memchr(value, ':', (size_t)(equals - value)) : NULL;
    char        letter[12], code[12];
    json_t     *list, *question = NULL;
    size_t      i;

    if (equals == NULL || equals == value || equals[1] == '\0')
        return problem_set(problem, ERR_REFUSED, MSG("calls.question_form"), NULL);
    (void)snprintf(letter, sizeof letter, "%.*s", (int)((colon != NULL ? colon : equals) - value), value);
    (void)snprintf(code, sizeof code, "%.*s", colon != NULL ? (int)(equals - colon - 1) : 2, colon != NULL ? colon + 1 : language_of(desk));
    if (json_object_get(object, member) == NULL)
        TRY(put(object, member, json_array(), problem));
    list = json_object_get(object, member);
    json_array_foreach(list, i, question) if (slice_is(json_slice(json_object_get(question, "letter")), letter)) break;
    if (i == json_array_size(list)) {
        question = json_pack("{s:s, s:{}}", "letter", letter, "words");
        if (question == NULL || json_array_append_new(list, question) != 0)
            return no_memory(problem);
    }
    return put(json_object_get(question, "words"), code, json_string(equals + 1), problem);
}

/* ---- files ---- */

static Status offer(Desk *desk, Slice bytes, json_t *object, const char *member, Problem *problem)
{
    char hex[2 * HASH_SIZE + 1];
    Hash name;

    TRY(blob_offer(&desk->reach, bytes, &name, problem));
    hash_print_hex(&name, hex);
    return put(object, member, json_string(hex), problem);
}

static const char *media_of(const char *path, Slice bytes)
{
    const FormatRow *row = format_find(FORMAT_OF_UPLOADS, slice_from(path), bytes);

    return row != NULL && row->media != NULL ? row->media : "application/octet-stream";
}

/* The questions of the call that the act names, or of the one whose submission it corrects. */
static Status questions_of(Desk *desk, const json_t *object, json_t **out, Problem *problem)
{
    const char *call = json_string_value(json_object_get(object, "call")), *submission = json_string_value(json_object_get(object, "submission"));
    char        path[STATE_PATH_MAX];

    (void)snprintf(path, sizeof path, "%s/%s", call != NULL ? "calls" : "submissions", call != NULL ? call : submission);
    return ask(&desk->reach, path, call != NULL ? "call.show" : "submission.show", call != NULL ? call : submission, out, problem);
}

/* Which questions were found in the file, on standard error: the act is not signed yet. */
static void say_matched(const json_t *questions, const json_t *answers)
{
    const json_t *question, *answer;
    size_t        i, j;
    Buffer        line;

    buffer_init(&line, 1 << 16);
    json_array_foreach((json_t *)(uintptr_t)questions, i, question)
    {
        const char *letter = json_string_value(json_object_get(question, "letter"));
        bool        found = false;

        json_array_foreach((json_t *)(uintptr_t)answers, j, answer) found |= json_equal(json_object_get(answer, "question"), json_object_get(question, "letter"));
        message_print(&line, found ? MSG("answers.matched") : MSG("answers.not_matched"), "letter", letter, NULL);
        buffer_add_byte(&line, '\n');
    }
    if (line.status == OK && line.size != 0)
        fprintf(stderr, "%.*s", (int)line.size, line.data);
    buffer_clear(&line);
}

static Status match(Desk *desk, const Text *text, json_t *object, Problem *problem)
{
    json_t *facts = NULL, *answers = NULL;
    Status  status = questions_of(desk, object, &facts, problem);

    if (status == OK)
        status = service_answer_match(text, json_object_get(facts, "questions"), &answers, problem);
    if (status == OK)
        say_matched(json_object_get(facts, "questions"), answers);
    if (status == OK && json_array_size(answers) != 0)
        status = put(object, "answers", json_incref(answers), problem);
    json_decref(answers);
    json_decref(facts);
    return status;
}

/* The words as the stored text, under `member`. */
static Status offer_text(Desk *desk, Text *text, json_t *object, const char *member, Problem *problem)
{
    Buffer stored;
    Status status;

    (void)snprintf(text->language, sizeof text->language, "%s", language_of(desk));
    buffer_init(&stored, BLOB_MAX);
    status = text_identify(text) == OK ? text_encode(text, &stored, problem) : no_memory(problem);
    if (status == OK)
        status = offer(desk, buffer_slice(&stored), object, member, problem);
    buffer_clear(&stored);
    return status;
}

static Status load(const char *path, Source *source, Problem *problem)
{
    source->path = path;
    TRY(source_load(path, LOAD_WORDS, source, problem));
    return source->text != NULL ? OK : problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), path);
}

/* A file whose words are the text; the file itself goes along. */
static Status as_reply(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    Source source = {0};
    Status status;

    TRY_OR(done, load(value, &source, problem));
    TRY_OR(done, offer_text(desk, source.text, object, member, problem));
    TRY_OR(done, match(desk, source.text, object, problem));
    TRY_OR(done, offer(desk, source.bytes, object, "blob", problem));
    TRY_OR(done, put(object, "size", json_integer((json_int_t)source.bytes.size), problem));
    status = put(object, "media", json_string(media_of(value, source.bytes)), problem);
done:
    source_clear(&source);
    return status;
}

static Status as_stored(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    Source source = {0};
    Status status = load(value, &source, problem);

    if (status == OK)
        status = offer_text(desk, source.text, object, member, problem);
    source_clear(&source);
    return status;
}

/* FILE, named after itself. */
static Status as_annex(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    json_t *annex = json_object(), *names = json_object();
    Slice   bytes;
    Status  status = annex != NULL && names != NULL ? OK : no_memory(problem);

    TRY_OR(failed, status);
    TRY_OR(failed, file_read(value, desk->options->arena, &bytes, problem));
    TRY_OR(failed, offer(desk, bytes, annex, "blob", problem));
    TRY_OR(failed, put(annex, "size", json_integer((json_int_t)bytes.size), problem));
    TRY_OR(failed, put(annex, "media", json_string(media_of(value, bytes)), problem));
    TRY_OR(failed, put(annex, "language", json_string(language_of(desk)), problem));
    TRY_OR(failed, put(names, language_of(desk), json_string(file_name(value)), problem));
    TRY_OR(failed, put(annex, "names", json_incref(names), problem));
    if (json_object_get(object, member) == NULL)
        TRY_OR(failed, put(object, member, json_array(), problem));
    json_decref(names);
    return json_array_append_new(json_object_get(object, member), annex) == 0 ? OK : no_memory(problem);
failed:
    json_decref(names);
    json_decref(annex);
    return status;
}

/* Words, or @FILE with them. */
static Status as_long(Desk *desk, const char *value, json_t *object, const char *member, Problem *problem)
{
    Slice bytes = slice_from(value);

    if (value[0] == '@')
        TRY(file_read(value + 1, desk->options->arena, &bytes, problem));
    return put(object, member, json_from_slice(slice_trim(bytes)), problem);
}

/* ---- one act each ---- */

#define SECOND "2" /* the operand after the record */
#define THIRD "3"

typedef struct VerbMember {
    const char *option; /* SECOND, THIRD, an option that may be missing; NULL: always */
    const char *member;
    Fill        fill;
} VerbMember;

typedef struct Verb {
    const OptionRow *options;
    const char      *kind;
    VerbMember       members[16];
} Verb;

#define LANGUAGE {"--language", 0, true, false, "ar|zh|en|fr|ru|es"}
static const OptionRow issue_options[] = {{"--purpose", 0, true, false, "views|nominations"}, {"--title", 0, true, true, NULL}, {"--body", 0, true, false, NULL}, {"--document", 0, true, false, NULL},
                                          {"--paragraph", 0, true, false, NULL}, {"--wording", 0, true, true, NULL}, {"--question", 0, true, true, NULL}, {"--to", 0, true, true, NULL},
                                          {"--until", 0, true, false, NULL}, {"--zone", 0, true, false, NULL}, {"--noted", 0, true, false, NULL}, {"--words", 0, true, false, NULL},
                                          {"--summary-words", 0, true, false, NULL}, {"--fictional", 0, false, false, NULL}, LANGUAGE, SIGNING, {0}};
static const OptionRow extend_options[] = {{"--until", 0, true, false, NULL}, {"--hours", 0, true, false, NULL}, {"--zone", 0, true, false, NULL}, {"--note", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow call_withdraw_options[] = {{"--note", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow send_options[] = {LANGUAGE, {"--summary", 0, true, false, NULL}, {"--annex", 0, true, true, NULL}, {"--group", 0, true, false, NULL}, {"--adds", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow correct_options[] = {LANGUAGE, {"--summary", 0, true, false, NULL}, {"--annex", 0, true, true, NULL}, {"--note", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow reserve_options[] = {{"--group", 0, true, false, NULL}, {"--note", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow translate_options[] = {LANGUAGE, {"--summary", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow withdraw_options[] = {{"--reason", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow report_options[] = {{"--form", 0, true, false, "report|addendum|corrigendum|compendium|expert-group|progress|final"}, {"--call", 0, true, false, NULL}, {"--body", 0, true, false, NULL},
                                           {"--of", 0, true, false, NULL}, {"--part", 0, true, true, NULL}, {"--in", 0, true, true, NULL}, {"--summary", 0, true, true, NULL},
                                           {"--outcome", 0, true, false, "consensus|no-consensus"}, {"--letter", 0, true, false, NULL}, {"--note", 0, true, false, NULL}, LANGUAGE, SIGNING, {0}};

static const Verb verbs[] = {
    {issue_options, "call.issue",
     {{SECOND, "call", as_text}, {"--purpose", "purpose", as_text}, {"--title", "names", as_words}, {"--body", "body", as_text}, {"--document", "document", as_text}, {"--paragraph", "paragraph", as_text},
      {"--wording", "wording", as_words}, {"--question", "questions", as_question}, {"--to", "addressees", as_list}, {"--until", "until", as_text}, {"--zone", "zone", as_text}, {"--noted", "noted", as_text},
      {"--words", "words", as_count}, {"--summary-words", "summary_words", as_count}, {"--fictional", "fictional", as_one}}},
    {extend_options, "call.extend", {{SECOND, "call", as_text}, {"--until", "until", as_text}, {"--hours", "until", as_hours}, {"--zone", "zone", as_text}, {"--note", "note", as_text}}},
    {call_withdraw_options, "call.withdraw", {{SECOND, "call", as_text}, {"--note", "note", as_text}}},
    {send_options, "submission.send",
     {{SECOND, "call", as_text}, {NULL, "language", the_language}, {THIRD, "text", as_reply}, {"--summary", "summary", as_long}, {"--annex", "annexes", as_annex}, {"--group", "group", as_text},
      {"--adds", "adds", as_text}}},
    {correct_options, "submission.correct",
     {{SECOND, "submission", as_text}, {NULL, "language", the_language}, {THIRD, "text", as_reply}, {"--summary", "summary", as_long}, {"--annex", "annexes", as_annex}, {"--note", "note", as_text}}},
    {reserve_options, "submission.reserve", {{SECOND, "call", as_text}, {"--group", "group", as_text}, {"--note", "note", as_text}}},
    {translate_options, "submission.translate", {{SECOND, "submission", as_text}, {NULL, "language", the_language}, {THIRD, "text", as_stored}, {"--summary", "summary", as_long}}},
    {withdraw_options, "submission.withdraw", {{SECOND, "submission", as_text}, {"--reason", "reason", as_text}}},
    {report_options, "report.issue",
     {{SECOND, "symbol", as_text}, {"--form", "form", as_text}, {"--call", "call", as_text}, {"--body", "body", as_text}, {"--of", "of", as_text}, {"--part", "parts", as_list}, {"--in", "languages", as_list},
      {"--summary", "summary", as_words}, {"--outcome", "outcome", as_text}, {"--letter", "letter", as_stored}, {"--note", "note", as_text}}},
};

static const Verb *verb_of(const OptionSet *options)
{
    const Verb *verb = verbs;

    while (verb->options != options->rows)
        verb++;
    return verb;
}

enum { VALUES_MAX = 1000 /* parts of a report: as the act may have */ };

static Status fill_member(Desk *desk, const VerbMember *row, json_t *object, Problem *problem)
{
    const char *given[VALUES_MAX];
    size_t      count;

    if (row->option == NULL)
        return row->fill(desk, NULL, object, row->member, problem);
    if (strcmp(row->option, SECOND) == 0 || strcmp(row->option, THIRD) == 0) {
        int at = row->option[0] - '1';

        return desk->options->operand_count > (size_t)at ? row->fill(desk, desk->options->operands[at], object, row->member, problem) : OK;
    }
    count = options_all(desk->options, row->option, given, VALUES_MAX);
    for (size_t i = 0; i < count; i++)
        TRY(row->fill(desk, given[i], object, row->member, problem));
    return OK;
}

static Status verb_run(const OptionSet *options, Problem *problem)
{
    const Verb *verb = verb_of(options);
    Desk        desk = {.options = options};
    json_t     *object = json_object();
    Status      status = object != NULL ? OK : no_memory(problem);

    TRY_OR(done, status);
    TRY_OR(done, reach_open(options->operands[0], options, &desk.reach, problem));
    for (size_t i = 0; i < sizeof verb->members / sizeof *verb->members && verb->members[i].fill != NULL; i++)
        TRY_OR(done, fill_member(&desk, &verb->members[i], object, problem));
    reach_close(&desk.reach); /* before the act is sent into a folder */
    status = negotiation_act_on(&(Negotiation){.options = options}, verb->kind, object, problem);
done:
    reach_close(&desk.reach);
    json_decref(object);
    return status;
}

/* ---- reading ---- */

static const OptionRow read_options[] = {READING, {0}};

static Slice name_of(const json_t *names)
{
    Slice name = json_slice(json_object_get(names, message_language_in_use()));

    return name.size != 0 ? name : json_slice(json_object_get(names, "en"));
}

static void add(Buffer *out, Slice words, const char *after)
{
    buffer_add(out, words);
    buffer_add_string(out, after);
}

static void print_calls(const json_t *answer, Buffer *out)
{
    const json_t *row;
    size_t        i;

    json_array_foreach(json_object_get(answer, "calls"), i, row)
    {
        add(out, json_slice(json_object_get(row, "call")), "  ");
        add(out, json_slice(json_object_get(row, "until")), "  ");
        add(out, name_of(json_object_get(row, "names")), "\n");
    }
}

/* A line for each who answered: when, in which language, how; then who did not. */
static void print_board(const json_t *answer, Buffer *out)
{
    static const char *const flags[] = {"late", "corrected", "reserved"};
    const json_t            *row;
    size_t                   i;

    json_array_foreach(json_object_get(answer, "sent"), i, row)
    {
        const json_t *group = json_object_get(row, "group");

        add(out, json_slice(json_object_get(row, "act")), "  ");
        add(out, name_of(json_object_get(json_object_get(row, "party"), "names")), group != NULL ? " / " : "  ");
        if (group != NULL)
            add(out, name_of(json_object_get(group, "names")), "  ");
        add(out, json_slice(json_object_get(row, "language")), "  ");
        add(out, json_slice(json_object_get(row, "time")), "");
        for (size_t k = 0; k < sizeof flags / sizeof *flags; k++)
            if (json_object_get(row, flags[k]) != NULL)
                buffer_add_format(out, "  %s", flags[k]);
        add(out, json_object_get(row, "report") != NULL ? SLICE("  ") : (Slice){NULL, 0}, "");
        add(out, json_slice(json_object_get(row, "report")), "\n");
    }
    json_array_foreach(json_object_get(answer, "silent"), i, row)
    {
        buffer_add_string(out, "-  ");
        add(out, name_of(json_object_get(json_object_get(row, "party"), "names")), "\n");
    }
}

static void print_submission(const json_t *answer, Buffer *out)
{
    const json_t *row;
    size_t        i;

    add(out, name_of(json_object_get(json_object_get(answer, "party"), "names")), "  ");
    add(out, json_slice(json_object_get(answer, "language")), "  ");
    add(out, json_slice(json_object_get(answer, "time")), "\n\n");
    if (json_object_get(answer, "summary") != NULL)
        add(out, json_slice(json_object_get(answer, "summary")), "\n\n");
    json_array_foreach(json_object_get(answer, "paragraphs"), i, row)
    {
        if (json_object_get(row, "question") != NULL)
            buffer_add_format(out, "[%s] ", json_string_value(json_object_get(row, "question")));
        add(out, json_slice(json_object_get(row, "label")), json_slice(json_object_get(row, "label")).size != 0 ? " " : "");
        add(out, json_slice(json_object_get(row, "text")), "\n");
    }
}

typedef struct Look {
    const char *name, *path, *query;
    void      (*print)(const json_t *answer, Buffer *out);
} Look;

static const Look looks[] = {{"call list", "calls", "call.list", print_calls}, {"call show", "calls/", "call.show", print_board}, {"submission show", "submissions/", "submission.show", print_submission}};

static Status look_run(const Look *look, const OptionSet *options, Problem *problem)
{
    Reach      reach = {0};
    json_t    *answer = NULL;
    OutputKind kind;
    Buffer     out;
    char       path[STATE_PATH_MAX];
    Status     status;

    buffer_init(&out, (size_t)256 * 1024 * 1024);
    TRY_OR(done, output_kind(options, OUTPUT_PLAIN, &kind, problem));
    TRY_OR(done, reach_open(options->operands[0], options, &reach, problem));
    (void)snprintf(path, sizeof path, "%s%s", look->path, options->operand_count > 1 ? options->operands[1] : "");
    TRY_OR(done, ask(&reach, path, look->query, options->operand_count > 1 ? options->operands[1] : NULL, &answer, problem));
    if (kind == OUTPUT_JSON)
        json_print_pretty(answer, &out);
    else
        look->print(answer, &out);
    status = out.status == OK ? file_write(output_path(options), buffer_slice(&out), problem) : no_memory(problem);
done:
    json_decref(answer);
    reach_close(&reach);
    buffer_clear(&out);
    return status;
}

static Status list_run(const OptionSet *options, Problem *problem)
{
    return look_run(&looks[0], options, problem);
}

static Status show_run(const OptionSet *options, Problem *problem)
{
    return look_run(&looks[1], options, problem);
}

static Status submission_run(const OptionSet *options, Problem *problem)
{
    return look_run(&looks[2], options, problem);
}

/* ---- the commands ---- */

const Command call_commands[CALL_COMMANDS] = {
    [CALL_LIST] = {"call list", "RECORD [--as plain|json] [-o FILE]", MSG("help.call.list.summary"), MSG("help.call.reading"), read_options, 1, 1, list_run, EXITS_BY_STATUS},
    [CALL_SHOW] = {"call show", "RECORD CALL [--as plain|json] [-o FILE]", MSG("help.call.show.summary"), MSG("help.call.reading"), read_options, 2, 2, show_run, EXITS_BY_STATUS},
    [CALL_ISSUE] = {"call issue", "RECORD CALL --purpose views|nominations --title WORDS (--document SYMBOL --paragraph P | --wording WORDS) [--question LETTER=WORDS…] --until TIME --zone ZONE --by KEY", MSG("help.call.issue.summary"), MSG("help.call.verb"), issue_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [CALL_EXTEND] = {"call extend", "RECORD CALL (--until TIME | --hours N) [--note WORDS] --by KEY", MSG("help.call.extend.summary"), MSG("help.call.verb"), extend_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [CALL_WITHDRAW] = {"call withdraw", "RECORD CALL [--note WORDS] --by KEY", MSG("help.call.withdraw.summary"), MSG("help.call.verb"), call_withdraw_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [SUBMISSION_SHOW] = {"submission show", "RECORD ACT [--as plain|json] [-o FILE]", MSG("help.submission.show.summary"), MSG("help.call.reading"), read_options, 2, 2, submission_run, EXITS_BY_STATUS},
    [SUBMISSION_SEND] = {"submission send", "RECORD CALL FILE --language LANGUAGE [--summary WORDS|@FILE] [--annex FILE…] [--group PARTY] [--adds ACT] --by KEY", MSG("help.submission.send.summary"), MSG("help.submission.verb"), send_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [SUBMISSION_CORRECT] = {"submission correct", "RECORD ACT FILE --language LANGUAGE [--summary WORDS|@FILE] [--annex FILE…] [--note WORDS] --by KEY", MSG("help.submission.correct.summary"), MSG("help.submission.verb"), correct_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [SUBMISSION_RESERVE] = {"submission reserve", "RECORD CALL [--group PARTY] [--note WORDS] --by KEY", MSG("help.submission.reserve.summary"), MSG("help.submission.verb"), reserve_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [SUBMISSION_TRANSLATE] = {"submission translate", "RECORD ACT FILE --language LANGUAGE [--summary WORDS|@FILE] --by KEY", MSG("help.submission.translate.summary"), MSG("help.submission.verb"), translate_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [SUBMISSION_WITHDRAW] = {"submission withdraw", "RECORD ACT [--reason WORDS] --by KEY", MSG("help.submission.withdraw.summary"), MSG("help.submission.verb"), withdraw_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [REPORT_ISSUE] = {"report issue", "RECORD SYMBOL --form FORM [--call CALL] [--body BODY] [--of SYMBOL] [--part ACT…] [--summary WORDS] --by KEY", MSG("help.report.issue.summary"), MSG("help.report.verb"), report_options, 2, 2, verb_run, EXITS_BY_STATUS},
};
