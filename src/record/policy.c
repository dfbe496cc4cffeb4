/* SPDX-License-Identifier: Apache-2.0
 *
 * tlog-policy: which logs, which witnesses, and which of them together make a quorum.
 *
 * Witnesses and groups are components, kept in the order of their lines. A group names only components above it, and each is a member of one group at
 * most, so the components are a forest whose leaves come first: the quorum is computed in one pass, without recursion. The time of a witness is that of its
 * cosignature, the time of a group of k is the k-th smallest of its members' times.
 *
 * Words are cut out of a copy of the text, in which the byte after each word of a line is made zero.
 */
#include "record/policy_internal.h"

enum {
    WORDS_MAX = POLICY_MAX + 3, /* of a line: a group of everything that there can be */
    BUCKETS = 1024,             /* for names; twice POLICY_MAX */
    NONE = -1
};

typedef struct Component {
    Slice   name;
    int32_t witness;            /* index among the witnesses, or NONE: a group */
    int32_t needed, members;    /* of a group */
    int32_t first, next;        /* a group's first member; the next member of the same group */
    int32_t chain;              /* the next of the same bucket */
    bool    taken;              /* is a member of a group */
} Component;

struct Policy {
    char       *text;
    Key        *logs, *witnesses;
    const char *urls[POLICY_MAX]; /* of witnesses */
    size_t      log_count, log_capacity, witness_count, witness_capacity;
    Component   components[POLICY_MAX];
    int32_t     count, quorum;    /* quorum: a component, or NONE */
    int32_t     buckets[BUCKETS];
    bool        has_quorum_line;
};

typedef struct Line {
    Slice  words[WORDS_MAX];
    size_t count;
} Line;

/* ---- names ---- */

static int32_t *bucket_of(Policy *policy, Slice name)
{
    return &policy->buckets[hash_fast(name, 0) % BUCKETS];
}

static int32_t find(Policy *policy, Slice name)
{
    int32_t at = *bucket_of(policy, name);

    while (at != NONE && !slice_equal(policy->components[at].name, name))
        at = policy->components[at].chain;
    return at;
}

static Status name_problem(Problem *problem, const char *message, Slice name)
{
    char value[KEY_NAME_MAX + 1];
    int  size = name.size <= KEY_NAME_MAX ? (int)name.size : KEY_NAME_MAX;

    (void)snprintf(value, sizeof value, "%.*s", size, name.data);
    return problem_set(problem, ERR_SYNTAX, message, "name", value, NULL);
}

static Status define(Policy *policy, Slice name, Component component, Problem *problem)
{
    int32_t *bucket = bucket_of(policy, name);

    if (name.size > KEY_NAME_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("policy.name_long"), NULL);
    if (slice_is(name, "none") || find(policy, name) != NONE)
        return name_problem(problem, MSG("policy.name_taken"), name);
    if (policy->count == POLICY_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("policy.too_many"), NULL);
    component.name = name;
    component.chain = *bucket;
    *bucket = policy->count;
    policy->components[policy->count++] = component;
    return OK;
}

/* ---- keys ---- */

static bool same_material(const Key *a, const Key *b)
{
    return a->size == b->size && memcmp(a->material, b->material, a->size) == 0;
}

/* Two names of a key id would make it unclear whose a signature line is. */
static bool same_line(const Key *a, const Key *b)
{
    return memcmp(a->id, b->id, sizeof a->id) == 0 && slice_equal(slice_from(a->name), slice_from(b->name));
}

static Status add_key(Key **keys, size_t *count, size_t *capacity, Slice vkey, Problem *problem)
{
    void  *block = *keys;
    Status status = memory_reserve(&block, capacity, *count + 1, sizeof **keys);
    Key   *key;

    *keys = block;
    if (status != OK)
        return problem_set(problem, status, MSG("status.memory"), NULL);
    key = &(*keys)[*count];
    TRY(key_parse(vkey, key, problem));
    for (size_t i = 0; i < *count; i++)
        if (same_material(&(*keys)[i], key) || same_line(&(*keys)[i], key))
            return problem_set(problem, ERR_SYNTAX, MSG("policy.key_twice"), "name", key->name, NULL);
    (*count)++;
    return OK;
}

/* ---- lines ---- */

static Status read_log(Policy *policy, const Line *line, Problem *problem)
{
    TRY(add_key(&policy->logs, &policy->log_count, &policy->log_capacity, line->words[1], problem));
    if (policy->logs[policy->log_count - 1].type == KEY_PASSKEY)
        return problem_set(problem, ERR_SYNTAX, MSG("policy.key_type"), "name", policy->logs[policy->log_count - 1].name, NULL);
    return OK;
}

