/* SPDX-License-Identifier: Apache-2.0
 *
 * The canonical JSON of acts, checked in one pass over the bytes, without building anything and without memory: this stands on the way of every act
 * that is filed and of every entry that is replayed. What it accepts is exactly what parsing with duplicates refused, walking for the limits, printing
 * compactly with sorted keys and comparing bytes would accept; tests/property holds it against that.
 *
 * Recursion goes as deep as the caller's limit, at most JSON_DEPTH_MAX.
 */
#include "record/record.h"

#define NUMBER_MAX INT64_C(9007199254740991) /* 2^53 - 1: every reader of JSON takes numbers up to it for the same number */

enum { KEY_MAX = 40, DIGITS_MAX = 16 };

typedef struct Scan {
    Slice    json;
    size_t   at;
    int      depth;
    Slice   *with;
    Problem *problem;
} Scan;

static Status check_value(Scan *scan, int depth);

/* Names the byte that is read next, counted from 1. */
static Status here(const Scan *scan, Status status)
{
    char number[DECIMAL_MAX], place[DECIMAL_MAX + 8];

    if (scan->problem == NULL)
        return status;
    (void)snprintf(place, sizeof place, "byte %s", decimal(number, (int64_t)scan->at + 1));
    return problem_at(scan->problem, status, place);
}

static Status refuse(const Scan *scan, const char *message)
{
    return here(scan, problem_set(scan->problem, ERR_SYNTAX, message, NULL));
}

static Status refuse_rune(const Scan *scan, uint32_t rune)
{
    char name[16];

    (void)snprintf(name, sizeof name, "U+%04X", (unsigned)rune);
    return here(scan, problem_set(scan->problem, ERR_SYNTAX, MSG("act_json.character"), "character", name, NULL));
}

/* The next byte, 0 at the end: no byte 0 is accepted anywhere. */
static char next(const Scan *scan)
{
    return scan->at < scan->json.size ? scan->json.data[scan->at] : '\0';
}

static Status expect(Scan *scan, char wanted)
{
    if (next(scan) != wanted)
        return here(scan, problem_set(scan->problem, ERR_SYNTAX, MSG("act_json.expected"), "expected", (const char[]){wanted, '\0'}, NULL));
    scan->at++;
    return OK;
}

static Status check_word(Scan *scan, const char *word)
{
    for (; *word != '\0'; word++)
        TRY(expect(scan, *word));
    return OK;
}

static Status check_number(Scan *scan)
{
    bool    negative = next(scan) == '-';
    int64_t number = 0;
    size_t  first = scan->at += negative;

    while (next(scan) >= '0' && next(scan) <= '9' && scan->at - first < DIGITS_MAX)
        number = number * 10 + (scan->json.data[scan->at++] - '0');
    if (scan->at == first || number > NUMBER_MAX || (number == 0 && negative) || (scan->json.data[first] == '0' && scan->at - first > 1))
        return refuse(scan, MSG("act_json.number"));
    if ((next(scan) >= '0' && next(scan) <= '9') || next(scan) == '.' || next(scan) == 'e' || next(scan) == 'E')
        return refuse(scan, MSG("act_json.number"));
    return OK;
}

/* One code point outside ASCII. *isolates counts the isolates that are open. */
static Status check_rune(Scan *scan, int *isolates)
{
    size_t   at = scan->at;
    uint32_t rune = utf8_next(scan->json, &at);

    if (at == scan->at + 1)
        return refuse(scan, MSG("act_json.utf8"));
    if (rune < 0xA0 || (rune >= 0x202A && rune <= 0x202E))
        return refuse_rune(scan, rune);
    if (rune >= 0x2066 && rune <= 0x2068)
        ++*isolates;
    if (rune == 0x2069 && --*isolates < 0)
        return refuse(scan, MSG("act_json.isolate"));
    scan->at = at;
    return OK;
}

