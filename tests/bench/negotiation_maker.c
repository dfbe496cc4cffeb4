/* SPDX-License-Identifier: Apache-2.0
 *
 * See negotiation_maker.h. Acts go through the rules (with the maker's own word for their signatures) into the view, and in batches into the store. A new version is made by the service, opened for
 * reading over what has been committed: the outcomes in the record are those that it computes.
 */
#include "negotiation_maker.h"

#include "negotiation_words.h"
#include "record_maker.h"

#include <inttypes.h>
#include <jansson.h>
#include <sys/stat.h>

#define BASE_TIME INT64_C(1798761600) /* 2027-01-01T00:00:00Z */
#define UNTIL "2099-01-01T00:00:00Z"

enum {
    PATH_SIZE = 1024, PARTY_SIZE = 24, KEY_NAME_SIZE = 48, SEEN_EVERY = 64, SENTENCE_SIZE = 1000,
    OWN_KEYS_EVERY = 3,      /* delegations */
    GROUPS = 4,
    AMENDMENTS_OF_GROUPS = 5, /* of a hundred */
    FIRST_SHARE = 70,        /* of a hundred amendments come to the first version */
    POSITIONS_EVERY = 4,     /* amendments, one position */
    SPONSORS_EVERY = 10, WITHDRAWN_EVERY = 100,
    TAKEN_EVERY = 5,         /* of so many paragraphs one is changed by a new version */
    CLOSED_EVERY = 12
};

typedef enum HostKey { LOG, CLOCK, ATTEST, ADMIT, HOST_KEYS } HostKey;
static const struct {
    const char *which, *name;
    KeyType     type;
} host_keys[HOST_KEYS] = {{"log", MAKER_ORIGIN, KEY_ED25519},
                          {"clock", MAKER_ORIGIN "/clock", KEY_COSIGNER},
                          {"attest", "secretariat/registry-1", KEY_ED25519},
                          {"admit", "secretariat/protocol-1", KEY_ED25519}};

/* One that was proposed. */
typedef struct Proposed {
    Hash     act;
    unsigned party;
    char     paragraph[PARAGRAPH_ID_SIZE];
    bool     is_single, deletes; /* one change; of that, a whole paragraph is deleted */
} Proposed;

typedef struct Maker {
    const NegotiationOptions *options;
    Random     random;
    KeySecret  host[HOST_KEYS];
    KeySecret *desks;                /* of the delegations that have one */
    Store     *store;
    View      *view;
    Process   *process;
    Blobs     *blobs;
    Tree       tree;
    Hash       seen, last;           /* last: the act made last */
    StoreRow   rows[STORE_BATCH_MAX];
    size_t     starts[STORE_BATCH_MAX], count;
    Buffer     batch, json, blob;
    Text      *base;                 /* the version in force */
    char       version[2 * HASH_SIZE + 1];
    bool      *closed;               /* by paragraph of the base */
    Proposed  *proposed;
    size_t     proposed_count;
} Maker;

/* ---- parties and keys ---- */

/* Delegations first, then groups. */
static void party_name(const Maker *maker, unsigned party, char out[PARTY_SIZE])
{
    if (party < maker->options->delegations)
        (void)snprintf(out, PARTY_SIZE, "delegation-%03u", party + 1);
    else
        (void)snprintf(out, PARTY_SIZE, "group-%c", (char)('a' + (party - maker->options->delegations)));
}

static bool has_keys(const Maker *maker, unsigned party)
{
    return party < maker->options->delegations && party % OWN_KEYS_EVERY == 0;
}

static Status make_key(const Maker *maker, const char *name, KeyType type, KeySecret *out, Problem *problem)
{
    char text[100];
    Hash bytes;

    (void)snprintf(text, sizeof text, "negotiation_maker %" PRIu64 " %s", maker->options->seed, name);
    hash_of(slice_from(text), &bytes);
    return key_secret_from_seed(slice_from(name), type, bytes.bytes, out, problem);
}

static Status party_key(const Maker *maker, unsigned party, const char *which, KeySecret *out, Problem *problem)
{
    char name[KEY_NAME_SIZE], party_is[PARTY_SIZE];

    party_name(maker, party, party_is);
    (void)snprintf(name, sizeof name, "%s/%s", party_is, which);
    return make_key(maker, name, KEY_ED25519, out, problem);
}

