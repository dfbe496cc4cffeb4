/* SPDX-License-Identifier: Apache-2.0
 *
 * The laws of the model, without files: what amending, compiling, extracting and storing promise.
 */
#include "property/laws.h"

enum { BYTES_MAX = 64 * 1024 * 1024 };

static bool extracts(const Compilation *compilation, const Slice *names, size_t count, const Text *want, Buffer *why)
{
    Problem problem = {.status = OK};
    Text   *got = NULL;
    Status  status = compilation_extract(compilation, names, count, &got, NULL, &problem);
    bool    same = status == OK ? text_same(got, want, why) : law_broken(why, "extracting", status, &problem);

    text_free(got);
    return same;
}

static bool gives_back_every_party(Work *work, Buffer *why)
{
    for (size_t i = 0; i < work->texts.count; i++)
        if (!extracts(work->compilation, &work->submissions[i].name, 1, work->texts.revised[i], why))
            return false;
    return true;
}

static bool gives_back_the_base(Work *work, Buffer *why)
{
    return extracts(work->compilation, NULL, 0, work->texts.base, why);
}

static bool applies(Work *work, Buffer *why)
{
    for (size_t i = 0; i < work->texts.count; i++) {
        Problem problem = {.status = OK};
        Text   *got = NULL;
        Status  status = amendment_apply(work->texts.base, work->amendments[i], &got, &problem);
        bool    same = status == OK ? text_same(got, work->texts.revised[i], why) : law_broken(why, "applying", status, &problem);

        text_free(got);
        if (!same)
            return false;
    }
    return true;
}

/* ---- stored forms ---- */

static bool encodes_to(const Compilation *compilation, Slice want, Buffer *why)
{
    Buffer  bytes;
    Problem problem = {.status = OK};
    Status  status;
    bool    same;

    buffer_init(&bytes, BYTES_MAX);
    status = compilation_encode(compilation, &bytes, &problem);
    same = status == OK ? slice_equal(buffer_slice(&bytes), want) : law_broken(why, "encoding", status, &problem);
    if (!same && status == OK) {
        size_t at = 0;

        while (at < bytes.size && at < want.size && bytes.data[at] == want.data[at])
            at++;
        at = at > 40 ? at - 40 : 0;
        buffer_add_string(why, "bytes differ: got …");
        buffer_add(why, slice_part(buffer_slice(&bytes), at, at + 160 < bytes.size ? at + 160 : bytes.size));
        buffer_add_string(why, "… want …");
        buffer_add(why, slice_part(want, at, at + 160 < want.size ? at + 160 : want.size));
    }
    buffer_clear(&bytes);
    return same;
}

/* Everything that shows: places, variants, parties, units with their labels. Two compilations that show the same are the same to people. */
static void print_shown(const Compilation *compilation, Buffer *out)
{
    for (size_t i = 0; i < compilation->place_count; i++) {
        const Place *place = &compilation->places[i];

        buffer_add_format(out, "%u.%u-%u.%u", place->paragraph, place->start, place->end_paragraph, place->end);
        for (uint32_t k = 0; k < place->variant_count; k++) {
            buffer_add_string(out, " [");
            buffer_add(out, place->variants[k].text);
            buffer_add_string(out, "] ");
            party_set_print(compilation, place->variants[k].by, ";", 0, out);
        }
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < compilation->unit_count; i++) {
        const PlacedUnit *unit = &compilation->units[i];

        buffer_add_format(out, "after %d story %u group %u alt %u from %d ", unit->after, unit->story, unit->group, unit->alternative, unit->moved_from);
        buffer_add(out, unit->label);
        for (uint32_t k = 0; k < unit->unit->paragraph_count; k++) {
            buffer_add_string(out, " [");
            buffer_add(out, unit->unit->paragraphs[k].text);
            buffer_add_string(out, "]");
        }
        party_set_print(compilation, unit->by, ";", 0, out);
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < compilation->base->count; i++) {
        buffer_add_format(out, "%zu - ", i);
        party_set_print(compilation, compilation->layers[i].deleted_by, ";", 0, out);
        party_set_print(compilation, compilation->layers[i].moved_by, ";", 0, out);
        buffer_add_byte(out, '\n');
    }
}

static bool shows_the_same(const Compilation *a, const Compilation *b, Buffer *why)
{
    Buffer x, y;
    bool   same;

    buffer_init(&x, BYTES_MAX);
    buffer_init(&y, BYTES_MAX);
    print_shown(a, &x);
    print_shown(b, &y);
    same = slice_equal(buffer_slice(&x), buffer_slice(&y));
    if (!same) {
        buffer_add_string(why, "shows ");
        buffer_add(why, buffer_slice(&x));
        buffer_add_string(why, "instead of ");
        buffer_add(why, buffer_slice(&y));
    }
    buffer_clear(&x);
    buffer_clear(&y);
    return same;
}