static Status check_escape(Scan *scan)
{
    scan->at++;
    if (next(scan) != '"' && next(scan) != '\\' && next(scan) != 'n' && next(scan) != 't')
        return refuse(scan, MSG("act_json.escape"));
    scan->at++;
    return OK;
}

static Status check_string(Scan *scan)
{
    int isolates = 0;

    scan->at++;
    while (scan->at < scan->json.size) {
        unsigned char c = (unsigned char)scan->json.data[scan->at];

        if (c == '"')
            break;
        if (c == '\\')
            TRY(check_escape(scan));
        else if (c >= 0x80)
            TRY(check_rune(scan, &isolates));
        else if (c < 0x20 || c == 0x7F)
            return refuse_rune(scan, c);
        else
            scan->at++;
    }
    if (isolates != 0)
        return refuse(scan, MSG("act_json.isolate"));
    return expect(scan, '"');
}

static Status check_key(Scan *scan, Slice *key)
{
    size_t first;

    TRY(expect(scan, '"'));
    first = scan->at;
    while ((next(scan) >= 'a' && next(scan) <= 'z') || (scan->at > first && ((next(scan) >= '0' && next(scan) <= '9') || next(scan) == '_')))
        scan->at++;
    *key = slice_part(scan->json, first, scan->at);
    if (key->size == 0 || key->size > KEY_MAX || next(scan) != '"')
        return refuse(scan, MSG("act_json.key"));
    scan->at++;
    return expect(scan, ':');
}

static Status check_members(Scan *scan, int depth)
{
    Slice before = {NULL, 0}, key;

    do {
        size_t start = ++scan->at;

        TRY(check_key(scan, &key));
        if (slice_compare(before, key) >= 0) {
            scan->at = start;
            return refuse(scan, MSG("act_json.order"));
        }
        before = key;
        start = scan->at;
        TRY(check_value(scan, depth));
        if (depth == 1 && slice_is(key, "with"))
            *scan->with = slice_part(scan->json, start, scan->at);
    } while (next(scan) == ',');
    return expect(scan, '}');
}

static Status check_elements(Scan *scan, int depth)
{
    do {
        scan->at++;
        TRY(check_value(scan, depth));
    } while (next(scan) == ',');
    return expect(scan, ']');
}

/* An object or an array; `depth` counts those around it. */
static Status check_container(Scan *scan, int depth)
{
    bool object = next(scan) == '{';
    char limit[DECIMAL_MAX];

    if (depth == scan->depth)
        return here(scan, problem_set(scan->problem, ERR_LIMIT, MSG("act_json.depth"), "limit", decimal(limit, scan->depth), NULL));
    if (scan->at + 1 < scan->json.size && scan->json.data[scan->at + 1] == (object ? '}' : ']')) {
        scan->at += 2;
        return OK;
    }
    return object ? check_members(scan, depth + 1) : check_elements(scan, depth + 1);
}

static Status check_value(Scan *scan, int depth)
{
    switch (next(scan)) {
    case '{':
    case '[': return check_container(scan, depth);
    case '"': return check_string(scan);
    case 't': return check_word(scan, "true");
    case 'f': return check_word(scan, "false");
    case 'n': return check_word(scan, "null");
    case '-': return check_number(scan);
    default: break;
    }
    if (next(scan) >= '0' && next(scan) <= '9')
        return check_number(scan);
    return refuse(scan, MSG("act_json.value"));
}

Status act_json_check(Slice json, int depth, Slice *with, Problem *problem)
{
    Slice ignored;
    Scan  scan = {.json = json, .depth = depth, .with = with != NULL ? with : &ignored, .problem = problem};

    REQUIRE(depth > 0 && depth <= JSON_DEPTH_MAX);
    *scan.with = (Slice){NULL, 0};
    if (next(&scan) != '{')
        return refuse(&scan, MSG("act_json.object"));
    TRY(check_container(&scan, 0));
    if (scan.at != json.size)
        return refuse(&scan, MSG("act_json.after"));
    return OK;
}