static json_t *vkey(const KeySecret *key)
{
    Buffer  text;
    json_t *value;

    buffer_init(&text, VKEY_MAX);
    key_print(&key->key, &text);
    value = json_from_slice(buffer_slice(&text));
    buffer_clear(&text);
    return value;
}

/* ---- acts ---- */

static Status commit(Maker *maker, Problem *problem)
{
    Tree head;
    Hash root;

    if (maker->count == 0)
        return OK;
    for (size_t i = 0; i < maker->count; i++)
        maker->rows[i].bytes.data = maker->batch.data + maker->starts[i];
    TRY(store_begin(maker->store, &head, problem));
    TRY(store_append(maker->store, maker->rows, maker->count, problem));
    TRY(store_commit(maker->store, problem));
    tree_root(&maker->tree, &root);
    TRY(view_commit(maker->view, maker->tree.size, &root, problem));
    maker->count = 0;
    buffer_reset(&maker->batch);
    return OK;
}

/* The object is taken. */
static Status add_act(Maker *maker, const char *kind, json_t *object, const KeySecret *const signers[], size_t signer_count, Problem *problem)
{
    LineVerdict verdicts[ENTRY_SIGNATURES_MAX] = {0};
    uint64_t    index = maker->tree.size;
    size_t      start = maker->batch.size;
    ActOutcome  outcome;
    Entry       entry;

    buffer_reset(&maker->json);
    json_print(object, &maker->json);
    json_decref(object);
    if (maker->count == 0)
        TRY(view_begin(maker->view, problem));
    if (index % SEEN_EVERY == 0)
        tree_root(&maker->tree, &maker->seen);
    TRY(maker_act(signers, signer_count, kind, buffer_slice(&maker->json), index / SEEN_EVERY * SEEN_EVERY, &maker->seen, BASE_TIME + (int64_t)index, &maker->batch, problem));
    TRY(entry_decode(slice_part(buffer_slice(&maker->batch), start, maker->batch.size), &entry, problem));
    for (size_t i = 0; i < signer_count; i++)
        verdicts[i].key = &signers[i]->key;
    TRY(process_act(maker->process, &entry, index, verdicts, PROCESS_REPLAY, &outcome, problem));
    tree_add(&maker->tree, &entry.leaf);
    maker->last = entry.act;
    maker->rows[maker->count] = (StoreRow){entry.leaf, {NULL, maker->batch.size - start}};
    maker->starts[maker->count++] = start;
    return maker->count == STORE_BATCH_MAX ? commit(maker, problem) : OK;
}

static Status by_host(Maker *maker, HostKey key, const char *kind, json_t *object, Problem *problem)
{
    return add_act(maker, kind, object, (const KeySecret *const[]){&maker->host[key]}, 1, problem);
}

/* By its own key, or by the attestation key on its word. */
static Status by_party(Maker *maker, unsigned party, const char *kind, json_t *object, Problem *problem)
{
    char name[PARTY_SIZE];

    if (has_keys(maker, party))
        return add_act(maker, kind, object, (const KeySecret *const[]){&maker->desks[party]}, 1, problem);
    party_name(maker, party, name);
    (void)json_object_set_new(object, "for", json_string(name));
    (void)json_object_set_new(object, "evidence", json_pack("{s:s}", "kind", "demonstration"));
    return by_host(maker, ATTEST, kind, object, problem);
}

/* ---- the beginning ---- */

static json_t *origin_object(const Maker *maker)
{
    json_t *keys = json_array();

    for (HostKey key = ATTEST; key <= ADMIT; key++)
        (void)json_array_append_new(keys, json_pack("{s:s, s:s, s:o}", "name", host_keys[key].name, "use", host_keys[key].which, "vkey", vkey(&maker->host[key])));
    return json_pack("{s:s, s:o, s:o, s:o, s:[s], s:s, s:s, s:s, s:{s:i, s:i, s:i, s:i, s:i}, s:s, s:[s]}", "audience", "public", "clock", vkey(&maker->host[CLOCK]), "host",
                     vkey(&maker->host[LOG]), "keys", keys, "open_kinds", "text.*", "policy", "quorum none\n", "retention", "min-index-0", "rules", "rapporteur/1", "settings", "admit_days", 0,
                     "veto_days", 0, "challenge_hours", 0, "seal_batch_minutes", 60, "seal_batch_size", 16, "title", "A made negotiation (fictional)", "with", host_keys[ADMIT].name);
}