/* The stored form tells all changes of a note as words of the note, a new paragraph in it too; so what is read back may show it so. */
static bool has_new_note_paragraphs(const Compilation *compilation)
{
    for (size_t i = 0; i < compilation->unit_count; i++)
        if (compilation->units[i].story != 0)
            return true;
    for (size_t i = 0; i < compilation->base->count; i++)
        if (compilation->base->paragraphs[i].story != 0 && compilation->layers[i].deleted_by.count != 0)
            return true;
    return false;
}

static bool compiles_to(const Work *work, const Submission *submissions, size_t count, Slice want, Buffer *why)
{
    Compilation *compilation = NULL;
    Problem      problem = {.status = OK};
    Status       status = compilation_make(work->texts.base, submissions, count, &compilation, &problem);
    bool         same = status == OK ? has_new_note_paragraphs(work->compilation) ||
                                           (encodes_to(compilation, want, why) && shows_the_same(compilation, work->compilation, why))
                                     : law_broken(why, "compiling", status, &problem);

    compilation_free(compilation);
    return same;
}

static bool order_does_not_show(Work *work, Buffer *why)
{
    Submission shuffled[CASE_PARTIES_MAX];
    Random     random = {work->one->seed};
    Buffer     bytes;
    size_t     count = work->texts.count;
    bool       same = true;

    buffer_init(&bytes, BYTES_MAX);
    if (compilation_encode(work->compilation, &bytes, NULL) != OK)
        same = law_broken(why, "encoding", bytes.status, NULL);
    memcpy(shuffled, work->submissions, sizeof shuffled);
    for (size_t i = count; i > 1; i--) {
        size_t     other = random_below(&random, i);
        Submission swap = shuffled[i - 1];

        shuffled[i - 1] = shuffled[other];
        shuffled[other] = swap;
    }
    same = same && compiles_to(work, shuffled, count, buffer_slice(&bytes), why);
    buffer_clear(&bytes);
    return same;
}

/* All but the last are compiled and stored; what is read back and the last together are what all at once are. */
static bool one_by_one(Work *work, Buffer *why)
{
    Compilation       *most = NULL;
    StoredCompilation *stored = NULL;
    Submission         submissions[CASE_PARTIES_MAX];
    Buffer             bytes, all;
    Problem            problem = {.status = OK};
    size_t             count = work->texts.count;
    Status             status = compilation_make(work->texts.base, work->submissions, count - 1, &most, &problem);
    bool               same = false;

    buffer_init(&bytes, BYTES_MAX);
    buffer_init(&all, BYTES_MAX);
    if (status == OK)
        status = compilation_encode(most, &bytes, &problem);
    if (status == OK)
        status = compilation_decode(buffer_slice(&bytes), &stored, &problem);
    if (status == OK)
        status = compilation_encode(work->compilation, &all, &problem);
    for (size_t i = 0; status == OK && i + 1 < count; i++)
        submissions[i] = (Submission){stored->names[i], stored->amendments[i]};
    submissions[count - 1] = work->submissions[count - 1];
    same = status == OK ? compiles_to(work, submissions, count, buffer_slice(&all), why) : law_broken(why, "storing", status, &problem);
    stored_compilation_free(stored);
    compilation_free(most);
    buffer_clear(&bytes);
    buffer_clear(&all);
    return same;
}

/* What the stored form of an amendment holds is the amendment. */
static bool amendments_keep(Work *work, Buffer *why)
{
    for (size_t i = 0; i < work->texts.count; i++) {
        Amendment *read = NULL;
        Text      *got = NULL;
        Buffer     bytes;
        Problem    problem = {.status = OK};
        Status     status;
        bool       same;

        buffer_init(&bytes, BYTES_MAX);
        status = amendment_encode(work->texts.base, work->amendments[i], &bytes, &problem);
        if (status == OK)
            status = amendment_decode(work->texts.base, buffer_slice(&bytes), &read, &problem);
        if (status == OK)
            status = amendment_apply(work->texts.base, read, &got, &problem);
        same = status == OK ? text_same(got, work->texts.revised[i], why) : law_broken(why, "storing an amendment", status, &problem);
        text_free(got);
        amendment_free(read);
        buffer_clear(&bytes);
        if (!same)
            return false;
    }
    return true;
}

