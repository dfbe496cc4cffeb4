/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur text …: a text under negotiation from a terminal or a script. Reading it, proposing, bridging, issuing versions; and a table of what else parties and the Chair do about it, one act each.
 *
 * What an act says beside what was typed (the version, the silence that runs, the question that was put) is taken from what the record shows now; a record that moves on meanwhile refuses the act.
 */
#include "cli/text_internal.h"
#include "cli/work_internal.h"

#include <time.h>

#define SIGNING {"--by", 0, true, false, NULL}, {"--passphrase-file", 0, true, true, NULL}, {"--token", 0, true, false, NULL}, {"--host", 0, true, false, NULL}, {"--receipt", 0, true, false, NULL}, \
    {"--output", 'o', true, false, NULL}

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status put(json_t *object, const char *member, json_t *value, Problem *problem)
{
    return value != NULL && json_object_set_new(object, member, value) == 0 ? OK : no_memory(problem);
}

/* ---- members of acts ---- */

/* Adds one member; `value` is what was typed, NULL where the row takes nothing typed. */
typedef Status (*Fill)(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem);

static Status as_text(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)work;
    return put(object, member, json_string(value), problem);
}

static Status as_paragraph(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    json_t *id = NULL;

    TRY(negotiation_paragraph(work, value, &id, problem));
    return put(object, member, id, problem);
}

static Status as_act(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    json_t *id = NULL;

    TRY(negotiation_act(work, value, &id, problem));
    return put(object, member, id, problem);
}

static Status add_to_array(json_t *object, const char *member, json_t *item, Problem *problem)
{
    if (json_object_get(object, member) == NULL)
        TRY(put(object, member, json_array(), problem));
    return item != NULL && json_array_append_new(json_object_get(object, member), item) == 0 ? OK : no_memory(problem);
}

static Status as_paragraphs(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    json_t *id = NULL;

    TRY(negotiation_paragraph(work, value, &id, problem));
    return add_to_array(object, member, id, problem);
}

/* PARAGRAPH, or PARAGRAPH=ACT: the position holds if that wording stays. */
static Status as_condition(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    const char *equals = strchr(value, '=');
    json_t     *condition = json_object(), *id = NULL;
    char        name[80];
    Status      status;

    (void)snprintf(name, sizeof name, "%.*s", equals != NULL ? (int)(equals - value) : (int)strlen(value), value);
    TRY_OR(failed, negotiation_paragraph(work, name, &id, problem));
    TRY_OR(failed, put(condition, "paragraph", id, problem));
    if (equals != NULL)
        TRY_OR(failed, as_act(work, equals + 1, condition, "wording", problem));
    return add_to_array(object, member, condition, problem);
failed:
    json_decref(condition);
    return status;
}

static Status as_one(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)work, (void)value;
    return put(object, member, json_integer(1), problem);
}

static Status as_zero(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)work, (void)value;
    return put(object, member, json_integer(0), problem);
}

/* From now on. */
static Status as_hours(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    char  written[ACT_TIME_SIZE + 1], *end = NULL;
    long  hours = strtol(value, &end, 10);

    (void)work;
    if (end == value || *end != '\0' || hours < 1 || hours > 24 * 366)
        return problem_set(problem, ERR_REFUSED, MSG("text.hours"), NULL);
    act_time_print((int64_t)time(NULL) + 3600 * hours, written);
    return put(object, member, json_string(written), problem);
}

/* "fr=Projet de décision", or a title in the language of the text (--language). */
static Status as_title(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    const char *language = options_value(work->options, "--language");
    char        code[12] = "en";

    if (strlen(value) > 3 && value[2] == '=') {
        (void)snprintf(code, sizeof code, "%.2s", value);
        value += 3;
    } else if (language != NULL) {
        (void)snprintf(code, sizeof code, "%s", language);
    }
    if (json_object_get(object, member) == NULL)
        TRY(put(object, member, json_object(), problem));
    return put(json_object_get(object, member), code, json_string(value), problem);
}

/* PARAGRAPH=why it changed */
static Status as_reason_of(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    const char *equals = strchr(value, '=');
    json_t     *reason = json_object(), *id = NULL;
    char        name[80];
    Status      status = equals != NULL ? OK : problem_set(problem, ERR_REFUSED, MSG("text.reason_form"), NULL);

    TRY_OR(failed, status);
    (void)snprintf(name, sizeof name, "%.*s", (int)(equals - value), value);
    TRY_OR(failed, negotiation_paragraph(work, name, &id, problem));
    TRY_OR(failed, put(reason, "paragraph", id, problem));
    TRY_OR(failed, put(reason, "note", json_string(equals + 1), problem));
    return add_to_array(object, member, reason, problem);
failed:
    json_decref(reason);
    return status;
}