static Status admit_with_keys(Maker *maker, unsigned party, const char *name, const char *called, Problem *problem)
{
    KeySecret root, mission;

    TRY(party_key(maker, party, "root-1", &root, problem));
    TRY(party_key(maker, party, "mission-1", &mission, problem));
    TRY(party_key(maker, party, "desk-1", &maker->desks[party], problem));
    TRY(add_act(maker, "record.party.admit",
                json_pack("{s:s, s:s, s:s, s:[o], s:i, s:[s]}", "class", "state", "name", called, "party", name, "roots", vkey(&root), "threshold", 1, "with", root.key.name),
                (const KeySecret *const[]){&maker->host[ADMIT], &root}, 2, problem));
    TRY(add_act(maker, "record.key.enrol", json_pack("{s:o, s:s, s:s, s:s, s:[s]}", "key", vkey(&mission), "name", mission.key.name, "until", UNTIL, "use", "mission", "with", mission.key.name),
                (const KeySecret *const[]){&root, &mission}, 2, problem));
    return add_act(maker, "record.key.enrol",
                   json_pack("{s:o, s:[s], s:s, s:s, s:s, s:[s]}", "key", vkey(&maker->desks[party]), "kinds", "text.*", "name", maker->desks[party].key.name, "until", UNTIL, "use", "delegate",
                             "with", maker->desks[party].key.name),
                   (const KeySecret *const[]){&mission, &maker->desks[party]}, 2, problem);
}

static json_t *delegation_names(unsigned number)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "ar", json_sprintf("الوفد %03u", number), "zh", json_sprintf("代表团%03u", number), "en", json_sprintf("Delegation %03u", number), "fr",
                     json_sprintf("Délégation %03u", number), "ru", json_sprintf("Делегация %03u", number), "es", json_sprintf("Delegación %03u", number));
}

static json_t *group_names(unsigned number)
{
    char letter = (char)('A' + number);

    return json_pack("{s:o, s:o}", "en", json_sprintf("Group %c", letter), "fr", json_sprintf("Groupe %c", letter));
}

static Status add_party(Maker *maker, unsigned party, Problem *problem)
{
    bool    is_group = party >= maker->options->delegations;
    json_t *names = is_group ? group_names(party - maker->options->delegations) : delegation_names(party + 1), *facts;
    char    name[PARTY_SIZE], called[KEY_NAME_SIZE];
    Status  status;

    party_name(maker, party, name);
    (void)snprintf(called, sizeof called, "%s", json_string_value(json_object_get(names, "en")));
    status = has_keys(maker, party) ? admit_with_keys(maker, party, name, called, problem)
                                    : by_host(maker, ADMIT, "record.party.admit",
                                              json_pack("{s:s, s:s, s:s, s:[], s:i}", "class", is_group ? "group" : "state", "name", called, "party", name, "roots", "threshold", 0), problem);
    facts = json_pack("{s:s, s:i, s:o}", "party", name, "fictional", 1, "names", names);
    if (is_group)
        (void)json_object_set_new(facts, "kind", json_string("negotiating"));
    if (status != OK)
        json_decref(facts);
    return status != OK ? status : by_host(maker, ATTEST, "party.describe", facts, problem);
}

static Status add_parties(Maker *maker, Problem *problem)
{
    char name[PARTY_SIZE], group[PARTY_SIZE];

    for (unsigned i = 0; i < maker->options->delegations + GROUPS; i++)
        TRY(add_party(maker, i, problem));
    for (unsigned i = 0; i < maker->options->delegations; i += 2) {
        party_name(maker, i, name);
        party_name(maker, maker->options->delegations + i / 2 % GROUPS, group);
        TRY(by_host(maker, ATTEST, "party.group", json_pack("{s:s, s:s, s:i}", "party", name, "group", group, "electoral", 0), problem));
    }
    return OK;
}

