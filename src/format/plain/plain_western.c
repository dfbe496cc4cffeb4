/* SPDX-License-Identifier: Apache-2.0
 *
 * Is a text that is not Unicode in Windows-1252, as older programs save it in Western languages? Bytes alone do not say: Russian, Arabic or
 * Chinese in an encoding of their own would be read as other letters, and nobody would be told.
 *
 * What tells: in Western languages a letter with an accent stands in a word of plain letters, alone ("à", "É"), or beside one other. Words
 * made of such letters and signs only, or signs within words, are strange. Where more than a few are strange, it is another encoding.
 */
#include "format/plain/plain_internal.h"

enum {
    STRANGE_PER = 8, /* of so many letters and signs one may be strange */
    RUN_MAX = 2      /* letters with accents side by side: "créée", "Größe" */
};

/* From 0x80 on: l a letter, s a sign that can stand close to words or numbers, q what stands between words (quotes, dashes, spaces), x what hardly
   any text has. */
static const char classes[] = "sxxxqqssxslqlxlx"  /* 80 */
                              "xqqqqqqqxslqlxll"  /* 90 */
                              "qqssxsxsxssqxqsx"  /* A0 */
                              "ssssqssqxssqsssq"  /* B0 */
                              "llllllllllllllll"  /* C0 */
                              "lllllllsllllllll"  /* D0 */
                              "llllllllllllllll"  /* E0 */
                              "lllllllsllllllll"; /* F0 */

/* 'a' for the letters of ASCII; 'q' for all else of it. */
static char class_of(unsigned char c)
{
    if (c >= 0x80)
        return classes[c - 0x80];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? 'a' : 'q';
}

typedef struct Counts {
    size_t all, strange;
} Counts;

/* The word that begins at `at`: its end. */
static size_t count_word(Slice bytes, size_t at, Counts *counts)
{
    size_t start = at, plain = 0, letters = 0, odd = 0, run = 0, runs = 0;

    for (char c; at < bytes.size && (c = class_of((unsigned char)bytes.data[at])) != 'q'; at++) {
        plain += c == 'a';
        letters += c == 'l';
        odd += c == 'x';
        run = c == 'l' ? run + 1 : 0;
        runs += run > RUN_MAX;
    }
    counts->all += at - start - plain;
    if (plain != 0)
        counts->strange += odd + runs;
    else if (letters + odd != 0 && at - start > 1)
        counts->strange += at - start;
    return at;
}

/* Text in UTF-8 with some bytes of it lost is not another encoding. */
static bool is_broken_utf8(Slice bytes)
{
    size_t whole = 0, stray = 0;

    for (size_t at = 0; at < bytes.size;) {
        size_t start = at;

        if ((unsigned char)bytes.data[at] < 0x80) {
            at++;
            continue;
        }
        (void)utf8_next(bytes, &at);
        whole += at - start > 1 && utf8_valid(slice_part(bytes, start, at));
        stray += !utf8_valid(slice_part(bytes, start, at));
    }
    return whole > stray;
}

bool plain_is_western(Slice bytes)
{
    Counts counts = {0, 0};

    for (size_t at = 0; at < bytes.size;)
        at = class_of((unsigned char)bytes.data[at]) == 'q' ? at + 1 : count_word(bytes, at, &counts);
    return counts.strange * STRANGE_PER <= counts.all && !is_broken_utf8(bytes);
}