static Status the_version(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    const json_t *sha256 = json_object_get(work->answer, "sha256");

    (void)value;
    if (sha256 == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("negotiation.no_version"), NULL);
    return put(object, member, json_incref((json_t *)(uintptr_t)sha256), problem);
}

static const json_t *running_silence(const Negotiation *work)
{
    const json_t *row;
    size_t        i;

    json_array_foreach(json_object_get(work->answer, "silences"), i, row) if (slice_is(json_slice(json_object_get(row, "state")), "open")) return row;
    return NULL;
}

static Status the_silence(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    const json_t *silence = running_silence(work);

    (void)value;
    if (silence == NULL)
        return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.silence_unknown"), NULL);
    return put(object, member, json_incref(json_object_get(silence, "act")), problem);
}

/* Which checkpoint closed it, and how it ended: as the record says. */
static Status the_closing(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    const json_t *silence = running_silence(work), *checkpoint = json_object_get(silence, "closing");

    (void)value, (void)member;
    if (checkpoint == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("negotiation.silence_runs"), NULL);
    TRY(put(object, "checkpoint", json_incref((json_t *)(uintptr_t)checkpoint), problem));
    return put(object, "outcome", json_string(json_integer_value(json_object_get(silence, "breaks_in_time")) == 0 ? "kept" : "objection"), problem);
}

static Status the_question(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    const json_t *asked = json_array_get(json_object_get(work->answer, "asked"), 0); /* the newest first */

    (void)value;
    if (asked == NULL)
        return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.question_unknown"), NULL);
    return put(object, member, json_incref(json_object_get(asked, "act")), problem);
}

static Status the_kept_silence(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    const json_t *silence = json_array_get(json_object_get(work->answer, "silences"), 0);

    (void)value;
    if (silence == NULL)
        return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.silence_unknown"), NULL);
    return put(object, member, json_incref(json_object_get(silence, "act")), problem);
}

/* The one reading in that state; `rest`: else one in the other, for what may be done about both. */
static Status find_reading(const Negotiation *work, const char *state, const char *rest, json_t *object, const char *member, Problem *problem)
{
    const json_t *row, *found = NULL;
    size_t        i;

    json_array_foreach(json_object_get(work->answer, "readings"), i, row)
    {
        if (!slice_is(json_slice(json_object_get(row, "state")), state))
            continue;
        if (found != NULL)
            return problem_set(problem, ERR_CONFLICT, MSG("text.reading_several"), NULL);
        found = row;
    }
    if (found == NULL && rest != NULL)
        return find_reading(work, rest, NULL, object, member, problem);
    if (found == NULL)
        return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.reading_unknown"), NULL);
    return put(object, member, json_incref(json_object_get(found, "act")), problem);
}

static Status the_running(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)value;
    return find_reading(work, "running", NULL, object, member, problem);
}

static Status the_suspended(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)value;
    return find_reading(work, "suspended", NULL, object, member, problem);
}

static Status the_reading(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)value;
    return find_reading(work, "running", "suspended", object, member, problem);
}

/* The newest silence, closed already. */
static Status closed_silence(const Negotiation *work, const json_t **out, Problem *problem)
{
    *out = json_array_get(json_object_get(work->answer, "silences"), 0);
    return json_object_get(*out, "closing") != NULL ? OK : problem_set(problem, ERR_REFUSED, MSG("challenge.not_closed"), NULL);
}

/* What the file proves is for the record to judge; but what cannot be earlier is not signed. */
static Status is_earlier(const Negotiation *work, Slice note, Problem *problem)
{
    const json_t *silence;
    Checkpoint    checkpoint;
    int64_t       size;

    TRY(closed_silence(work, &silence, problem));
    TRY(checkpoint_parse(note, &checkpoint, problem));
    size = json_integer_value(json_object_get(silence, "closed_size"));
    if ((int64_t)checkpoint.size == size)
        return problem_set(problem, ERR_CONFLICT, MSG("challenge.same"), NULL);
    return (int64_t)checkpoint.size < size ? OK : problem_set(problem, ERR_CONFLICT, MSG("challenge.later"), NULL);
}

