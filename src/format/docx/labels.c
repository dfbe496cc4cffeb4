/* SPDX-License-Identifier: Apache-2.0
 *
 * Automatic numbers (ISO/IEC 29500-1, 17.9). Numberings that share an abstract numbering share its counters; an override restarts
 * them where it is first used. A level starts again when a level above it is used, unless w:lvlRestart says otherwise.
 */
#include "format/docx/labels_internal.h"

enum { LEVELS = 9, ROMAN_MAX = 3999, CHINESE_MAX = 9999, REPEATS_MAX = 30 };

typedef struct Counters { /* of one abstract numbering */
    uint32_t abstract;
    uint32_t value[LEVELS];
    bool     active[LEVELS];
} Counters;

typedef struct Instance { /* one w:num */
    uint32_t          numbering;
    Counters         *counters;
    const DocxNumber *levels[LEVELS];
    bool              used;
} Instance;

struct Labels {
    const Docx *docx;
    Instance   *instances; /* in order of numbering */
    Counters   *counters;  /* in order of abstract */
    size_t      instance_count, counter_count;
};

/* ---- numerals ---- */

static void print_repeated(Buffer *out, uint32_t number, const char *const letters[], uint32_t count)
{
    uint32_t times = (number - 1) / count + 1;

    for (uint32_t i = 0; i < times && i < REPEATS_MAX; i++)
        buffer_add_string(out, letters[(number - 1) % count]);
}

static void print_letter(Buffer *out, uint32_t number, char first)
{
    for (uint32_t i = 0; i <= (number - 1) / 26 && i < REPEATS_MAX; i++)
        buffer_add_byte(out, (char)(first + (char)((number - 1) % 26)));
}

static void print_roman(Buffer *out, uint32_t number, bool upper)
{
    static const struct {
        uint32_t    value;
        const char *numeral;
    } romans[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
                  {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};

    if (number > ROMAN_MAX) {
        buffer_add_number(out, number);
        return;
    }
    for (size_t i = 0; i < sizeof romans / sizeof romans[0]; i++)
        for (; number >= romans[i].value; number -= romans[i].value)
            for (const char *at = romans[i].numeral; *at != '\0'; at++)
                buffer_add_byte(out, upper ? (char)(*at - 32) : *at);
}

static void print_chinese(Buffer *out, uint32_t number)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    static const char *const units[] = {"", "十", "百", "千"};
    bool                     gap = false, begun = false;

    if (number > CHINESE_MAX) {
        buffer_add_number(out, number);
        return;
    }
    for (int place = 3; place >= 0; place--) {
        static const uint32_t powers[] = {1, 10, 100, 1000};
        uint32_t              digit = number / powers[place] % 10;

        if (digit == 0) {
            gap = begun;
            continue;
        }
        if (gap)
            buffer_add_string(out, digits[0]);
        if (begun || place != 1 || digit != 1) /* ten to nineteen begin with 十, not 一十 */
            buffer_add_string(out, digits[digit]);
        buffer_add_string(out, units[place]);
        begun = true;
        gap = false;
    }
}

static void print_ordinal(Buffer *out, uint32_t number)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    uint32_t                 last = number % 10;

    buffer_add_number(out, number);
    buffer_add_string(out, endings[number / 10 % 10 != 1 && last <= 3 ? last : 0]);
}

static const char *const abjad[] = {"أ", "ب", "ج", "د", "ه", "و", "ز", "ح", "ط", "ي", "ك", "ل", "م", "ن",
                                    "س", "ع", "ف", "ص", "ق", "ر", "ش", "ت", "ث", "خ", "ذ", "ض", "ظ", "غ"};
static const char *const alpha[] = {"أ", "ب", "ت", "ث", "ج", "ح", "خ", "د", "ذ", "ر", "ز", "س", "ش", "ص",
                                    "ض", "ط", "ظ", "ع", "غ", "ف", "ق", "ك", "ل", "م", "ن", "ه", "و", "ي"};