static Status read_witness(Policy *policy, const Line *line, Problem *problem)
{
    size_t at = policy->witness_count;

    TRY(define(policy, line->words[1], (Component){.witness = (int32_t)at, .first = NONE, .next = NONE}, problem));
    TRY(add_key(&policy->witnesses, &policy->witness_count, &policy->witness_capacity, line->words[2], problem));
    if (policy->witnesses[at].type != KEY_COSIGNER)
        return problem_set(problem, ERR_SYNTAX, MSG("policy.key_type"), "name", policy->witnesses[at].name, NULL);
    policy->urls[at] = line->count == 4 ? line->words[3].data : "";
    return OK;
}

/* Decimal, without a leading zero, 1 to `members`. 0 when it is not so. */
static int32_t threshold(Slice word, int32_t members)
{
    int32_t needed = 0;

    if (slice_is(word, "any"))
        return 1;
    if (slice_is(word, "all"))
        return members;
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] < '0' || word.data[i] > '9' || (i == 0 && word.data[i] == '0'))
            return 0;
        needed = needed * 10 + (word.data[i] - '0');
        if (needed > members)
            return 0;
    }
    return needed;
}

static Status read_group(Policy *policy, const Line *line, Problem *problem)
{
    int32_t   members = (int32_t)line->count - 3;
    Component group = {.witness = NONE, .members = members, .needed = threshold(line->words[2], members), .first = NONE, .next = NONE};

    if (group.needed == 0)
        return name_problem(problem, MSG("policy.threshold"), line->words[1]);
    for (size_t i = 3; i < line->count; i++) {
        int32_t at = find(policy, line->words[i]);

        if (at == NONE)
            return name_problem(problem, MSG("policy.unknown"), line->words[i]);
        if (policy->components[at].taken)
            return name_problem(problem, MSG("policy.member_twice"), line->words[i]);
        policy->components[at].taken = true;
        policy->components[at].next = group.first;
        group.first = at;
    }
    return define(policy, line->words[1], group, problem);
}

static Status read_quorum(Policy *policy, const Line *line, Problem *problem)
{
    if (policy->has_quorum_line)
        return problem_set(problem, ERR_SYNTAX, MSG("policy.quorum_twice"), NULL);
    policy->has_quorum_line = true;
    if (slice_is(line->words[1], "none"))
        return OK;
    policy->quorum = find(policy, line->words[1]);
    return policy->quorum != NONE ? OK : name_problem(problem, MSG("policy.unknown"), line->words[1]);
}

static const struct Keyword {
    const char *word;
    size_t      least, most;    /* words on the line */
    Status (*read)(Policy *policy, const Line *line, Problem *problem);
} keywords[] = {
    {"log", 2, 3, read_log},
    {"witness", 3, 4, read_witness},
    {"group", 4, WORDS_MAX, read_group},
    {"quorum", 2, 2, read_quorum},
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Cuts the line that begins at `from` and ends with the LF at `end` into words. False when there are too many. */
static bool cut(char *from, const char *end, Line *out)
{
    out->count = 0;
    while (from < end) {
        char *word = from;

        while (from < end && !is_blank(*from))
            from++;
        if (from != word) {
            if (out->count == WORDS_MAX)
                return false;
            out->words[out->count++] = (Slice){word, (size_t)(from - word)};
        }
        *from++ = '\0';
    }
    return true;
}

static Status read_line(Policy *policy, char *from, const char *end, Problem *problem)
{
    Line line;

    while (from < end && is_blank(*from))
        from++;
    if (from == end || *from == '#')
        return OK;
    if (!cut(from, end, &line))
        return problem_set(problem, ERR_LIMIT, MSG("policy.too_many"), NULL);
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        if (slice_is(line.words[0], keywords[i].word) && line.count >= keywords[i].least && line.count <= keywords[i].most)
            return keywords[i].read(policy, &line, problem);
    return problem_set(problem, ERR_SYNTAX, MSG("policy.line"), NULL);
}

static Status read_lines(Policy *policy, size_t size, Problem *problem)
{
    char  *at = policy->text, *end = policy->text + size;
    char   place[PROBLEM_PLACE_MAX];
    size_t number = 1;

    for (; at < end; number++) {
        char  *stop = memchr(at, '\n', (size_t)(end - at));
        Status status = stop != NULL ? read_line(policy, at, stop, problem) : problem_set(problem, ERR_SYNTAX, MSG("policy.cut"), NULL);

        if (status != OK) {
            (void)snprintf(place, sizeof place, "line %zu", number);
            (void)problem_at(problem, status, place);
            return status;
        }
        at = stop + 1;
    }
    return policy->has_quorum_line ? OK : problem_set(problem, ERR_SYNTAX, MSG("policy.no_quorum"), NULL);
}

/* Octets of C2SP tlog-policy: no control character but tab and LF. */
static bool octets_allowed(Slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7F)
            return false;
    }
    return true;
}