static bool texts_keep(Work *work, Buffer *why)
{
    Text   *stored = NULL, *packed = NULL;
    Buffer  bytes, again, frame;
    Problem problem = {.status = OK};
    Status  status;
    bool    same;

    buffer_init(&bytes, BYTES_MAX);
    buffer_init(&again, BYTES_MAX);
    buffer_init(&frame, BYTES_MAX);
    text_pack(work->texts.base, &frame);
    status = text_encode(work->texts.base, &bytes, &problem);
    if (status == OK)
        status = text_decode(buffer_slice(&bytes), &stored, &problem);
    if (status == OK)
        status = text_encode(stored, &again, &problem);
    if (status == OK)
        status = text_unpack(buffer_slice(&frame), &packed, &problem);
    same = status == OK ? text_same(stored, work->texts.base, why) && text_same(packed, work->texts.base, why) : law_broken(why, "storing", status, &problem);
    if (same && !slice_equal(buffer_slice(&bytes), buffer_slice(&again)))
        same = law_broken(why, "what is read back is stored differently", OK, NULL);
    text_free(stored);
    text_free(packed);
    buffer_clear(&bytes);
    buffer_clear(&again);
    buffer_clear(&frame);
    return same;
}

/* ---- parties ---- */

static bool sets_doubled(PartySet one, PartySet two)
{
    return two.count == 2 * one.count;
}

static bool one_file_under_two_names(Work *work, Buffer *why)
{
    for (size_t i = 0; i < work->texts.count; i++) {
        Submission   twice[2] = {{SLICE("Alpha"), work->amendments[i]}, {SLICE("Beta"), work->amendments[i]}};
        Slice        both[2] = {twice[0].name, twice[1].name};
        Compilation *one = NULL, *two = NULL;
        Status       status = compilation_make(work->texts.base, twice, 1, &one, NULL);
        bool         same = false;

        if (status == OK)
            status = compilation_make(work->texts.base, twice, 2, &two, NULL);
        if (status == OK)
            same = one->place_count == two->place_count && one->unit_count == two->unit_count;
        for (size_t k = 0; same && k < one->place_count; k++)
            same = one->places[k].variant_count == 1 && two->places[k].variant_count == 1 && sets_doubled(one->places[k].parties, two->places[k].parties);
        for (size_t k = 0; same && k < one->unit_count; k++)
            same = sets_doubled(one->units[k].by, two->units[k].by) && two->units[k].group == 0;
        if (!same)
            (void)law_broken(why, "not one change with both names", status, NULL);
        same = same && extracts(two, both, 2, work->texts.revised[i], why);
        compilation_free(one);
        compilation_free(two);
        if (!same)
            return false;
    }
    return true;
}

static bool equal_text_changes_nothing(Work *work, Buffer *why)
{
    Amendment *none = NULL;
    Status     status = amendment_between(work->comparer, work->texts.base, &none, NULL);
    bool       holds = status == OK && none->count == 0;

    if (!holds)
        buffer_add_format(why, "%zu changes", none != NULL ? none->count : 0);
    amendment_free(none);
    return holds;
}

/* An insertion at the edge of a range only touches it. */
static bool in_place(const Place *place, const Change *change)
{
    bool point = change->start == change->end, place_point = place->paragraph == place->end_paragraph && place->start == place->end;

    if (point != place_point && point && ((change->paragraph == place->paragraph && change->start == place->start) ||
                                          (change->paragraph == place->end_paragraph && change->end == place->end)))
        return false;
    if (place_point && !point)
        return false;
    if (change->paragraph < place->paragraph || change->paragraph > place->end_paragraph)
        return false;
    if (change->paragraph == place->paragraph && change->start < place->start)
        return false;
    return change->paragraph < place->end_paragraph || change->end <= place->end;
}

static uint32_t variants_of(const Place *place, uint32_t party)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < place->variant_count; i++)
        count += party_set_has(place->variants[i].by, party);
    return count;
}

/* The words of this change stand in exactly one place, in one wording with its party's name. */
static bool shown_once(const Compilation *compilation, const Change *change, uint32_t party)
{
    size_t places = 0;

    for (size_t i = 0; i < compilation->place_count; i++)
        if (in_place(&compilation->places[i], change) && variants_of(&compilation->places[i], party) == 1)
            places++;
    return places == 1;
}

static bool place_is_earned(const Compilation *compilation, const Place *place, uint32_t party)
{
    const Amendment *amendment = compilation->parties[party].amendment;
    bool             named = party_set_has(place->parties, party), changed = false;

    for (size_t i = 0; i < amendment->count; i++)
        changed = changed || (amendment->changes[i].op == CHANGE_REPLACE && in_place(place, &amendment->changes[i]));
    return named == (variants_of(place, party) == 1) && (!named || changed) && variants_of(place, party) <= 1;
}

