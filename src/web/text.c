/* SPDX-License-Identifier: Apache-2.0
 *
 * What the templates of a text under negotiation need beside the answer: which sign stands for what, what is empty, what is the reader's own and may be acted on, where a table and its rows begin.
 */
#include "service/rights.h"
#include "web/pages_internal.h"
#include "web/people_internal.h"

#include <jansson.h>

/* The signs of web/pages/marks.html. */
static const struct {
    const char *value, *sign;
} signs[] = {{"object", "objected"}, {"stale", "stale"}, {"reserve", "reserved"}, {"competing", "contested"}, {"change", "changed"}, {"support", "tick"}, {"can_live_with", "tick"}};

static const char *sign_of(Slice value)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (slice_is(value, signs[i].value))
            return signs[i].sign;
    return "open";
}

/* ---- who looks ---- */

typedef struct Looker {
    const WebAsker *asker;
    json_t         *groups; /* of its party, by name; NULL: none */
    bool            settled;                  /* it was adopted, or ended */
    bool            acts, proposes, presides; /* by the table of rights, and as the text stands */
    const char     *explains;                 /* the type that is chosen before; NULL: may not */
    bool            comments;                 /* whether comments are shown */
} Looker;

static bool is_party(const json_t *object, Slice party)
{
    return party.size != 0 && slice_equal(json_slice(json_object_get(object, "party")), party);
}

static bool names_party(const json_t *list, Slice party)
{
    const json_t *name;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)list, i, name) if (party.size != 0 && slice_equal(json_slice(json_is_object(name) ? json_object_get(name, "party") : name), party)) return true;
    return false;
}

static json_t *groups_of(Web *web, const WebAsker *asker)
{
    Asker   asking = web_asker_for_service(asker);
    json_t *answer = NULL, *groups = json_array(), *row;
    size_t  i;

    if (asker->party[0] != '\0' && service_query(web->service, "party.show", &asking.party, 1, &asking, house_now(web->house), &answer, NULL) == OK)
        json_array_foreach(json_object_get(answer, "groups"), i, row) (void)json_array_append(groups, json_object_get(json_object_get(row, "party"), "party"));
    json_decref(answer);
    return groups;
}

static Looker looker_of(Web *web, const WebAsker *asker, const json_t *answer)
{
    Slice state = json_slice(json_object_get(answer, "state"));
    bool  now = json_object_get(answer, "past") == NULL, open = now && slice_is(state, "open"), takes = open || (now && slice_is(state, "silence"));

    return (Looker){asker,
                    groups_of(web, asker),
                    slice_is(state, "adopted") || slice_is(state, "ended"),
                    takes && rights_do(SLICE("text.position.declare"), asker->standing) != DOES_NOT,
                    open && (rights_do(SLICE("text.amendment.propose"), asker->standing) != DOES_NOT || rights_do(SLICE("text.bridge.propose"), asker->standing) != DOES_NOT),
                    open && rights_do(SLICE("text.paragraph.close"), asker->standing) != DOES_NOT,
                    !now || rights_do(SLICE("text.explain"), asker->standing) == DOES_NOT ? NULL : takes ? "before" : "after",
                    true};
}

/* ---- paragraphs ---- */

static void dress_positions(const Looker *looker, json_t *positions)
{
    Slice   own = slice_from(looker->asker->party);
    json_t *position;
    size_t  i;

    json_array_foreach(positions, i, position)
    {
        const json_t *party = json_object_get(position, "party");

        (void)json_object_set_new(position, "mark", json_string(json_object_get(position, "stale") != NULL ? "stale" : sign_of(json_slice(json_object_get(position, "position")))));
        if (json_object_get(position, "conditions") != NULL)
            (void)json_object_set_new(position, "package", json_pack("{s:O}", "conditions", json_object_get(position, "conditions")));
        json_set_flag(position, "own", looker->acts && is_party(party, own));
        json_set_flag(position, "for_us", looker->acts && names_party(looker->groups, json_slice(json_object_get(party, "party"))) && !names_party(json_object_get(position, "opted_out"), own));
    }
}

/* Nothing is left out of the page: what has no place in the text has one under it. */
static void list_unshown(json_t *answer)
{
    json_t *amendment, *unshown = json_array();
    size_t  i;

    json_array_foreach(json_object_get(answer, "amendments"), i, amendment) if (json_object_get(amendment, "not_shown") != NULL)
        (void)json_array_append(unshown, amendment);
    (void)json_object_set_new(answer, "unshown", unshown);
}