static const char *const russian_lower[] = {"а", "б", "в", "г", "д", "е", "ж", "з", "и", "к", "л", "м", "н", "о", "п",
                                            "р", "с", "т", "у", "ф", "х", "ц", "ч", "ш", "щ", "ы", "э", "ю", "я"};
static const char *const russian_upper[] = {"А", "Б", "В", "Г", "Д", "Е", "Ж", "З", "И", "К", "Л", "М", "Н", "О", "П",
                                            "Р", "С", "Т", "У", "Ф", "Х", "Ц", "Ч", "Ш", "Щ", "Ы", "Э", "Ю", "Я"};

static void print_numeral(Buffer *out, uint32_t number, uint32_t format)
{
    if (number == 0 && format != NUMBER_DECIMAL_ZERO && format != NUMBER_NONE) {
        buffer_add_byte(out, '0');
        return;
    }
    switch (format) {
    case NUMBER_DECIMAL_ZERO: buffer_add_format(out, "%02u", number); break;
    case NUMBER_LOWER_LETTER: print_letter(out, number, 'a'); break;
    case NUMBER_UPPER_LETTER: print_letter(out, number, 'A'); break;
    case NUMBER_LOWER_ROMAN: print_roman(out, number, false); break;
    case NUMBER_UPPER_ROMAN: print_roman(out, number, true); break;
    case NUMBER_ORDINAL: print_ordinal(out, number); break;
    case NUMBER_ARABIC_ABJAD: print_repeated(out, number, abjad, sizeof abjad / sizeof abjad[0]); break;
    case NUMBER_ARABIC_ALPHA: print_repeated(out, number, alpha, sizeof alpha / sizeof alpha[0]); break;
    case NUMBER_CHINESE: print_chinese(out, number); break;
    case NUMBER_RUSSIAN_LOWER: print_repeated(out, number, russian_lower, sizeof russian_lower / sizeof russian_lower[0]); break;
    case NUMBER_RUSSIAN_UPPER: print_repeated(out, number, russian_upper, sizeof russian_upper / sizeof russian_upper[0]); break;
    case NUMBER_NONE: break;
    default: buffer_add_number(out, number); break;
    }
}

/* ---- tables ---- */

static int compare_instances(const void *a, const void *b)
{
    const Instance *left = a, *right = b;

    return (left->numbering > right->numbering) - (left->numbering < right->numbering);
}

static int compare_counters(const void *a, const void *b)
{
    const Counters *left = a, *right = b;

    return (left->abstract > right->abstract) - (left->abstract < right->abstract);
}

static Instance *find_instance(const Labels *labels, uint32_t numbering)
{
    Instance key = {.numbering = numbering};

    return labels->instance_count == 0
               ? NULL
               : bsearch(&key, labels->instances, labels->instance_count, sizeof key, compare_instances);
}

/* Sorts and leaves one of each. */
static size_t unique(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    char  *at = items;
    size_t kept = 0;

    if (count > 1)
        qsort(items, count, size, compare);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare(at + (kept - 1) * size, at + i * size) != 0)
            memmove(at + kept++ * size, at + i * size, size);
    return kept;
}

static void fill_tables(Labels *labels)
{
    const Docx *docx = labels->docx;

    for (size_t i = 0; i < docx->number_count; i++) {
        labels->instances[i].numbering = docx->numbers[i].numbering;
        labels->counters[i].abstract = docx->numbers[i].abstract;
    }
    labels->instance_count = unique(labels->instances, docx->number_count, sizeof *labels->instances, compare_instances);
    labels->counter_count = unique(labels->counters, docx->number_count, sizeof *labels->counters, compare_counters);
    for (size_t i = 0; i < docx->number_count; i++) {
        const DocxNumber *number = &docx->numbers[i];
        Counters          key = {.abstract = number->abstract};
        Instance         *instance = find_instance(labels, number->numbering);

        instance->counters = bsearch(&key, labels->counters, labels->counter_count, sizeof key, compare_counters);
        if (number->level < LEVELS)
            instance->levels[number->level] = number;
    }
}

