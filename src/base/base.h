/* SPDX-License-Identifier: Apache-2.0
 *
 * base: what C lacks. Memory with a ceiling, slices, growing bytes with a limit, a bounded reader for hostile
 * bytes, one way to report what went wrong, messages in the reader's language, hashes, Unicode, canonical JSON.
 *
 * Not here: any word of the product, any file format but JSON, any input or output.
 *
 * Invariants
 * - Allocation can fail and then returns NULL or a Status; nothing here aborts on bad input.
 * - All text is UTF-8. A Slice borrows; whoever made the bytes frees them.
 * - A Problem is written once, where the fault is met; callers pass it up unchanged.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

#define MUST_USE __attribute__((warn_unused_result))

/* ---- promises -------------------------------------------------------------------------------------------- */

/* States our own promise and stays on in release builds. Bytes from outside never reach it. */
#define REQUIRE(condition) ((condition) ? (void)0 : base_broken_promise(#condition, __FILE__, __LINE__))
_Noreturn void base_broken_promise(const char *condition, const char *file, int line);

/* ---- status and problem ---------------------------------------------------------------------------------- */

typedef enum Status {
    OK = 0,
    ERR_SYNTAX,    /* the bytes are not what they claim to be */
    ERR_SIGNATURE,
    ERR_CONFLICT,  /* two wishes that cannot both be met */
    ERR_FORBIDDEN,
    ERR_NOT_FOUND,
    ERR_REFUSED,   /* by the rules in force, or by what this program will not do */
    ERR_LIMIT,     /* larger, deeper or slower than a stated limit */
    ERR_BUSY,
    ERR_MEMORY,
    ERR_STORAGE,   /* reading or writing failed */
    STATUS_COUNT
} Status;

/* One row for every Status: how each face of the program shows it. */
typedef struct StatusFace {
    Status      status;
    const char *name;       /* "SYNTAX" */
    int         exit_code;  /* of a command */
    int         http;       /* of an answer */
    const char *message;    /* id of the message used when a problem carries none */
} StatusFace;

const StatusFace *status_face(Status status);

enum { PROBLEM_ARGUMENTS_MAX = 6, PROBLEM_VALUE_MAX = 200, PROBLEM_PLACE_MAX = 240 };

/* What went wrong, where, and what to do. The caller owns it and may pass NULL wherever one is asked for. */
typedef struct Problem {
    Status      status;
    const char *message;                                        /* a message id, static */
    char        place[PROBLEM_PLACE_MAX];                       /* file, line, paragraph or byte; "" when none */
    const char *names[PROBLEM_ARGUMENTS_MAX];                   /* static */
    char        values[PROBLEM_ARGUMENTS_MAX][PROBLEM_VALUE_MAX];
    int         arguments;
} Problem;

/* Marks a message id so that the checks can find every one. */
#define MSG(id) (id)

/* Fills *problem (when not NULL) and returns status. After the id come pairs of const char *: name, value; NULL ends. */
Status problem_set(Problem *problem, Status status, const char *message, ...) __attribute__((sentinel));
/* Names the place when the problem has none yet. Returns problem->status. */
Status problem_at(Problem *problem, Status status, const char *place);
/* Gives it the status' own sentence when it has none: of what failed below where sentences are known, such as a want of memory. Returns status. */
Status problem_plain(Problem *problem, Status status);

#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        Status try_status_ = (call);                                                                                   \
        if (try_status_ != OK)                                                                                         \
            return try_status_;                                                                                        \
    } while (0)

/* For functions that hold something: needs a variable `status` and one label. */
#define TRY_OR(label, call)                                                                                            \
    do {                                                                                                               \
        status = (call);                                                                                               \
        if (status != OK)                                                                                              \
            goto label;                                                                                                \
    } while (0)

/* ---- memory ---------------------------------------------------------------------------------------------- */

/* As malloc, calloc and realloc; NULL on failure. memory_resize keeps the old block on failure. */
void *memory_new(size_t size) MUST_USE;
void *memory_new_zeroed(size_t count, size_t size) MUST_USE; /* fails when count * size overflows */
void *memory_resize(void *block, size_t size) MUST_USE;
void  memory_free(void *block);