static Status open_text(Maker *maker, Problem *problem)
{
    TRY(by_host(maker, ATTEST, "body.create",
                json_pack("{s:s, s:s, s:{s:s}, s:s, s:s, s:s, s:i}", "body", NEGOTIATION_BODY, "kind", "open-ended", "names", "en", "Conference on lanterns and gardens (fictional)", "rule",
                          "consensus", "objectors", "states", "members", "all-states", "fictional", 1),
                problem));
    return by_host(maker, ATTEST, "text.open",
                   json_pack("{s:s, s:s, s:{s:s}, s:s, s:s, s:i}", "process", NEGOTIATION_PROCESS, "body", NEGOTIATION_BODY, "names", "en", "Draft decision on lanterns and gardens (fictional)",
                             "form", "decision", "language", "en", "basis", 1),
                   problem);
}

/* ---- what delegations do ---- */

static unsigned some_party(Maker *maker)
{
    unsigned delegations = maker->options->delegations;

    return random_chance(&maker->random, AMENDMENTS_OF_GROUPS) ? delegations + random_below(&maker->random, GROUPS) : random_below(&maker->random, delegations);
}

static void add_sentence(Maker *maker, json_t *object, const char *member)
{
    Buffer sentence;

    buffer_init(&sentence, SENTENCE_SIZE);
    negotiation_sentence(&maker->random, &sentence);
    (void)json_object_set_new(object, member, json_from_slice(buffer_slice(&sentence)));
    buffer_clear(&sentence);
}