/* The checkpoint in a file that somebody kept: alone, or in a receipt. */
static Status as_proof(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    Slice   bytes, note;
    Buffer  text;
    Receipt receipt;
    Status  status;

    TRY(file_read(value, work->options->arena, &bytes, problem));
    buffer_init(&text, bytes.size + 2);
    TRY_OR(done, fault_at(problem, service_challenge_note(bytes, &text, &note, &receipt, problem), value));
    TRY_OR(done, fault_at(problem, is_earlier(work, note, problem), value));
    status = put(object, member, json_from_slice(note), problem);
done:
    buffer_clear(&text);
    return status;
}

static Status the_deadline(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    const json_t *silence;

    (void)value;
    TRY(closed_silence(work, &silence, problem));
    return put(object, member, json_incref(json_object_get(silence, "deadline_act")), problem);
}

/* ---- one act each ---- */

#define WHAT "" /* the third operand */

typedef struct VerbMember {
    const char *option;     /* WHAT; an option that may be missing; NULL: always */
    const char *member;
    Fill        fill;
    Fill        otherwise;  /* when the option is not given; NULL: the member is left out */
} VerbMember;

typedef struct Verb {
    const OptionRow *options;
    const char      *kind;
    bool             of_process; /* the act names the text */
    VerbMember       members[8];
} Verb;