/* For tests: the n-th allocation from now fails (1 = the next), and every one after it when `lasting`. 0 turns it off. */
void   memory_fail_at(uint64_t n, bool lasting);
/* For tests: how many allocations were asked for since the last memory_fail_at. */
uint64_t memory_asked(void);
/* How many allocations have failed so far: tells what a library refuses from what it could not do for want of memory. */
uint64_t memory_failures(void);
/* Puts libxml2, jansson and ICU on the same allocator, and lets SQLite count nothing. Call once, first thing in main. */
void memory_adopt_libraries(void);
/* For a program that works on large texts and ends: its heap keeps what is freed, and lies in large pages where the kernel has them. */
void memory_widen(void);
/* The same for the heap of the calling thread; once is enough, and again costs nothing. Where memory_widen was not called, nothing. */
void memory_widen_thread(void);
/* Before a fork after which both sides take much memory: a block, to be freed, behind which a large page begins, so that what they take has not to be copied
   first. `left` bytes remain before the page, for what is taken until then. NULL is no matter. Freed by memory_apart_end, when the children are gone. */
void *memory_apart(size_t left);
void  memory_apart_end(void *apart);
/* For a block that is about to be filled: all its pages in one call, instead of each at its first touch. Advice as well. */
void  memory_touch(void *block, size_t size);

/* ---- libraries that few commands need ----

   A library that is linked is loaded at every start, with all that it needs itself, and carried along by every child. What few commands need is loaded by its
   first call instead. */

/* The function of that name, or NULL: there is no such library, or no such function in it, or no memory. Loads the library if it is not loaded yet. */
void *library_find(const char *library, const char *function) MUST_USE;

/* Defines `name` (a function that a library's header declares) as a call of that function, found in `library` when it is first called. The callers are written as if it
   were linked. Where it is not found, the result is `failure`: the first call of a library must be of a function that can fail, and whose failure its caller heeds.
   Hidden, so that the library itself goes on calling its own. */
#define LIBRARY_CALL(library, type, failure, name, parameters, arguments)                                 \
    __attribute__((visibility("hidden"))) type(name) parameters                                           \
    {                                                                                                     \
        LIBRARY_FIND(library, name)                                                                       \
        return function == NULL ? (failure) : function arguments;                                         \
    }

/* The same for a function that gives nothing: where it is not found, it does nothing. */
#define LIBRARY_CALL_VOID(library, name, parameters, arguments)                                           \
    __attribute__((visibility("hidden"))) void(name) parameters                                           \
    {                                                                                                     \
        LIBRARY_FIND(library, name)                                                                       \
        if (function != NULL)                                                                             \
            function arguments;                                                                           \
    }