static Status propose(Maker *maker, Problem *problem)
{
    NegotiationDraw draw = {maker->base, maker->closed, maker->options->seed};
    Proposed       *one = &maker->proposed[maker->proposed_count];
    unsigned        party = some_party(maker);
    size_t          paragraph = 0;
    json_t         *changes = negotiation_changes(&draw, &maker->random, &paragraph), *object;

    object = json_pack("{s:s, s:s, s:o}", "process", NEGOTIATION_PROCESS, "version", maker->version, "changes", changes);
    if (object == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (random_chance(&maker->random, 30))
        add_sentence(maker, object, "rationale");
    *one = (Proposed){.party = party, .is_single = json_array_size(changes) == 1, .deletes = slice_is(json_slice(json_object_get(json_array_get(changes, 0), "op")), "delete_paragraph")};
    TRY(by_party(maker, party, "text.amendment.propose", object, problem));
    one->act = maker->last;
    (void)snprintf(one->paragraph, sizeof one->paragraph, "%s", maker->base->paragraphs[paragraph].id);
    maker->proposed_count++;
    return OK;
}

static Status is_open(Maker *maker, const Proposed *one, bool *out, Problem *problem)
{
    int64_t open;

    TRY(view_one(maker->view, "SELECT count(*) FROM amendment WHERE id = ? AND state = 'open'", 0, &open, problem, VIEW_VALUES(view_hash(&one->act))));
    *out = open != 0 && text_find(maker->base, slice_from(one->paragraph)) >= 0;
    return OK;
}

static Status take_position(Maker *maker, Problem *problem)
{
    static const char *const stances[] = {"support", "support", "support", "can_live_with", "can_live_with", "can_live_with", "reserve", "reserve", "reserve", "object"};
    const Proposed *one = &maker->proposed[random_below(&maker->random, maker->proposed_count)];
    unsigned        party = some_party(maker);
    bool            on_wording = random_chance(&maker->random, 50), open;
    char            hex[2 * HASH_SIZE + 1];
    json_t         *object;

    TRY(is_open(maker, one, &open, problem));
    if (!open)
        return OK;
    object = json_pack("{s:s, s:s, s:s, s:s}", "process", NEGOTIATION_PROCESS, "version", maker->version, "paragraph", one->paragraph, "position",
                       stances[random_below(&maker->random, sizeof stances / sizeof *stances)]);
    hash_print_hex(&one->act, hex);
    if (on_wording)
        (void)json_object_set_new(object, "wording", json_string(hex));
    if (random_chance(&maker->random, 50))
        add_sentence(maker, object, "text");
    return by_party(maker, party, "text.position.declare", object, problem);
}

/* Another delegation joins; or the delegation takes it back. */
static Status join_or_withdraw(Maker *maker, bool withdraw, Problem *problem)
{
    const Proposed *one = &maker->proposed[random_below(&maker->random, maker->proposed_count)];
    unsigned        party = withdraw ? one->party : random_below(&maker->random, maker->options->delegations);
    bool            open;
    int64_t         with;
    char            hex[2 * HASH_SIZE + 1], name[PARTY_SIZE];
    json_t         *object;

    party_name(maker, party, name);
    TRY(is_open(maker, one, &open, problem));
    TRY(view_one(maker->view, "SELECT count(*) FROM amendment_sponsor s JOIN amendment m ON m.act = s.amendment WHERE m.id = ? AND s.party = ?", 0, &with, problem,
                 VIEW_VALUES(view_hash(&one->act), view_text(slice_from(name)))));
    if (!open || (!withdraw && (with != 0 || party == one->party)))
        return OK;
    hash_print_hex(&one->act, hex);
    object = json_pack("{s:s}", "amendment", hex);
    if (!withdraw)
        (void)json_object_set_new(object, "joins", json_integer(1));
    return by_party(maker, party, withdraw ? "text.amendment.withdraw" : "text.amendment.sponsor", object, problem);
}

static Status negotiate(Maker *maker, size_t amendments, Problem *problem)
{
    for (size_t i = 1; i <= amendments; i++) {
        TRY(propose(maker, problem));
        if (i % POSITIONS_EVERY == 0)
            TRY(take_position(maker, problem));
        if (i % SPONSORS_EVERY == 0)
            TRY(join_or_withdraw(maker, false, problem));
        if (i % WITHDRAWN_EVERY == 0)
            TRY(join_or_withdraw(maker, true, problem));
    }
    return OK;
}

/* ---- what the secretariat does ---- */

static Status close_paragraphs(Maker *maker, unsigned version, Problem *problem)
{
    for (size_t i = 1 + version % CLOSED_EVERY; i < maker->base->count; i += CLOSED_EVERY) {
        if (maker->closed[i])
            continue;
        maker->closed[i] = true;
        TRY(by_host(maker, ATTEST, "text.paragraph.close",
                    json_pack("{s:s, s:s, s:s, s:s}", "process", NEGOTIATION_PROCESS, "version", maker->version, "paragraph", maker->base->paragraphs[i].id, "level",
                              i % 2 == 0 ? "agreed" : "ad_referendum"),
                    problem));
    }
    return OK;
}

/* Takes it up unless its paragraph is closed or has one already. */
static Status take_up(Maker *maker, const Proposed *one, bool *has, json_t *out, Problem *problem)
{
    long at = text_find(maker->base, slice_from(one->paragraph));
    char hex[2 * HASH_SIZE + 1];
    bool open;

    if (at < 0 || !one->is_single || has[at] || maker->closed[at])
        return OK;
    TRY(is_open(maker, one, &open, problem));
    has[at] = open;
    hash_print_hex(&one->act, hex);
    if (open)
        (void)json_array_append_new(out, json_string(hex));
    return OK;
}

/* One change for each of some paragraphs: these never compete. First of all one paragraph is deleted, which overtakes what others want in it. */
static Status choose_taken(Maker *maker, unsigned version, json_t *out, Problem *problem)
{
    bool  *has = memory_new_zeroed(maker->base->count, sizeof *has);
    Status status = has != NULL ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);

    for (size_t i = 0; status == OK && i < maker->proposed_count && json_array_size(out) == 0; i++)
        if (maker->proposed[i].deletes)
            status = take_up(maker, &maker->proposed[i], has, out, problem);
    for (size_t i = 0; status == OK && i < maker->proposed_count; i++) {
        long at = text_find(maker->base, slice_from(maker->proposed[i].paragraph));

        if (!maker->proposed[i].deletes && at >= 0 && (size_t)at % TAKEN_EVERY == version % TAKEN_EVERY)
            status = take_up(maker, &maker->proposed[i], has, out, problem);
    }
    memory_free(has);
    return status;
}

/* As the service makes it, over what is committed. */
static Status next_version(const Maker *maker, const json_t *takes, json_t **out, Problem *problem)
{
    Asker    asker = {.standing = STANDING_SECRETARIAT};
    Service *service = NULL;
    Status   status = service_open(&(ServiceOptions){.folder = maker->options->folder, .workers = 1, .read_only = true, .no_duties = true}, &service, problem);

    if (status == OK)
        status = service_text_version(service, SLICE(NEGOTIATION_PROCESS), takes, NULL, &asker, BASE_TIME, out, problem);
    service_close(service);
    return status;
}

