/* SPDX-License-Identifier: Apache-2.0
 *
 * Layout, little-endian: u32 magic, u32 status, sized message id, sized place, u32 count of arguments, for each its sized name and value, u64 size
 * of the result, the result.
 *
 * A Problem holds static strings. The message id is looked up among the program's own; an argument's name must stand in that message, and is kept in a
 * table that so can only hold names that the messages have.
 */
#include "sandbox/answer_internal.h"

#include <pthread.h>

enum { MAGIC = 0x52455350, NAME_SIZE = 24, NAMES_MAX = 256, MESSAGE_ID_MAX = 100 };

static struct {
    pthread_mutex_t lock;
    char            names[NAMES_MAX][NAME_SIZE];
    size_t          count;
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

void answer_encode_head(Status status, const Problem *problem, size_t result, Buffer *out)
{
    buffer_add_u32(out, MAGIC);
    buffer_add_u32(out, (uint32_t)status);
    buffer_add_sized(out, slice_from(problem->message));
    buffer_add_sized(out, slice_from(problem->place));
    buffer_add_u32(out, (uint32_t)problem->arguments);
    for (int i = 0; i < problem->arguments; i++) {
        buffer_add_sized(out, slice_from(problem->names[i]));
        buffer_add_sized(out, slice_from(problem->values[i]));
    }
    buffer_add_u64(out, result);
}

static const char *known_message(Slice id)
{
    size_t low = 0, high = message_count();

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int    order = slice_compare(id, slice_from(message_id(middle)));

        if (order == 0)
            return message_id(middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* Does "{name}" or "{name, plural …}" stand in the message? */
static bool names_argument(const char *message, const char *name)
{
    size_t size = strlen(name);

    for (const char *at = strchr(message_text(message), '{'); at != NULL; at = strchr(at + 1, '{'))
        if (strncmp(at + 1, name, size) == 0 && (at[1 + size] == '}' || at[1 + size] == ','))
            return true;
    return false;
}

static const char *known_name(const char *message, Slice name)
{
    char        wanted[NAME_SIZE] = "";
    const char *found = NULL;

    if (name.size == 0 || name.size >= NAME_SIZE)
        return NULL;
    memcpy(wanted, name.data, name.size);
    if (strlen(wanted) != name.size || !names_argument(message, wanted))
        return NULL;
    (void)pthread_mutex_lock(&table.lock);
    for (size_t i = 0; i < table.count && found == NULL; i++)
        if (strcmp(table.names[i], wanted) == 0)
            found = table.names[i];
    if (found == NULL && table.count < NAMES_MAX) {
        memcpy(table.names[table.count], wanted, NAME_SIZE);
        found = table.names[table.count++];
    }
    (void)pthread_mutex_unlock(&table.lock);
    return found;
}

/* Words from the child as a C string: no control characters, cut at whole characters. */
static void take_words(Slice from, char *to, size_t room)
{
    size_t used = 0;

    for (size_t at = 0; at < from.size;) {
        uint32_t rune = utf8_next(from, &at);
        char     bytes[4];
        size_t   size = utf8_put(rune, bytes);

        if (rune < 0x20 || (rune >= 0x7F && rune < 0xA0) || rune_is_bidi_control(rune))
            continue;
        if (used + size >= room)
            break;
        memcpy(to + used, bytes, size);
        used += size;
    }
    to[used] = '\0';
}

static bool take_arguments(Reader *in, Problem *problem)
{
    uint32_t count = reader_u32(in);

    if (count > PROBLEM_ARGUMENTS_MAX)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        Slice       name = reader_sized(in, NAME_SIZE), value = reader_sized(in, PROBLEM_VALUE_MAX);
        const char *known = problem->message != NULL ? known_name(problem->message, name) : NULL;

        if (known == NULL)
            continue;
        problem->names[problem->arguments] = known;
        take_words(value, problem->values[problem->arguments], PROBLEM_VALUE_MAX);
        problem->arguments++;
    }
    return !reader_failed(in);
}

size_t answer_size(Slice start)
{
    Reader   in = reader_from(start);
    uint32_t count;
    uint64_t result;

    (void)reader_u64(&in);
    (void)reader_sized(&in, MESSAGE_ID_MAX);
    (void)reader_sized(&in, PROBLEM_PLACE_MAX);
    count = reader_u32(&in);
    for (uint32_t i = 0; i < count && i < PROBLEM_ARGUMENTS_MAX && !reader_failed(&in); i++) {
        (void)reader_sized(&in, NAME_SIZE);
        (void)reader_sized(&in, PROBLEM_VALUE_MAX);
    }
    result = reader_u64(&in);
    return reader_failed(&in) || result > SIZE_MAX - in.at ? 0 : in.at + (size_t)result;
}

bool answer_decode(Slice bytes, Status *status, Problem *problem, Slice *result)
{
    Reader   in = reader_from(bytes);
    uint32_t magic = reader_u32(&in), code = reader_u32(&in);
    uint64_t size;

    *problem = (Problem){.status = OK};
    if (magic != MAGIC || code >= STATUS_COUNT)
        return false;
    problem->message = known_message(reader_sized(&in, MESSAGE_ID_MAX));
    take_words(reader_sized(&in, PROBLEM_PLACE_MAX), problem->place, PROBLEM_PLACE_MAX);
    if (!take_arguments(&in, problem))
        return false;
    size = reader_u64(&in);
    *result = reader_take(&in, (size_t)size);
    *status = (Status)code;
    problem->status = *status;
    return reader_done(&in);
}
