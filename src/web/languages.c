/* SPDX-License-Identifier: Apache-2.0
 *
 * The languages of pages, and which one a request is for.
 */
#include "web/web_internal.h"

/* In the order in which the bar names them. Latin digits in the interface, whatever the locale's own are. */
const WebLanguage web_languages[] = {
    {"ar", "ar@numbers=latn", "rtl", "العربية"}, {"zh", "zh", "ltr", "中文"},      {"en", "en-GB", "ltr", "English"}, {"fr", "fr", "ltr", "Français"},
    {"ru", "ru", "ltr", "Русский"},              {"es", "es", "ltr", "Español"}, {"qps", "en-GB", "ltr", "Pseudo"}, {NULL, NULL, NULL, NULL},
};

static const WebLanguage *english(void)
{
    return &web_languages[2];
}

const WebLanguage *web_language_find(const Web *web, Slice code)
{
    size_t count = WEB_LANGUAGES + (web_serves_pseudo(web) ? 1 : 0);

    for (size_t i = 0; i < count; i++)
        if (slice_is(code, web_languages[i].code))
            return &web_languages[i];
    return NULL;
}

static Slice first_segment(Slice path)
{
    const char *slash = path.size != 0 ? memchr(path.data, '/', path.size) : NULL;

    return slash != NULL ? (Slice){path.data, (size_t)(slash - path.data)} : path;
}

/* "fr-CH, fr;q=0.9, en;q=0.8": the highest q wins, the earlier among equals. Weights are thousandths; what is malformed counts as 1. */
static const WebLanguage *accepted(const Web *web, Slice header)
{
    const WebLanguage *best = NULL;
    int                best_weight = 0;

    while (header.size != 0) {
        const char        *comma = memchr(header.data, ',', header.size);
        Slice              range = slice_trim(comma != NULL ? (Slice){header.data, (size_t)(comma - header.data)} : header);
        const char        *quality = memmem(range.data, range.size, ";q=0", 4), *end = range.size != 0 ? memchr(range.data, ';', range.size) : NULL;
        Slice              tag = end != NULL ? (Slice){range.data, (size_t)(end - range.data)} : range;
        const char        *dash = tag.size != 0 ? memchr(tag.data, '-', tag.size) : NULL;
        const WebLanguage *language = web_language_find(web, slice_trim(dash != NULL ? (Slice){tag.data, (size_t)(dash - tag.data)} : tag));
        int                weight = 1000;

        if (quality != NULL) {
            weight = 0;
            for (int i = 0, place = 100; i < 3; i++, place /= 10) {
                const char *digit = quality + 5 + i;

                if (digit >= range.data + range.size || *digit < '0' || *digit > '9')
                    break;
                weight += (*digit - '0') * place;
            }
        }
        if (language != NULL && weight > best_weight) {
            best = language;
            best_weight = weight;
        }
        header = comma != NULL ? slice_part(header, (size_t)(comma - header.data) + 1, header.size) : (Slice){NULL, 0};
    }
    return best;
}

const WebLanguage *web_language(const Web *web, const HttpExchange *exchange)
{
    const WebLanguage *language = web_language_find(web, first_segment(http_path(exchange)));

    if (language == NULL)
        language = web_language_find(web, web_cookie(exchange, "language"));
    if (language == NULL)
        language = accepted(web, http_header(exchange, "Accept-Language"));
    return language != NULL ? language : english();
}