/* `function`, for a body of one's own. C has no conversion from what dlsym gives to a function. */
#define LIBRARY_FIND(library, name)                                                                       \
    static _Atomic(void *) kept;                                                                          \
    void                  *found = kept;                                                                  \
    __typeof__((name))    *function;                                                                      \
                                                                                                          \
    if (found == NULL)                                                                                    \
        kept = found = library_find((library), #name);                                                    \
    memcpy(&function, &found, sizeof function);

/* In order, the least first; in place. */
void numbers_sort(uint32_t *numbers, size_t count);

/* Grows *block (elements of `size` bytes, *capacity of them) to hold at least `wanted`. ERR_MEMORY leaves it as it was. */
Status memory_reserve(void **block, size_t *capacity, size_t wanted, size_t size) MUST_USE;

/* An arena hands out memory that is freed all at once. Not for use by two threads. */
typedef struct Arena Arena;
Arena *arena_new(size_t ceiling) MUST_USE;           /* bytes it may ask for in all; NULL without memory */
void   arena_free(Arena *arena);
void  *arena_take(Arena *arena, size_t size) MUST_USE;                       /* 8-aligned, not cleared; NULL at the ceiling */
void  *arena_take_zeroed(Arena *arena, size_t count, size_t size) MUST_USE;  /* NULL also when count * size overflows */
size_t arena_used(const Arena *arena);               /* bytes asked of the system so far */

/* ---- slices ---------------------------------------------------------------------------------------------- */

typedef struct Slice {
    const char *data; /* not ended by a zero byte; may be NULL when size is 0 */
    size_t      size;
} Slice;

#define SLICE(literal) ((Slice){(literal), sizeof(literal) - 1})
Slice slice_from(const char *string);                /* of a C string; NULL gives the empty slice */
Slice slice_part(Slice whole, size_t start, size_t end);
bool  slice_equal(Slice a, Slice b);
bool  slice_is(Slice a, const char *string);
bool  slice_starts(Slice a, const char *prefix);
bool  slice_ends(Slice a, const char *suffix);
bool  slice_ends_like(Slice a, const char *suffix);            /* in large or small letters of ASCII */
/* The next line of *rest, without its end ("\n" or "\r\n"), which leaves *rest; false: nothing is left. */
bool  slice_line(Slice *rest, Slice *line);
int   slice_compare(Slice a, Slice b);               /* bytes, which for UTF-8 is code-point order */
Slice slice_trim(Slice a);                           /* without ASCII white space at both ends */
Status slice_copy(Arena *arena, Slice from, Slice *out) MUST_USE; /* the copy is followed by a zero byte */
char *slice_string(Arena *arena, Slice from) MUST_USE;            /* a C string, or NULL without memory */

/* ---- growing bytes --------------------------------------------------------------------------------------- */

/* Grows up to a limit given at the start. Errors stick: append freely, look at `status` once. */
typedef struct Buffer {
    char  *data;
    size_t size, capacity, limit;
    Status status; /* OK, ERR_LIMIT or ERR_MEMORY */
} Buffer;

void  buffer_init(Buffer *buffer, size_t limit);
void  buffer_clear(Buffer *buffer);                   /* frees; may be used again after buffer_init */
void  buffer_reset(Buffer *buffer);                   /* empties, keeps the memory and a sticky error is forgotten */
void  buffer_add(Buffer *buffer, Slice bytes);
void  buffer_add_string(Buffer *buffer, const char *string);
void  buffer_add_byte(Buffer *buffer, char byte);
void  buffer_add_number(Buffer *buffer, int64_t number);
void  buffer_add_rune(Buffer *buffer, uint32_t code_point);
void  buffer_add_format(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void  buffer_add_xml(Buffer *buffer, Slice text);     /* escapes & < > " and leaves out what XML 1.0 forbids */
Slice buffer_slice(const Buffer *buffer);             /* borrowed until the next append */

/* ---- reading hostile bytes ------------------------------------------------------------------------------- */

/* Little-endian unless named be. After a read past the end everything reads as zero or empty; one look at reader_failed suffices. */
typedef struct Reader {
    const char *data;
    size_t      size, at;
    bool        failed;
} Reader;

Reader   reader_from(Slice bytes);
uint8_t  reader_u8(Reader *reader);
uint16_t reader_u16(Reader *reader);
uint32_t reader_u32(Reader *reader);
uint64_t reader_u64(Reader *reader);
uint16_t reader_u16be(Reader *reader);
uint64_t reader_u64be(Reader *reader);
Slice    reader_take(Reader *reader, size_t size);
Slice    reader_sized(Reader *reader, size_t max);    /* u32 length, then that many bytes; longer than max fails */
bool     reader_failed(const Reader *reader);
bool     reader_done(const Reader *reader);           /* not failed and nothing left */

/* The writing side of the same. */
void buffer_add_u8(Buffer *buffer, uint8_t value);
void buffer_add_u32(Buffer *buffer, uint32_t value);
void buffer_add_u64(Buffer *buffer, uint64_t value);
void buffer_add_sized(Buffer *buffer, Slice bytes);
void buffer_add_u16be(Buffer *buffer, uint16_t value);
void buffer_add_u64be(Buffer *buffer, uint64_t value);

/* ---- hashes ---------------------------------------------------------------------------------------------- */

enum { SHA256_SIZE = 32, SHA256_HEX_SIZE = 65 };
Status   sha256(Slice bytes, uint8_t out[SHA256_SIZE]) MUST_USE;            /* always OK */
/* Of parts, one after the other, without joining them. Cannot fail. */
void     sha256_parts(const Slice *parts, size_t count, uint8_t out[SHA256_SIZE]);
void     hex_print(const uint8_t *bytes, size_t size, char *out);           /* 2 * size characters and a zero byte */
size_t   base32_print(const uint8_t *bytes, size_t size, char *out, size_t max); /* lower case, no padding, zero-ended */
bool     hex_parse(Slice text, uint8_t *out, size_t size);                  /* lower case; exactly 2 * size digits */
/* RFC 4648, section 4, padded. Parsing accepts only what printing gives: no white space, no stray bits in the last character. */
void     base64_print(Slice bytes, Buffer *out);
bool     base64_parse(Slice text, uint8_t *out, size_t max, size_t *size);  /* false when malformed or longer than max */
size_t   base64_size(size_t bytes);                                         /* characters for so many bytes */
uint64_t hash_fast(Slice bytes, uint64_t seed);       /* for tables in memory only; never stored */

/* ---- time ------------------------------------------------------------------------------------------------ */

/* The proleptic Gregorian calendar in UTC, without the system's zones. Years 0001 to 9999. */
typedef struct Moment {
    int year, month, day, hour, minute, second;
} Moment;
bool    moment_valid(const Moment *moment);            /* a real date and a time of day without a leap second */
int64_t moment_seconds(const Moment *moment);          /* POSIX seconds; the moment must be valid */
void    moment_from(int64_t seconds, Moment *out);     /* clamped to the years above */
/* Zones by their IANA names ("America/New_York"); false: there is none of that name. */
bool    zone_valid(const char *zone);
bool    zone_moment(const char *zone, int64_t seconds, Moment *out, int *offset_minutes); /* the local time; offset from UTC, may be NULL */
bool    zone_seconds(const char *zone, const Moment *local, int64_t *out);                /* a time that a change of clocks skips is moved on by it */

/* ---- messages -------------------------------------------------------------------------------------------- */

/* Prints message `id` in the language in use: ICU MessageFormat with {name} and {name, plural, one {…} other {# …}}.
   After the id come pairs of const char *: name, value; NULL ends. A message without a text prints its id. */
void message_print(Buffer *out, const char *id, ...) __attribute__((sentinel));
void message_print_arguments(Buffer *out, const char *id, int count, const char *const names[], const char *const values[]);
/* "ar", "zh", "en", "fr", "ru", "es"; falls back to English for what is missing. Unknown languages change nothing. */
void message_language(const char *language);
const char *message_language_in_use(void);
const char *message_text(const char *id);              /* the pattern as written, or NULL */
size_t message_count(void);
const char *message_id(size_t index);                  /* in order of ids; for tests that walk the table */
void problem_print(const Problem *problem, Buffer *out); /* "place: sentence", no newline */
/* The same in a language of the caller's choice, whatever the one in use is; for any thread. A language without texts is English. */
void message_print_in(Buffer *out, const char *language, const char *id, ...) __attribute__((sentinel));
void message_print_arguments_in(Buffer *out, const char *language, const char *id, int count, const char *const names[], const char *const values[]);
const char *message_text_in(const char *language, const char *id);
void problem_print_in(const Problem *problem, const char *language, Buffer *out);
/* "qps", a language for tests: English, each text in U+27E6 and U+27E7, so that what is not from lang/ stands out. */
extern const char message_pseudo_language[];

/* A number as a value for messages: decimal(text, n) returns text. */
enum { DECIMAL_MAX = 24 };
const char *decimal(char text[DECIMAL_MAX], int64_t number);

/* ---- Unicode --------------------------------------------------------------------------------------------- */

bool     utf8_valid(Slice text);
/* Where the run of printable ASCII (0x20 to 0x7E) that begins at `at` ends; `at` itself when there is none. Eight bytes at a time: most of most texts is such a run. */
size_t   ascii_run(Slice text, size_t at);
/* The next code point at *at (which moves on); U+FFFD for each byte that is not UTF-8. *at must be < text.size. */
uint32_t utf8_next(Slice text, size_t *at);
size_t   utf8_put(uint32_t code_point, char out[4]);
size_t   utf8_count(Slice text);                       /* code points */
size_t   utf8_columns(Slice text);                     /* about how wide it stands: square letters, from U+3000 on, count twice */
size_t   utf8_offset(Slice text, size_t code_points);  /* bytes of the first n code points; text.size when shorter */
/* Places of one text that are asked for one after the other, each from where the last one was: places that rise cost one pass over the text. */
typedef struct Utf8Cursor {
    Slice  text;
    size_t point, byte;
} Utf8Cursor;
/* Moves to that code point; it may be the end. False when the text is shorter: then the cursor stands at its end. */
bool     utf8_seek(Utf8Cursor *cursor, size_t point);
size_t   utf8_point_at(Utf8Cursor *cursor, size_t byte); /* moves to that byte, where a code point begins or the text ends: how many code points are before it */
/* Text with every invalid sequence replaced by U+FFFD and C0 controls other than \n \t left out. */
Status   utf8_clean(Arena *arena, Slice text, Slice *out) MUST_USE;
/* NFC. Returns the slice itself when it is already so. */
Status   text_nfc(Arena *arena, Slice text, Slice *out) MUST_USE;
/* For comparing loosely: NFKC case-folded, accents and apostrophes off, white space runs as one space, trimmed. */
Status   text_fold(Arena *arena, Slice text, Slice *out) MUST_USE;
/* NFKC, case-folded; accents stay. */
Status   text_fold_case(Arena *arena, Slice text, Slice *out) MUST_USE;
/* White space runs (Unicode) as one space, trimmed. */
Status   text_squeeze(Arena *arena, Slice text, Slice *out) MUST_USE;
bool     rune_is_space(uint32_t code_point);
bool     rune_is_upper(uint32_t code_point);
bool     rune_is_letter(uint32_t code_point);
bool     rune_is_digit(uint32_t code_point);
bool     rune_is_right_to_left(uint32_t code_point);
bool     rune_is_bidi_control(uint32_t code_point);
/* Appends a name without control characters, line separators and marks of direction, which do not show; at most `most` bytes, whole characters. */
void     name_clean(Slice name, size_t most, Buffer *out);
bool     name_is_plain(Slice name); /* printable ASCII, as most are: nothing to clean */
/* Order of two names in a language ("en" …): ICU collation, then code points. Never 0 for different names. */
typedef struct Collator Collator;
Collator *collator_new(const char *language) MUST_USE; /* NULL without memory or data */
void      collator_free(Collator *collator);
int       collator_compare(const Collator *collator, Slice a, Slice b);

/* ---- canonical JSON -------------------------------------------------------------------------------------- */

/* Bounded: at most JSON_DEPTH_MAX deep, duplicates refused, whole numbers only. The caller frees with json_decref. */
enum { JSON_DEPTH_MAX = 64 };
Status json_read(Slice bytes, struct json_t **out, Problem *problem) MUST_USE;
/* Of what we wrote ourselves: any value. NULL: there was no memory, or it is damaged. A new reference. */
struct json_t *json_kept(Slice bytes) MUST_USE;
/* Canonical: keys in code-point order, no spaces, shortest escapes, integers; C0 controls but \n \t are left out. */
void   json_print(const struct json_t *value, Buffer *out);
/* The same with two spaces of indentation, for people; keys in the order they were added. */
void   json_print_pretty(const struct json_t *value, Buffer *out);
/* A string of any valid UTF-8 slice (invalid bytes become U+FFFD); NULL without memory. */
struct json_t *json_from_slice(Slice text) MUST_USE;
Slice  json_slice(const struct json_t *value);          /* empty when not a string */
bool   json_member_is(const struct json_t *object, const char *member, const char *text);
void   json_set_flag(struct json_t *object, const char *member, bool holds); /* the member is true where it holds, else it is left out */

#include "base/banned.h"
#endif