Labels *labels_new(const Docx *docx)
{
    Labels *labels = memory_new_zeroed(1, sizeof *labels);

    if (labels == NULL)
        return NULL;
    labels->docx = docx;
    labels->instances = memory_new_zeroed(docx->number_count, sizeof *labels->instances);
    labels->counters = memory_new_zeroed(docx->number_count, sizeof *labels->counters);
    if (labels->instances == NULL || labels->counters == NULL) {
        labels_free(labels);
        return NULL;
    }
    fill_tables(labels);
    return labels;
}

void labels_free(Labels *labels)
{
    if (labels == NULL)
        return;
    memory_free(labels->instances);
    memory_free(labels->counters);
    memory_free(labels);
}

/* ---- counting ---- */

static void begin_instance(Instance *instance)
{
    instance->used = true;
    for (uint32_t level = 0; level < LEVELS; level++) {
        const DocxNumber *number = instance->levels[level];

        if (number != NULL && (number->restart & NUMBER_IS_OVERRIDDEN) != 0)
            instance->counters->active[level] = false;
    }
}

static void count_one(Instance *instance, uint32_t level)
{
    Counters *counters = instance->counters;

    if (!instance->used)
        begin_instance(instance);
    if (counters->active[level])
        counters->value[level]++;
    else
        counters->value[level] = instance->levels[level]->start;
    counters->active[level] = true;
    for (uint32_t deeper = level + 1; deeper < LEVELS; deeper++) {
        uint32_t restart = instance->levels[deeper] != NULL ? instance->levels[deeper]->restart & NUMBER_RESTART_MASK : deeper;

        if (level < restart)
            counters->active[deeper] = false;
    }
}

/* One %n of the pattern. */
static void print_level(const Instance *instance, uint32_t level, bool legal, Buffer *out)
{
    const DocxNumber *number = instance->levels[level];
    uint32_t          format = number != NULL ? number->format : NUMBER_DECIMAL;
    uint32_t          value = instance->counters->value[level];

    if (!instance->counters->active[level])
        value = number != NULL ? number->start : 1;
    print_numeral(out, value, legal && format != NUMBER_NONE ? NUMBER_DECIMAL : format);
}

static void print_bullet(Slice pattern, Buffer *out)
{
    size_t   at = 0;
    uint32_t rune = pattern.size != 0 ? utf8_next(pattern, &at) : 0;

    /* Bullets are codes of symbol fonts; whatever they look like there, they are bullets. */
    if (rune >= 0xE000 && rune <= 0xF8FF)
        buffer_add_string(out, "\xE2\x80\xA2");
    else
        buffer_add(out, pattern);
}

void labels_next(Labels *labels, uint32_t numbering, uint32_t level, Buffer *out)
{
    Instance *instance = find_instance(labels, numbering);
    Slice     pattern;
    bool      legal;

    if (instance == NULL || level >= LEVELS || instance->levels[level] == NULL)
        return;
    count_one(instance, level);
    pattern = docx_slice(labels->docx, instance->levels[level]->pattern);
    legal = (instance->levels[level]->restart & NUMBER_IS_LEGAL) != 0;
    if (instance->levels[level]->format == NUMBER_BULLET) {
        print_bullet(pattern, out);
        return;
    }
    for (size_t at = 0; at < pattern.size; at++) {
        char next = at + 1 < pattern.size ? pattern.data[at + 1] : '\0';

        if (pattern.data[at] == '%' && next >= '1' && next <= '9') {
            print_level(instance, (uint32_t)(next - '1'), legal, out);
            at++;
        } else if ((unsigned char)pattern.data[at] >= 0x20) {
            buffer_add_byte(out, pattern.data[at]);
        }
    }
}