static bool party_balances(const Compilation *compilation, uint32_t party, Buffer *why)
{
    const Amendment *amendment = compilation->parties[party].amendment;
    size_t           units = 0, shown = 0;

    for (size_t i = 0; i < amendment->count; i++) {
        const Change *change = &amendment->changes[i];
        bool          whole = change->op == CHANGE_DELETE || change->op == CHANGE_MOVE;

        units += change->op == CHANGE_INSERT || change->op == CHANGE_MOVE;
        if ((change->op == CHANGE_REPLACE && !shown_once(compilation, change, party)) ||
            (whole && !party_set_has(compilation->layers[change->paragraph].deleted_by, party))) {
            buffer_add_format(why, "change %zu of party %u is not shown once", i, party);
            return false;
        }
    }
    for (size_t i = 0; i < compilation->unit_count; i++)
        shown += party_set_has(compilation->units[i].by, party);
    for (size_t i = 0; i < compilation->place_count; i++)
        if (!place_is_earned(compilation, &compilation->places[i], party)) {
            buffer_add_format(why, "place %zu names party %u wrongly", i, party);
            return false;
        }
    if (units != shown)
        buffer_add_format(why, "party %u has %zu new paragraphs, %zu are shown", party, units, shown);
    return units == shown;
}

static bool every_change_once(Work *work, Buffer *why)
{
    for (uint32_t party = 0; party < work->compilation->party_count; party++)
        if (!party_balances(work->compilation, party, why))
            return false;
    return true;
}

/* Comparing the base with what was extracted under S's name gives S's own changes. */
static bool compiles_again(Work *work, Buffer *why)
{
    for (size_t i = 0; i < work->texts.count; i++) {
        Text      *got = NULL;
        Amendment *again = NULL;
        Status     status = compilation_extract(work->compilation, &work->submissions[i].name, 1, &got, NULL, NULL);
        bool       same;

        if (status == OK)
            status = amendment_between(work->comparer, got, &again, NULL);
        same = status == OK && amendment_same(again, work->amendments[i]);
        if (!same)
            (void)law_broken(why, "other changes than it sent", status, NULL);
        if (!same && again != NULL && amendment_encode(work->texts.base, again, why, NULL) != OK)
            buffer_add_string(why, "(which cannot be stored)");
        amendment_free(again);
        text_free(got);
        if (!same)
            return false;
    }
    return true;
}

/* Two parties together: either both texts' changes, the same whichever is named first, or a refusal that says where. */
static bool pairs_agree(Work *work, Buffer *why)
{
    for (size_t i = 1; i < work->texts.count; i++) {
        Slice  names[2] = {work->submissions[i - 1].name, work->submissions[i].name}, turned[2] = {names[1], names[0]};
        Text  *a = NULL, *b = NULL;
        Buffer places;
        Status first, second;
        bool   holds;

        buffer_init(&places, BYTES_MAX);
        first = compilation_extract(work->compilation, names, 2, &a, &places, NULL);
        second = compilation_extract(work->compilation, turned, 2, &b, NULL, NULL);
        holds = first == second && (first == OK || first == ERR_CONFLICT) && (first == OK) == (places.size == 0);
        if (!holds)
            (void)law_broken(why, "two parties together", first, NULL);
        else if (first == OK)
            holds = text_same(a, b, why);
        text_free(a);
        text_free(b);
        buffer_clear(&places);
        if (!holds)
            return false;
    }
    return true;
}

const Law laws_of_model[] = {
    {"A", "applying the changes from base to revised gives revised", applies},
    {"P1", "accepting only S gives what S sent", gives_back_every_party},
    {"P2", "accepting nobody gives the base", gives_back_the_base},
    {"P3", "the order of submissions does not show", order_does_not_show},
    {"P4", "one file under two names is one change with both names", one_file_under_two_names},
    {"P5", "a submission equal to the base changes nothing", equal_text_changes_nothing},
    {"P6", "parties added one by one are the same as all at once", one_by_one},
    {"P7", "every change of every party is shown once, and none is invented", every_change_once},
    {"P12", "comparing what was extracted gives S's changes again", compiles_again},
    {"E", "two parties together agree or are refused with the places", pairs_agree},
    {"S1", "the stored form of an amendment makes the same text", amendments_keep},
    {"S2", "the stored and the packed form of a text are the text", texts_keep},
    {NULL, NULL, NULL},
};