static const OptionRow position_options[] = {{"--paragraph", 0, true, false, NULL}, {"--wording", 0, true, false, NULL}, {"--reason", 0, true, false, NULL}, {"--if", 0, true, true, NULL}, SIGNING, {0}};
static const OptionRow retract_options[] = {{"--reason", 0, true, false, NULL}, SIGNING, {0}}, opt_out_options[] = {{"--reason", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow withdraw_options[] = {{"--reason", 0, true, false, NULL}, SIGNING, {0}}, sponsor_options[] = {{"--leave", 0, false, false, NULL}, SIGNING, {0}};
static const OptionRow close_options[] = {{"--level", 0, true, false, "ad_referendum|agreed"}, {"--note", 0, true, false, NULL}, SIGNING, {0}}, reopen_options[] = {{"--reason", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow silence_options[] = {{"--until", 0, true, false, NULL}, {"--hours", 0, true, false, NULL}, {"--note", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow break_options[] = {{"--reason", 0, true, false, NULL}, SIGNING, {0}}, call_off_options[] = {{"--reason", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow extend_options[] = {{"--until", 0, true, false, NULL}, {"--hours", 0, true, false, NULL}, {"--reason", 0, true, false, NULL}, SIGNING, {0}}, conclude_options[] = {SIGNING, {0}}, challenge_options[] = {SIGNING, {0}};
static const OptionRow ask_options[] = {{"--session", 0, true, false, NULL}, {"--meeting", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow object_options[] = {{"--lift", 0, false, false, NULL}, {"--reason", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow adopt_options[] = {{"--manner", 0, true, false, "without_vote|vote_elsewhere|not_stated"}, {"--by-silence", 0, false, false, NULL}, {"--in-room", 0, false, false, NULL},
                                          {"--symbol", 0, true, false, NULL}, {"--note", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow explain_options[] = {{"--text", 0, true, false, NULL}, {"--language", 0, true, false, NULL}, {"--paragraph", 0, true, true, NULL}, SIGNING, {0}};
#define AT_MEETING {"--session", 0, true, false, NULL}, {"--meeting", 0, true, false, NULL}, {"--note", 0, true, false, NULL}
static const OptionRow read_options[] = {{"--to", 0, true, false, NULL}, {"--reading", 0, true, false, "first|second|third"}, AT_MEETING, SIGNING, {0}};
static const OptionRow suspend_options[] = {{"--opened", 0, true, false, NULL}, AT_MEETING, SIGNING, {0}}, resume_options[] = {{"--opened", 0, true, false, NULL}, AT_MEETING, SIGNING, {0}};
static const OptionRow finish_options[] = {{"--opened", 0, true, false, NULL}, AT_MEETING, SIGNING, {0}};
static const OptionRow comment_options[] = {{"--text", 0, true, false, NULL}, {"--language", 0, true, false, NULL}, {"--paragraph", 0, true, false, NULL}, {"--wording", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow uncomment_options[] = {{"--reason", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow end_options[] = {{"--reason", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow open_options[] = {{"--body", 0, true, false, NULL}, {"--title", 0, true, true, NULL}, {"--form", 0, true, false, "resolution|decision|progress_report|final_report|other"},
                                         {"--language", 0, true, false, NULL}, {"--session", 0, true, false, NULL}, {"--item", 0, true, false, NULL}, {"--basis", 0, false, false, NULL},
                                         {"--note", 0, true, false, NULL}, SIGNING, {0}};

static Status without_vote(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)value;
    return as_text(work, "without_vote", object, member, problem);
}

static Status ad_referendum(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)value;
    return as_text(work, "ad_referendum", object, member, problem);
}

static Status in_english(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)value;
    return as_text(work, "en", object, member, problem);
}

static Status first_reading(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    (void)value;
    return as_text(work, "first", object, member, problem);
}

#define HELD {"--session", "session", as_text, NULL}, {"--meeting", "meeting", as_text, NULL}, {"--note", "note", as_text, NULL}

static const Verb verbs[] = {
    {open_options, "text.open", true,
     {{"--body", "body", as_text, NULL}, {"--title", "names", as_title, NULL}, {"--form", "form", as_text, NULL}, {"--language", "language", as_text, in_english}, {"--session", "session", as_text, NULL},
      {"--item", "item", as_text, NULL}, {"--basis", "basis", as_one, NULL}, {"--note", "note", as_text, NULL}}},
    {position_options, "text.position.declare", true,
     {{WHAT, "position", as_text, NULL}, {"--paragraph", "paragraph", as_paragraph, NULL}, {"--wording", "wording", as_act, NULL}, {"--reason", "text", as_text, NULL}, {"--if", "conditions", as_condition, NULL},
      {NULL, "version", the_version, NULL}}},
    {retract_options, "text.position.withdraw", false, {{WHAT, "declared", as_act, NULL}, {"--reason", "reason", as_text, NULL}}},
    {opt_out_options, "text.position.opt_out", false, {{WHAT, "declared", as_act, NULL}, {"--reason", "reason", as_text, NULL}}},
    {withdraw_options, "text.amendment.withdraw", false, {{WHAT, "amendment", as_act, NULL}, {"--reason", "reason", as_text, NULL}}},
    {sponsor_options, "text.amendment.sponsor", false, {{WHAT, "amendment", as_act, NULL}, {"--leave", "joins", as_zero, as_one}}},
    {close_options, "text.paragraph.close", true, {{WHAT, "paragraph", as_paragraph, NULL}, {"--level", "level", as_text, ad_referendum}, {"--note", "note", as_text, NULL}, {NULL, "version", the_version, NULL}}},
    {reopen_options, "text.paragraph.reopen", true, {{WHAT, "paragraph", as_paragraph, NULL}, {"--reason", "reason", as_text, NULL}}},
    {silence_options, "text.silence.open", true, {{"--until", "deadline", as_text, NULL}, {"--hours", "deadline", as_hours, NULL}, {"--note", "note", as_text, NULL}, {NULL, "version", the_version, NULL}}},
    {break_options, "text.silence.break", false, {{"--reason", "reason", as_text, NULL}, {NULL, "opened", the_silence, NULL}}},
    {extend_options, "text.silence.extend", false,
     {{"--until", "deadline", as_text, NULL}, {"--hours", "deadline", as_hours, NULL}, {"--reason", "reason", as_text, NULL}, {NULL, "opened", the_silence, NULL}}},
    {call_off_options, "text.silence.withdraw", false, {{"--reason", "reason", as_text, NULL}, {NULL, "opened", the_silence, NULL}}},
    {conclude_options, "text.silence.close", false, {{NULL, "opened", the_silence, NULL}, {NULL, "checkpoint", the_closing, NULL}}},
    {challenge_options, "record.checkpoint", false, {{WHAT, "checkpoint", as_proof, NULL}, {NULL, "closes", the_deadline, NULL}}},
    {ask_options, "text.adoption.ask", true, {{"--session", "session", as_text, NULL}, {"--meeting", "meeting", as_text, NULL}, {NULL, "version", the_version, NULL}}},
    {object_options, "text.adoption.object", false, {{"--lift", "objects", as_zero, as_one}, {"--reason", "reason", as_text, NULL}, {NULL, "asked", the_question, NULL}}},
    {adopt_options, "text.adopt", true,
     {{"--manner", "manner", as_text, without_vote}, {"--by-silence", "silence", the_kept_silence, NULL}, {"--in-room", "asked", the_question, NULL}, {"--symbol", "symbol", as_text, NULL},
      {"--note", "note", as_text, NULL}, {NULL, "version", the_version, NULL}}},
    {explain_options, "text.explain", true,
     {{WHAT, "type", as_text, NULL}, {"--text", "text", as_text, NULL}, {"--language", "language", as_text, in_english}, {"--paragraph", "paragraphs", as_paragraphs, NULL}}},
    {read_options, "text.reading.open", true,
     {{WHAT, "first", as_paragraph, NULL}, {"--to", "last", as_paragraph, NULL}, {"--reading", "reading", as_text, first_reading}, HELD, {NULL, "version", the_version, NULL}}},
    {suspend_options, "text.reading.suspend", false, {{"--opened", "opened", as_act, the_running}, HELD}},
    {resume_options, "text.reading.resume", false, {{"--opened", "opened", as_act, the_suspended}, HELD}},
    {finish_options, "text.reading.close", false, {{"--opened", "opened", as_act, the_reading}, HELD}},
    {comment_options, "text.comment", true,
     {{"--text", "text", as_text, NULL}, {"--language", "language", as_text, in_english}, {"--paragraph", "paragraph", as_paragraph, NULL}, {"--wording", "amendment", as_act, NULL}, {NULL, "version", the_version, NULL}}},
    {uncomment_options, "text.comment.withdraw", false, {{WHAT, "comment", as_act, NULL}, {"--reason", "reason", as_text, NULL}}},
    {end_options, "text.end", true, {{"--reason", "reason", as_text, NULL}}},
};

static const Verb *verb_of(const OptionSet *options)
{
    const Verb *verb = verbs;

    while (verb->options != options->rows)
        verb++;
    return verb;
}

static Status fill_member(const Negotiation *work, const VerbMember *row, json_t *object, Problem *problem)
{
    const char *given[SIGNATORIES_MAX];
    size_t      count;

    if (row->option == NULL)
        return row->fill(work, NULL, object, row->member, problem);
    if (row->option[0] == '\0')
        return row->fill(work, work->options->operands[2], object, row->member, problem);
    count = options_all(work->options, row->option, given, SIGNATORIES_MAX);
    if (count == 0)
        return row->otherwise != NULL ? row->otherwise(work, NULL, object, row->member, problem) : OK;
    for (size_t i = 0; i < count; i++)
        TRY(row->fill(work, given[i], object, row->member, problem));
    return OK;
}

static Status verb_run(const OptionSet *options, Problem *problem)
{
    const Verb *verb = verb_of(options);
    Negotiation work;
    json_t     *object = json_object();
    Status      status = object != NULL ? OK : no_memory(problem);

    TRY_OR(done, negotiation_open(options, verb->options == open_options, &work, problem));
    if (verb->of_process)
        TRY_OR(done, put(object, "process", json_string(options->operands[1]), problem));
    for (size_t i = 0; i < sizeof verb->members / sizeof *verb->members && verb->members[i].fill != NULL; i++)
        TRY_OR(done, fill_member(&work, &verb->members[i], object, problem));
    status = negotiation_act_on(&work, verb->kind, object, problem);
done:
    negotiation_close(&work);
    json_decref(object);
    return status;
}

/* ---- proposing, bridging, issuing ---- */

static const OptionRow propose_options[] = {{"--prose", 0, true, false, NULL}, {"--reason", 0, true, false, NULL}, {"--amends", 0, true, false, NULL}, {"--replaces", 0, true, false, NULL}, SIGNING, {0}};
static const OptionRow bridge_options[] = {{"--prose", 0, true, false, NULL}, {"--reason", 0, true, false, NULL}, {"--takes", 0, true, true, NULL}, SIGNING, {0}};
static const OptionRow issue_options[] = {{"--take", 0, true, true, NULL}, {"--name", 0, true, false, NULL}, {"--symbol", 0, true, false, NULL}, {"--note", 0, true, false, NULL}, {"--why", 0, true, true, NULL}, SIGNING, {0}};

/* The text as the author would have it: of a file, or of instructions in prose. */
static Status revised_text(const Negotiation *work, Source *source, Text **out, Problem *problem)
{
    const char *prose = options_value(work->options, "--prose");
    TextEdit   *edits;
    size_t      count;

    if ((prose != NULL) == (work->options->operand_count == 3))
        return problem_set(problem, ERR_REFUSED, MSG("text.file_or_prose"), NULL);
    if (prose != NULL) {
        TRY(text_prose(work->base, slice_from(prose), work->options->arena, &edits, &count, problem));
        return text_edited(work->base, edits, count, out, problem);
    }
    source->path = work->options->operands[2];
    TRY(source_load(source->path, LOAD_WORDS, source, problem));
    if (source->text == NULL)
        return problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), source->path);
    text_annex_drop(source->text);
    return OK;
}

static const VerbMember propose_members[] = {{"--reason", "rationale", as_text, NULL}, {"--amends", "amends", as_act, NULL}, {"--replaces", "replaces", as_act, NULL}, {0}};

static Status as_acts(const Negotiation *work, const char *value, json_t *object, const char *member, Problem *problem)
{
    json_t *id = NULL;

    TRY(negotiation_act(work, value, &id, problem));
    return add_to_array(object, member, id, problem);
}

static const VerbMember bridge_members[] = {{"--reason", "rationale", as_text, NULL}, {"--takes", "takes", as_acts, NULL}, {0}};

enum { INLINE_MAX = 16 * 1024 /* of changes in the act itself; more are a blob */ };

/* Many changes go into a blob that the act names. */
static Status shorten(Negotiation *work, json_t *object, Problem *problem)
{
    json_t *stored = NULL;
    Buffer  printed;
    char    hex[2 * HASH_SIZE + 1];
    Hash    name;
    Status  status;

    buffer_init(&printed, BLOB_MAX);
    json_print(json_object_get(object, "changes"), &printed);
    if (printed.status == OK && printed.size <= INLINE_MAX)
        TRY_OR(done, OK);
    printed.size = 0;
    stored = json_pack("{s:O, s:O}", "version", json_object_get(object, "version"), "changes", json_object_get(object, "changes"));
    json_print(stored, &printed);
    TRY_OR(done, stored != NULL && printed.status == OK ? OK : no_memory(problem));
    TRY_OR(done, blob_offer(&work->reach, buffer_slice(&printed), &name, problem));
    hash_print_hex(&name, hex);
    (void)json_object_del(object, "changes");
    status = put(object, "blob", json_string(hex), problem);
done:
    json_decref(stored);
    buffer_clear(&printed);
    return status;
}

static Status amend(const OptionSet *options, const char *kind, const VerbMember *members, Problem *problem)
{
    Negotiation work;
    Source      source = {0};
    Text       *revised = NULL;
    json_t     *object = NULL;
    Status      status;

    TRY_OR(done, negotiation_open(options, false, &work, problem));
    if (work.base == NULL)
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("negotiation.no_version"), NULL));
    TRY_OR(done, revised_text(&work, &source, &revised, problem));
    TRY_OR(done, text_proposal(work.base, revised != NULL ? revised : source.text, work.answer, &object, problem));
    for (const VerbMember *row = members; row->fill != NULL; row++)
        TRY_OR(done, fill_member(&work, row, object, problem));
    TRY_OR(done, shorten(&work, object, problem));
    status = negotiation_act_on(&work, kind, object, problem);
done:
    json_decref(object);
    text_free(revised);
    source_clear(&source);
    negotiation_close(&work);
    return status;
}

static Status propose_run(const OptionSet *options, Problem *problem)
{
    return amend(options, "text.amendment.propose", propose_members, problem);
}

static Status bridge_run(const OptionSet *options, Problem *problem)
{
    return amend(options, "text.bridge.propose", bridge_members, problem);
}

static Status offer(Negotiation *work, const Buffer *bytes, const char *member, json_t *object, Problem *problem)
{
    char hex[2 * HASH_SIZE + 1];
    Hash name;

    if (bytes->size == 0)
        return OK;
    TRY(blob_offer(&work->reach, buffer_slice(bytes), &name, problem));
    hash_print_hex(&name, hex);
    return put(object, member, json_string(hex), problem);
}

/* The version and what becomes of every open proposal under it, kept as blobs. */
static Status offer_version(Negotiation *work, const Text *next, json_t *object, Problem *problem)
{
    Buffer stored, outcomes;
    Status status;

    buffer_init(&stored, BLOB_MAX);
    buffer_init(&outcomes, BLOB_MAX);
    TRY_OR(done, text_encode(next, &stored, problem));
    if (work->base != NULL)
        TRY_OR(done, text_outcomes(work->base, next, work->answer, &outcomes, problem));
    TRY_OR(done, offer(work, &stored, "version", object, problem));
    status = offer(work, &outcomes, "outcomes", object, problem);
done:
    buffer_clear(&stored);
    buffer_clear(&outcomes);
    return status;
}

static Status next_text(Negotiation *work, Text **out, Problem *problem)
{
    json_t *takes = json_object();
    Source  source = {0};
    Status  status = takes != NULL ? OK : no_memory(problem);

    TRY_OR(done, fill_member(work, &(VerbMember){"--take", "takes", as_acts, NULL}, takes, problem));
    if (work->options->operand_count == 3) {
        source.path = work->options->operands[2];
        TRY_OR(done, source_load(source.path, LOAD_WORDS, &source, problem));
        if (source.text == NULL)
            TRY_OR(done, problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), source.path));
        text_annex_drop(source.text);
    } else if (json_object_size(takes) == 0) {
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("text.file_or_takes"), NULL));
    }
    status = text_next(work->base, work->answer, json_object_get(takes, "takes"), source.text, out, problem);
done:
    json_decref(takes);
    source_clear(&source);
    return status;
}

static const VerbMember issue_members[] = {{"--name", "name", as_text, NULL}, {"--symbol", "symbol", as_text, NULL}, {"--note", "note", as_text, NULL}, {"--why", "reasons", as_reason_of, NULL}, {0}};

static Status issue_run(const OptionSet *options, Problem *problem)
{
    Negotiation work;
    Text       *next = NULL;
    json_t     *object = json_pack("{s:s}", "process", options->operands[1]);
    Status      status = object != NULL ? OK : no_memory(problem);

    TRY_OR(done, negotiation_open(options, false, &work, problem));
    TRY_OR(done, next_text(&work, &next, problem));
    TRY_OR(done, offer_version(&work, next, object, problem));
    for (const VerbMember *row = issue_members; row->fill != NULL; row++)
        TRY_OR(done, fill_member(&work, row, object, problem));
    status = negotiation_act_on(&work, "text.version.issue", object, problem);
done:
    json_decref(object);
    text_free(next);
    negotiation_close(&work);
    return status;
}

/* ---- the commands ---- */

const Command text_commands[TEXT_COMMANDS] = {
    [TEXT_LIST] = {"text list", "RECORD [--as plain|json] [-o FILE]", MSG("help.text.list.summary"), MSG("help.text.reading"), text_list_options, 1, 1, text_list_run, EXITS_BY_STATUS},
    [TEXT_SHOW] = {"text show", "RECORD TEXT [--as plain|json|html|docx|akn] [--marks tracked|brackets] [-o FILE]", MSG("help.text.show.summary"), MSG("help.text.reading"), text_show_options, 2, 2, text_show_run, EXITS_BY_STATUS},
    [TEXT_MAP] = {"text map", "RECORD TEXT [--as plain|json] [-o FILE]", MSG("help.text.map.summary"), MSG("help.text.reading"), text_list_options, 2, 2, text_map_run, EXITS_BY_STATUS},
    [TEXT_OPEN] = {"text open", "RECORD TEXT --body BODY --title TITLE --form FORM --by KEY", MSG("help.text.open.summary"), MSG("help.text.verb"), open_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_ISSUE] = {"text issue", "RECORD TEXT (FILE | --take ACT…) [--name NAME] [--why PARAGRAPH=REASON…] --by KEY", MSG("help.text.issue.summary"), MSG("help.text.issue"), issue_options, 2, 3, issue_run, EXITS_BY_STATUS},
    [TEXT_PROPOSE] = {"text propose", "RECORD TEXT (FILE | --prose WORDS) [--reason WORDS] [--amends ACT] [--replaces ACT] --by KEY", MSG("help.text.propose.summary"), MSG("help.text.propose"), propose_options, 2, 3, propose_run, EXITS_BY_STATUS},
    [TEXT_BRIDGE] = {"text bridge", "RECORD TEXT (FILE | --prose WORDS) [--takes ACT…] --by KEY", MSG("help.text.bridge.summary"), MSG("help.text.propose"), bridge_options, 2, 3, bridge_run, EXITS_BY_STATUS},
    [TEXT_WITHDRAW] = {"text withdraw", "RECORD TEXT ACT [--reason WORDS] --by KEY", MSG("help.text.withdraw.summary"), MSG("help.text.verb"), withdraw_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_SPONSOR] = {"text sponsor", "RECORD TEXT ACT [--leave] --by KEY", MSG("help.text.sponsor.summary"), MSG("help.text.verb"), sponsor_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_POSITION] = {"text position", "RECORD TEXT support|can_live_with|reserve|object [--paragraph P] [--wording ACT] [--if P=ACT…] --by KEY", MSG("help.text.position.summary"), MSG("help.text.verb"), position_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_RETRACT] = {"text retract", "RECORD TEXT ACT --by KEY", MSG("help.text.retract.summary"), MSG("help.text.verb"), retract_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_OPT_OUT] = {"text opt-out", "RECORD TEXT ACT --by KEY", MSG("help.text.opt_out.summary"), MSG("help.text.verb"), opt_out_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_CLOSE] = {"text close", "RECORD TEXT PARAGRAPH [--level ad_referendum|agreed] --by KEY", MSG("help.text.close.summary"), MSG("help.text.verb"), close_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_REOPEN] = {"text reopen", "RECORD TEXT PARAGRAPH [--reason WORDS] --by KEY", MSG("help.text.reopen.summary"), MSG("help.text.verb"), reopen_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_SILENCE] = {"text silence", "RECORD TEXT (--hours N | --until TIME) [--note WORDS] --by KEY", MSG("help.text.silence.summary"), MSG("help.text.verb"), silence_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_BREAK] = {"text break", "RECORD TEXT [--reason WORDS] --by KEY", MSG("help.text.break.summary"), MSG("help.text.verb"), break_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_EXTEND] = {"text extend", "RECORD TEXT (--hours N | --until TIME) --by KEY", MSG("help.text.extend.summary"), MSG("help.text.verb"), extend_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_CALL_OFF] = {"text call-off", "RECORD TEXT [--reason WORDS] --by KEY", MSG("help.text.call_off.summary"), MSG("help.text.verb"), call_off_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_CONCLUDE] = {"text conclude", "RECORD TEXT --by KEY", MSG("help.text.conclude.summary"), MSG("help.text.verb"), conclude_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_CHALLENGE] = {"text challenge", "RECORD TEXT FILE --by KEY", MSG("help.text.challenge.summary"), MSG("help.text.verb"), challenge_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_ASK] = {"text ask", "RECORD TEXT [--session SESSION --meeting MEETING] --by KEY", MSG("help.text.ask.summary"), MSG("help.text.verb"), ask_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_OBJECT] = {"text object", "RECORD TEXT [--lift] [--reason WORDS] --by KEY", MSG("help.text.object.summary"), MSG("help.text.verb"), object_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_ADOPT] = {"text adopt", "RECORD TEXT (--in-room | --by-silence | --manner MANNER) [--symbol SYMBOL] --by KEY", MSG("help.text.adopt.summary"), MSG("help.text.verb"), adopt_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_EXPLAIN] = {"text explain", "RECORD TEXT before|after|reservation|dissociation|right_of_reply --text WORDS [--paragraph P…] --by KEY", MSG("help.text.explain.summary"), MSG("help.text.verb"), explain_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_READ] = {"text read", "RECORD TEXT PARAGRAPH [--to P] [--reading first|second|third] [--session SESSION --meeting MEETING] --by KEY", MSG("help.text.read.summary"), MSG("help.text.verb"), read_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_SUSPEND] = {"text suspend", "RECORD TEXT [--opened ACT] --by KEY", MSG("help.text.suspend.summary"), MSG("help.text.verb"), suspend_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_RESUME] = {"text resume", "RECORD TEXT [--opened ACT] --by KEY", MSG("help.text.resume.summary"), MSG("help.text.verb"), resume_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_FINISH] = {"text finish", "RECORD TEXT [--opened ACT] --by KEY", MSG("help.text.finish.summary"), MSG("help.text.verb"), finish_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_COMMENT] = {"text comment", "RECORD TEXT --text WORDS [--paragraph P] [--wording ACT] [--language LANGUAGE] --by KEY", MSG("help.text.comment.summary"), MSG("help.text.verb"), comment_options, 2, 2, verb_run, EXITS_BY_STATUS},
    [TEXT_UNCOMMENT] = {"text uncomment", "RECORD TEXT ACT [--reason WORDS] --by KEY", MSG("help.text.uncomment.summary"), MSG("help.text.verb"), uncomment_options, 3, 3, verb_run, EXITS_BY_STATUS},
    [TEXT_END] = {"text end", "RECORD TEXT [--reason WORDS] --by KEY", MSG("help.text.end.summary"), MSG("help.text.verb"), end_options, 2, 2, verb_run, EXITS_BY_STATUS},
};