/* The Chair's wording and the own party's proposals have a way back; another's can be joined, left, or amended. */
static void dress_proposals(const Looker *looker, json_t *proposals)
{
    bool    house = looker->proposes && rights_do(SLICE("text.amendment.withdraw"), looker->asker->standing) == FOR_THE_HOUSE;
    Slice   own = slice_from(looker->asker->party);
    json_t *proposal;
    size_t  i;

    json_array_foreach(proposals, i, proposal)
    {
        bool mine = is_party(json_object_get(proposal, "party"), own), with = names_party(json_object_get(proposal, "with"), own);

        json_set_flag(proposal, "own", (looker->acts && mine) || (house && json_object_get(proposal, "house") != NULL));
        json_set_flag(proposal, "joined", looker->acts && !mine && with);
        json_set_flag(proposal, "may_join", looker->acts && !mine && !with && json_object_get(proposal, "bridge") == NULL);
        json_set_flag(proposal, "may_answer", looker->acts && !mine);
        json_set_flag(proposal, "may_amend", looker->acts && looker->proposes && !mine);
    }
}

void text_list_under(json_t *object, json_t *list, const char *under)
{
    if (json_array_size(list) != 0)
        (void)json_object_set_new(object, under, json_pack("{s:O}", "of", list));
}

/* What may be done at this paragraph. */
static void offer(const Looker *looker, json_t *paragraph)
{
    const json_t *closed = json_object_get(paragraph, "closed");
    json_t       *acts = json_object();

    json_set_flag(acts, "propose", looker->proposes && closed == NULL);
    json_set_flag(acts, "position", looker->acts);
    json_set_flag(acts, "comment", looker->acts);
    if (looker->explains != NULL)
        (void)json_object_set_new(acts, "explain", json_string(looker->explains));
    json_set_flag(acts, "close", looker->presides && !slice_is(json_slice(closed), "agreed"));
    json_set_flag(acts, "reopen", looker->presides && closed != NULL);
    if (json_object_size(acts) != 0)
        (void)json_object_set(paragraph, "act_on", acts);
    json_decref(acts);
}

/* A paragraph of words that the text does not call by a name. */
static bool is_plain(const json_t *paragraph)
{
    return slice_is(json_slice(json_object_get(paragraph, "kind")), "plain");
}

static void dress_paragraph(const Looker *looker, json_t *paragraph)
{
    static const char *const beside[] = {"name", "put", "stated", "explained", "commented", "act_on"};

    dress_positions(looker, json_object_get(paragraph, "positions"));
    dress_proposals(looker, json_object_get(paragraph, "proposals"));
    text_list_under(paragraph, json_object_get(paragraph, "positions"), "stated");
    text_list_under(paragraph, json_object_get(paragraph, "proposals"), "put");
    text_list_under(paragraph, json_object_get(paragraph, "explanations"), "explained");
    text_dress_comments(paragraph, looker->asker, looker->acts, looker->comments);
    if (json_object_get(paragraph, "name") != NULL || is_plain(paragraph))
        offer(looker, paragraph);
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++)
        json_set_flag(paragraph, "railed", json_object_get(paragraph, beside[i]) != NULL);
    json_set_flag(paragraph, "unsettled", !looker->settled);
    json_set_flag(paragraph, "quiet", !looker->settled && json_object_get(paragraph, "name") != NULL && json_object_get(paragraph, "stated") == NULL && json_object_get(paragraph, "commented") == NULL && slice_is(json_slice(json_object_get(paragraph, "state")), "open"));
}

/* ---- tables ---- */

static json_int_t cell_part(const json_t *paragraph, const char *part)
{
    const json_t *value = json_object_get(json_object_get(paragraph, "cell"), part);

    return value != NULL ? json_integer_value(value) : -1;
}

/* How far two paragraphs are together: 0 not in one table, 1 in one table, 2 in one row, 3 in one cell. */
static int together(const json_t *one, const json_t *other)
{
    static const char *const parts[] = {"table", "row", "column"};
    int                      far = 0;

    while (far < 3 && one != NULL && other != NULL && cell_part(one, parts[far]) >= 0 && cell_part(one, parts[far]) == cell_part(other, parts[far]))
        far++;
    return far;
}

/* Where the page opens and closes tables, rows and cells. */
static void mark_cells(json_t *paragraphs)
{
    static const char *const opens[] = {"opens_table", "opens_row", "opens_cell"}, *const closes[] = {"closes_table", "closes_row", "closes_cell"};

    for (size_t i = 0; i < json_array_size(paragraphs); i++) {
        json_t *paragraph = json_array_get(paragraphs, i);
        int     before = together(paragraph, i > 0 ? json_array_get(paragraphs, i - 1) : NULL), after = together(paragraph, json_array_get(paragraphs, i + 1));

        if (json_object_get(paragraph, "cell") == NULL) {
            (void)json_object_set_new(paragraph, "line", json_true());
            continue;
        }
        for (int k = 0; k < 3; k++) {
            json_set_flag(paragraph, opens[k], before <= k);
            json_set_flag(paragraph, closes[k], after <= k);
        }
    }
}