static Status take_base(Maker *maker, Problem *problem)
{
    Text  *old = maker->base, *next = NULL;
    bool  *closed;
    Hash   name;
    Status status;

    buffer_reset(&maker->blob);
    status = hash_parse_hex(slice_from(maker->version), &name);
    if (status == OK)
        status = blobs_get(maker->blobs, &name, &maker->blob, problem);
    if (status == OK)
        status = text_decode(buffer_slice(&maker->blob), &next, problem);
    if (status != OK)
        return status;
    closed = memory_new_zeroed(next->count, sizeof *closed);
    for (size_t i = 0; closed != NULL && old != NULL && i < old->count; i++) {
        long at = text_find(next, slice_from(old->paragraphs[i].id));

        if (at >= 0)
            closed[at] = maker->closed[i];
    }
    text_free(old);
    memory_free(maker->closed);
    maker->base = next;
    maker->closed = closed;
    return closed != NULL ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status first_object(Maker *maker, json_t **out, Problem *problem)
{
    Text  *text = NULL;
    Hash   name;
    char   hex[2 * HASH_SIZE + 1];
    Status status = negotiation_text(maker->options->seed, maker->options->paragraphs, &text, problem);

    buffer_reset(&maker->blob);
    if (status == OK)
        status = text_encode(text, &maker->blob, problem);
    text_free(text);
    TRY(status);
    hash_of(buffer_slice(&maker->blob), &name);
    hash_print_hex(&name, hex);
    *out = json_pack("{s:s, s:s}", "process", NEGOTIATION_PROCESS, "version", hex);
    return blobs_put(maker->blobs, &name, buffer_slice(&maker->blob), problem);
}

static Status issue(Maker *maker, unsigned version, Problem *problem)
{
    json_t *takes = json_array(), *object = NULL;
    Status  status;

    if (version == 1) {
        status = first_object(maker, &object, problem);
    } else {
        status = choose_taken(maker, version, takes, problem);
        if (status == OK)
            status = commit(maker, problem);
        if (status == OK)
            status = next_version(maker, takes, &object, problem);
    }
    json_decref(takes);
    if (status != OK) {
        json_decref(object);
        return status;
    }
    (void)json_object_set_new(object, "name", version == 1 ? json_string("Zero draft") : json_sprintf("Revision %u", version - 1));
    (void)snprintf(maker->version, sizeof maker->version, "%s", json_string_value(json_object_get(object, "version")));
    TRY(by_host(maker, ATTEST, "text.version.issue", object, problem));
    return take_base(maker, problem);
}

/* All that came before the last version's share is spread over the versions between. */
static size_t share_of(const Maker *maker, unsigned version)
{
    unsigned versions = maker->options->versions, all = maker->options->amendments, first = versions == 1 ? all : all * FIRST_SHARE / 100, other = versions == 1 ? 0 : (all - first) / (versions - 1);

    return version == 1 ? first : version < versions ? other : all - first - other * (versions - 2);
}

static Status play(Maker *maker, Problem *problem)
{
    TRY(add_act(maker, "record.origin", origin_object(maker), (const KeySecret *const[]){&maker->host[ATTEST], &maker->host[ADMIT]}, 2, problem));
    TRY(add_parties(maker, problem));
    TRY(open_text(maker, problem));
    for (unsigned version = 1; version <= maker->options->versions; version++) {
        TRY(issue(maker, version, problem));
        TRY(negotiate(maker, share_of(maker, version), problem));
        TRY(close_paragraphs(maker, version, problem));
    }
    return commit(maker, problem);
}

/* ---- the folder ---- */

static Status publish(Maker *maker, Problem *problem)
{
    char       path[PATH_SIZE];
    NodeStore *node = NULL;
    Buffer     checkpoint;
    Hash       root;
    Status     status;

    buffer_init(&checkpoint, 10000);
    tree_root(&maker->tree, &root);
    maker_checkpoint(&maker->host[LOG], &maker->host[CLOCK], maker->tree.size, &root, (uint64_t)BASE_TIME + maker->tree.size, &checkpoint);
    status = store_publish(maker->store, maker->tree.size, buffer_slice(&checkpoint), problem);
    (void)snprintf(path, sizeof path, "%s/node.sqlite", maker->options->folder);
    if (status == OK)
        status = node_open(path, &node, problem);
    if (status == OK)
        status = node_published_put(node, buffer_slice(&checkpoint), problem);
    node_close(node);
    buffer_clear(&checkpoint);
    return status;
}

static Status make_folders(const char *folder, Problem *problem)
{
    static const char *const names[] = {"", "/keys", "/party"};
    char                     path[PATH_SIZE];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(path, sizeof path, "%s%s", folder, names[i]);
        if (mkdir(path, 0700) != 0)
            return problem_set(problem, ERR_STORAGE, MSG("service.folder"), "folder", path, "what", "", NULL);
    }
    return OK;
}