Status policy_parse(Slice text, Policy **out, Problem *problem)
{
    Policy *policy;
    Status  status;

    if (text.size > POLICY_TEXT_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("policy.too_large"), NULL);
    if (!octets_allowed(text))
        return problem_set(problem, ERR_SYNTAX, MSG("policy.control"), NULL);
    policy = memory_new_zeroed(1, sizeof *policy);
    if (policy != NULL)
        policy->text = memory_new(text.size + 1);
    if (policy == NULL || policy->text == NULL) {
        policy_free(policy);
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    if (text.size != 0)
        memcpy(policy->text, text.data, text.size);
    policy->quorum = NONE;
    for (size_t i = 0; i < BUCKETS; i++)
        policy->buckets[i] = NONE;
    status = read_lines(policy, text.size, problem);
    if (status != OK) {
        policy_free(policy);
        return status;
    }
    *out = policy;
    return OK;
}

void policy_free(Policy *policy)
{
    if (policy == NULL)
        return;
    memory_free(policy->text);
    memory_free(policy->logs);
    memory_free(policy->witnesses);
    memory_free(policy);
}

/* ---- what it says ---- */

size_t policy_log_count(const Policy *policy)
{
    return policy->log_count;
}

const Key *policy_log(const Policy *policy, size_t index)
{
    REQUIRE(index < policy->log_count);
    return &policy->logs[index];
}

size_t policy_witness_count(const Policy *policy)
{
    return policy->witness_count;
}

const Key *policy_witness(const Policy *policy, size_t index)
{
    REQUIRE(index < policy->witness_count);
    return &policy->witnesses[index];
}

const char *policy_witness_url(const Policy *policy, size_t index)
{
    REQUIRE(index < policy->witness_count);
    return policy->urls[index];
}

bool policy_has_quorum(const Policy *policy)
{
    return policy->quorum != NONE;
}

/* A name is any bytes; people are shown the characters among them. */
static void show_name(Slice name, Buffer *out)
{
    for (size_t at = 0; at < name.size;) {
        uint32_t rune = utf8_next(name, &at);

        buffer_add_rune(out, rune_is_bidi_control(rune) || (rune >= 0x80 && rune < 0xA0) ? 0xFFFD : rune);
    }
    buffer_add_byte(out, '\0');
}

void policy_quorum_describe(const Policy *policy, Buffer *out)
{
    const Component *quorum = policy->quorum != NONE ? &policy->components[policy->quorum] : NULL;
    char             needed[DECIMAL_MAX], members[DECIMAL_MAX];
    Buffer           name;
    bool             group = quorum != NULL && quorum->witness == NONE;

    if (quorum == NULL) {
        message_print(out, MSG("policy.quorum_none"), NULL);
        return;
    }
    buffer_init(&name, 3 * KEY_NAME_MAX + 1);
    show_name(quorum->name, &name);
    message_print(out, MSG("policy.quorum"), "name", name.status == OK ? name.data : "", "needed", decimal(needed, group ? quorum->needed : 1),
                  "members", decimal(members, group ? quorum->members : 1), NULL);
    buffer_clear(&name);
}

/* ---- the quorum ---- */

static int by_time(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;

    return (first > second) - (first < second);
}

int64_t policy_quorum_time(const Policy *policy, const int64_t *times)
{
    int64_t of[POLICY_MAX], members[POLICY_MAX];

    REQUIRE(policy->quorum != NONE);
    for (int32_t i = 0; i <= policy->quorum; i++) {
        const Component *component = &policy->components[i];
        size_t           count = 0;

        if (component->witness != NONE) {
            of[i] = times[component->witness];
            continue;
        }
        for (int32_t at = component->first; at != NONE; at = policy->components[at].next)
            members[count++] = of[at];
        qsort(members, count, sizeof *members, by_time);
        of[i] = members[component->needed - 1];
    }
    return of[policy->quorum];
}