/* ---- filters ---- */

/* What the page is narrowed to; empty: all. */
typedef struct Narrowed {
    Slice state, party;
    bool  part;
} Narrowed;

static bool is_by(const json_t *list, Slice party)
{
    const json_t *row;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)list, i, row) if (is_party(json_object_get(row, "party"), party) || names_party(json_object_get(row, "with"), party)) return true;
    return false;
}

static bool is_anywhere_by(const json_t *paragraph, Slice party)
{
    static const char *const lists[] = {"proposals", "positions", "comments"};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (is_by(json_object_get(paragraph, lists[i]), party))
            return true;
    return false;
}

static bool fits(const json_t *paragraph, const Narrowed *narrowed)
{
    Slice state = json_slice(json_object_get(paragraph, "state"));
    bool  closed = json_object_get(paragraph, "closed") != NULL, quiet = slice_is(state, "open");

    if (narrowed->part && json_object_get(paragraph, "in_part") == NULL)
        return false;
    if (narrowed->party.size != 0 && !is_anywhere_by(paragraph, narrowed->party))
        return false;
    if (narrowed->state.size == 0)
        return true;
    if (json_object_get(paragraph, "name") == NULL)
        return false;
    return slice_is(narrowed->state, "closed") ? closed : slice_is(narrowed->state, "open") ? !closed : !closed && !quiet;
}

/* What does not fit is folded, one fold for paragraphs that follow each other, and says how many it holds. A table goes with what stands before it. */
static void fold(json_t *paragraphs, const Narrowed *narrowed)
{
    json_t *first = NULL, *last = NULL;
    size_t  hidden = 0;

    for (size_t i = 0; i < json_array_size(paragraphs); i++) {
        json_t *paragraph = json_array_get(paragraphs, i);
        bool    goes_along = json_object_get(paragraph, "cell") != NULL, folds = goes_along ? first != NULL || i == 0 : !fits(paragraph, narrowed);

        if (!folds && first != NULL) {
            (void)json_object_set_new(first, "opens_fold", json_pack("{s:I}", "hidden", (json_int_t)hidden));
            json_set_flag(last, "closes_fold", true);
            first = NULL;
            hidden = 0;
        }
        if (!folds)
            continue;
        first = first != NULL ? first : paragraph;
        last = paragraph;
        hidden++;
    }
    if (first != NULL) {
        (void)json_object_set_new(first, "opens_fold", json_pack("{s:I}", "hidden", (json_int_t)hidden));
        json_set_flag(last, "closes_fold", true);
    }
}

/* Parties that proposed or took a position, for the filter. */
static void add_party(json_t *who, const json_t *row, Slice chosen)
{
    const json_t *party = json_object_get(row, "party");
    json_t       *copy, *there;
    size_t        i;

    json_array_foreach(who, i, there) if (json_equal(json_object_get(there, "party"), json_object_get(party, "party"))) return;
    copy = json_copy((json_t *)(uintptr_t)party);
    json_set_flag(copy, "selected", is_party(party, chosen));
    (void)json_array_append_new(who, copy);
}

static void narrow(const HttpExchange *exchange, json_t *answer)
{
    static const char *const lists[] = {"amendments", "positions", "comments"};
    Narrowed                 narrowed = {.part = text_narrow_part(exchange, answer)};
    json_t                  *who = json_array(), *row;
    Slice                    view;
    size_t                   i;
    bool                     narrows;

    (void)http_query(exchange, "state", &narrowed.state);
    (void)http_query(exchange, "party", &narrowed.party);
    narrows = narrowed.part || narrowed.state.size != 0 || narrowed.party.size != 0;
    if (narrows)
        fold(json_object_get(answer, "paragraphs"), &narrowed);
    json_set_flag(answer, "narrowed", narrows);
    json_set_flag(answer, "projector", http_query(exchange, "view", &view) && slice_is(view, "projector"));
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
        json_array_foreach(json_object_get(answer, lists[k]), i, row) add_party(who, row, narrowed.party);
    (void)json_object_set_new(answer, "who_spoke", who);
}

/* ---- the whole ---- */

