/* SPDX-License-Identifier: Apache-2.0
 *
 * The small grammars of an entry's lines: origins, kinds, names of keys, times (docs/formats/record.md, "Entry"). All are plain ASCII, so that
 * no two different names look the same because of a normal form.
 */
#include "record/record.h"

enum { KIND_WORDS_MIN = 2, KIND_WORDS_MAX = 4, KIND_WORD_MAX = 20 };

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool origin_valid(Slice origin)
{
    if (origin.size == 0 || origin.size > ORIGIN_MAX || origin.data[origin.size - 1] == '/')
        return false;
    for (size_t i = 0; i < origin.size; i++) {
        char c = origin.data[i];

        if (!is_small(c) && !is_digit(c) && c != '.' && c != '-' && c != ':' && c != '/')
            return false;
    }
    return true;
}

bool kind_valid(Slice kind)
{
    size_t words = 1, letters = 0;

    if (kind.size > KIND_MAX)
        return false;
    for (size_t i = 0; i < kind.size; i++) {
        if (kind.data[i] == '.') {
            if (letters == 0)
                return false;
            words++;
            letters = 0;
        } else if ((!is_small(kind.data[i]) && kind.data[i] != '_') || ++letters > KIND_WORD_MAX) {
            return false;
        }
    }
    return letters != 0 && words >= KIND_WORDS_MIN && words <= KIND_WORDS_MAX;
}

bool kind_matches(Slice kind, Slice pattern)
{
    if (!slice_ends(pattern, ".*"))
        return slice_equal(kind, pattern);
    pattern.size--; /* the dot stays: "text.*" is for "text.version.issue", not for "texts.issue" */
    return kind.size > pattern.size && memcmp(kind.data, pattern.data, pattern.size) == 0;
}

bool party_valid(Slice name)
{
    if (name.size == 0 || name.size > PARTY_NAME_MAX || name.data[0] == '-' || name.data[name.size - 1] == '-')
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (!is_small(name.data[i]) && !is_digit(name.data[i]) && name.data[i] != '-')
            return false;
    return true;
}

/* Where the "/" stands; name.size when there is none. */
static size_t slash_of(Slice name)
{
    const char *slash = name.size != 0 ? memchr(name.data, '/', name.size) : NULL;

    return slash != NULL ? (size_t)(slash - name.data) : name.size;
}

bool act_key_name_valid(Slice name)
{
    size_t slash = slash_of(name);

    return slash < name.size && party_valid(slice_part(name, 0, slash)) && party_valid(slice_part(name, slash + 1, name.size));
}

Slice act_key_party(Slice name)
{
    return slice_part(name, 0, slash_of(name));
}

/* A number of so many digits at `at`; -1 when something else stands there. */
static int digits_at(Slice text, size_t at, size_t count)
{
    int number = 0;

    for (size_t i = at; i < at + count; i++) {
        if (!is_digit(text.data[i]))
            return -1;
        number = number * 10 + (text.data[i] - '0');
    }
    return number;
}

bool act_time_parse(Slice text, int64_t *out)
{
    static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
    Moment            moment;

    if (text.size != ACT_TIME_SIZE)
        return false;
    for (size_t i = 0; i < ACT_TIME_SIZE; i++)
        if (form[i] != 'd' && form[i] != text.data[i])
            return false;
    moment = (Moment){.year = digits_at(text, 0, 4), .month = digits_at(text, 5, 2), .day = digits_at(text, 8, 2), .hour = digits_at(text, 11, 2),
                      .minute = digits_at(text, 14, 2), .second = digits_at(text, 17, 2)};
    if (moment.year < 0 || moment.month < 0 || moment.day < 0 || moment.hour < 0 || moment.minute < 0 || moment.second < 0 || !moment_valid(&moment))
        return false;
    *out = moment_seconds(&moment);
    return true;
}

static void put_digits(char *out, int number, int count)
{
    while (count-- > 0) {
        out[count] = (char)('0' + number % 10);
        number /= 10;
    }
}

void act_time_print(int64_t seconds, char out[ACT_TIME_SIZE + 1])
{
    Moment moment;

    moment_from(seconds, &moment);
    memcpy(out, "0000-00-00T00:00:00Z", ACT_TIME_SIZE + 1);
    put_digits(out, moment.year, 4);
    put_digits(out + 5, moment.month, 2);
    put_digits(out + 8, moment.day, 2);
    put_digits(out + 11, moment.hour, 2);
    put_digits(out + 14, moment.minute, 2);
    put_digits(out + 17, moment.second, 2);
}