static Status write_keys(Maker *maker, Problem *problem)
{
    char path[PATH_SIZE], name[PARTY_SIZE];

    for (size_t i = 0; i < HOST_KEYS; i++) {
        TRY(make_key(maker, host_keys[i].name, host_keys[i].type, &maker->host[i], problem));
        (void)snprintf(path, sizeof path, "%s/keys/%s.key", maker->options->folder, host_keys[i].which);
        TRY(key_file_write(path, &maker->host[i], (Slice){NULL, 0}, problem));
    }
    for (unsigned i = 0; i < maker->options->delegations; i++) {
        if (!has_keys(maker, i))
            continue;
        TRY(party_key(maker, i, "desk-1", &maker->desks[i], problem));
        party_name(maker, i, name);
        (void)snprintf(path, sizeof path, "%s/party/%s.key", maker->options->folder, name);
        TRY(key_file_write(path, &maker->desks[i], (Slice){NULL, 0}, problem));
    }
    return OK;
}

static Status seen_root(void *context, uint64_t size, Hash *out, Problem *problem)
{
    Maker *maker = context;

    (void)size; /* the only one that our acts name */
    (void)problem;
    *out = maker->seen;
    return OK;
}

static Status blob_at_hand(void *context, const Hash *name, Slice *out, Problem *problem)
{
    Maker *maker = context;

    buffer_reset(&maker->blob);
    TRY(blobs_get(maker->blobs, name, &maker->blob, problem));
    *out = buffer_slice(&maker->blob);
    return OK;
}

static Status open_parts(Maker *maker, Problem *problem)
{
    char           path[PATH_SIZE];
    ProcessSupport support = {seen_root, blob_at_hand, maker};
    PrivateStore  *secret = NULL;

    TRY(make_folders(maker->options->folder, problem));
    TRY(write_keys(maker, problem));
    TRY(private_open(maker->options->folder, STORE_CREATE, &secret, problem));
    private_close(secret);
    (void)snprintf(path, sizeof path, "%s/blobs", maker->options->folder);
    TRY(blobs_open(path, &maker->blobs, problem));
    (void)snprintf(path, sizeof path, "%s/record.sqlite", maker->options->folder);
    TRY(store_open(store_driver("sqlite"), &(StoreOptions){.where = path, .mode = STORE_CREATE}, &maker->store, problem));
    (void)snprintf(path, sizeof path, "%s/view.sqlite", maker->options->folder);
    TRY(view_open(path, &process_schema, &maker->view, problem));
    return process_open(maker->view, &support, &maker->process, problem);
}

static void free_maker(Maker *maker)
{
    process_close(maker->process);
    view_close(maker->view);
    store_close(maker->store);
    blobs_close(maker->blobs);
    text_free(maker->base);
    memory_free(maker->closed);
    memory_free(maker->desks);
    memory_free(maker->proposed);
    buffer_clear(&maker->batch);
    buffer_clear(&maker->json);
    buffer_clear(&maker->blob);
    memory_free(maker);
}

Status negotiation_make(const NegotiationOptions *options, Problem *problem)
{
    Maker *maker = memory_new_zeroed(1, sizeof *maker);
    Status status = OK;

    if (maker == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    maker->options = options;
    maker->random = (Random){random_seed_of(options->seed, 2)};
    tree_init(&maker->tree);
    buffer_init(&maker->batch, (size_t)STORE_BATCH_MAX * ENTRY_MAX);
    buffer_init(&maker->json, BODY_MAX);
    buffer_init(&maker->blob, BLOB_MAX);
    maker->desks = memory_new_zeroed(options->delegations, sizeof *maker->desks);
    maker->proposed = memory_new_zeroed(options->amendments + 1, sizeof *maker->proposed);
    if (maker->desks == NULL || maker->proposed == NULL)
        TRY_OR(done, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    TRY_OR(done, open_parts(maker, problem));
    TRY_OR(done, play(maker, problem));
    status = publish(maker, problem);
done:
    free_maker(maker);
    return status;
}