Status text_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    Looker  looker = looker_of(web, asker, answer);
    json_t *paragraph;
    size_t  i;
    Slice   comments;

    (void)problem;
    looker.comments = !http_query(exchange, "comments", &comments) || !slice_is(comments, "without");
    (void)json_object_set_new(answer, "direction", json_string(text_direction(answer)));
    narrow(exchange, answer);
    json_array_foreach(json_object_get(answer, "paragraphs"), i, paragraph) dress_paragraph(&looker, paragraph);
    mark_cells(json_object_get(answer, "paragraphs"));
    dress_positions(&looker, json_object_get(answer, "on_whole"));
    text_list_under(answer, json_object_get(answer, "on_whole"), "stated");
    text_list_under(answer, json_object_get(answer, "explanations"), "explained");
    if (json_object_get(answer, "commented_whole") != NULL && looker.comments)
        text_list_under(answer, json_object_get(answer, "commented_whole"), "commented");
    text_dress_comments(answer, asker, looker.acts, false);
    text_readings(answer, rights_do(SLICE("text.reading.open"), asker->standing) != DOES_NOT);
    text_where(answer, house_now(web->house), asker);
    if (json_object_get(answer, "past") == NULL)
        list_unshown(answer);
    json_decref(looker.groups);
    return text_parts(exchange, answer);
}

Status paragraph_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    Looker  looker = looker_of(web, asker, answer);
    json_t *here = json_object_get(answer, "here");

    (void)exchange, (void)problem;
    (void)json_object_set_new(answer, "direction", json_string(text_direction(answer)));
    if (here != NULL)
        dress_paragraph(&looker, here);
    json_decref(looker.groups);
    return OK;
}

/* From which entry to which the map can be asked for, the one at hand, and the text's own steps before and after it. */
static void add_moments(Web *web, json_t *answer)
{
    const json_t *history = json_object_get(answer, "history"), *at = json_object_get(answer, "at");
    json_int_t    first = json_integer_value(json_object_get(json_array_get(history, 0), "index")), now;
    json_t       *moments = json_object();
    uint64_t      size;
    Hash          root;

    service_seen(web->service, &size, &root);
    now = at != NULL ? json_integer_value(at) : (json_int_t)size - 1;
    (void)json_object_set_new(moments, "first", json_integer(first));
    (void)json_object_set_new(moments, "last", json_integer((json_int_t)size - 1));
    (void)json_object_set_new(moments, "shown", json_integer(now));
    for (size_t i = 0; i < json_array_size(history); i++) {
        const json_t *step = json_array_get(history, i);
        json_int_t    index = json_integer_value(json_object_get(step, "index"));

        if (index < now)
            (void)json_object_set(moments, "before", (json_t *)(uintptr_t)step);
        if (index > now && json_object_get(moments, "after") == NULL)
            (void)json_object_set(moments, "after", (json_t *)(uintptr_t)step);
    }
    (void)json_object_set_new(answer, "moments", moments);
}

/* What stands in the way, by what it is, in the order in which each is met first: {what, of: rows}. */
static void add_stands(json_t *answer)
{
    json_t *stands = json_object(), *list = json_array(), *row, *group;
    size_t  i;

    json_array_foreach(json_object_get(answer, "between"), i, row)
    {
        const char *what = json_string_value(json_object_get(row, "what"));

        group = json_object_get(stands, what);
        if (group == NULL) {
            group = json_pack("{s:s, s:[]}", "what", what, "of");
            (void)json_object_set_new(stands, what, group);
            (void)json_array_append(list, group);
        }
        (void)json_array_append(json_object_get(group, "of"), row);
    }
    json_decref(stands);
    (void)json_object_set_new(answer, "stands", list);
}

/* What can stand across the map, and what does. */
static void add_across(json_t *answer)
{
    static const char *const choices[] = {"delegations", "regions", "groups"};
    Slice   chosen = json_slice(json_object_get(answer, "across"));
    json_t *list = json_array();

    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        json_t *row = json_pack("{s:s}", "value", choices[i]);

        json_set_flag(row, "current", chosen.size != 0 ? slice_is(chosen, choices[i]) : i == 0);
        (void)json_array_append_new(list, row);
    }
    (void)json_object_set_new(answer, "choices", list);
}

Status map_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    json_t *row;
    size_t  i;

    (void)exchange, (void)asker, (void)problem;
    add_moments(web, answer);
    json_array_foreach(json_object_get(answer, "between"), i, row)
        if (json_object_get(row, "conditions") != NULL)
            (void)json_object_set_new(row, "package", json_pack("{s:O}", "conditions", json_object_get(row, "conditions")));
    add_stands(answer);
    add_across(answer);
    return OK;
}
