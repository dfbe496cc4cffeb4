/* SPDX-License-Identifier: Apache-2.0
 *
 * Plain text: encodings, lines, what is refused, and conversions of printed pages in small.
 */
#include "file.h"

#include "format/html/html.h"
#include "format/plain/plain.h"

#include <unicode/ucnv.h>

static Text *read_text(Slice file)
{
    Text   *text = NULL;
    Problem problem = {0};

    assert_ok(plain_read(file, &text, &problem));
    return text;
}

static void check(const char *name, Slice file, const char *want)
{
    Text  *text = read_text(file);
    Buffer out;

    ROW(name);
    buffer_init(&out, 1 << 20);
    text_show(text, &out);
    assert_slice(buffer_slice(&out), want);
    buffer_clear(&out);
    text_free(text);
}

static void encodings_are_known_by_their_bytes(void **state)
{
    (void)state;
    check("UTF-8", SLICE("C\xC3\xB4te d\xE2\x80\x99Ivoire."), "plain |C\xC3\xB4te d\xE2\x80\x99Ivoire.\n");
    check("with a mark", SLICE("\xEF\xBB\xBF" "C\xC3\xB4te."), "plain |C\xC3\xB4te.\n");
    check("UTF-16LE", SLICE("\xFF\xFE" "C\0\xF4\0t\0e\0.\0\r\0\n\0" "A\0b\0.\0"), "plain |C\xC3\xB4te.\nplain |Ab.\n");
    check("UTF-16BE", SLICE("\xFE\xFF\0C\0\xF4\0t\0e\0."), "plain |C\xC3\xB4te.\n");
    check("Windows-1252", SLICE("C\xF4te d\x92Ivoire \x96 end."), "plain |C\xC3\xB4te d\xE2\x80\x99Ivoire \xE2\x80\x93 end.\n");
}

static void western_letters_are_read_as_they_are(void **state)
{
    (void)state;
    check("French", SLICE("\xAB Cr\xE9\xE9" "e \xE0 l\x92\x9Cuvre \xBB, n\xB0 5 \x97 d\xE9" "cid\xE9" "e, o\xF9 \xE7" "a na\xEEt ; 5 \x80 \xA7" "2, l\xB4homme\xB2"), "plain |\xC2\xAB Cr\xC3\xA9\xC3\xA9" "e \xC3\xA0 l\xE2\x80\x99\xC5\x93uvre \xC2\xBB, n\xC2\xB0 5 \xE2\x80\x94 d\xC3\xA9" "cid\xC3\xA9" "e, o\xC3\xB9 \xC3\xA7" "a na\xC3\xAEt ; 5 \xE2\x82\xAC \xC2\xA7" "2, l\xC2\xB4homme\xC2\xB2\n");
    check("German", SLICE("Gr\xF6\xDF" "e, \xC4u\xDF" "erung, s\xFC\xDF, \x84\xDC" "bung\x93"), "plain |Gr\xC3\xB6\xC3\x9F" "e, \xC3\x84u\xC3\x9F" "erung, s\xC3\xBC\xC3\x9F, \xE2\x80\x9E\xC3\x9C" "bung\xE2\x80\x9C\n");
    check("Spanish", SLICE("\xBFQu\xE9? \xA1S\xED! \xAA \xBA n\xBA 1.\xBA \xAB\xD1" "and\xFA\xBB"), "plain |\xC2\xBFQu\xC3\xA9? \xC2\xA1S\xC3\xAD! \xC2\xAA \xC2\xBA n\xC2\xBA 1.\xC2\xBA \xC2\xAB\xC3\x91" "and\xC3\xBA\xC2\xBB\n");
    check("marks alone", SLICE("The States\x92 \x93text\x94 \x96 5\xB0 \xB1 2 \xB5m \xB7 \xA9 \xB6 \xA7 end"), "plain |The States\xE2\x80\x99 \xE2\x80\x9Ctext\xE2\x80\x9D \xE2\x80\x93 5\xC2\xB0 \xC2\xB1 2 \xC2\xB5m \xC2\xB7 \xC2\xA9 \xC2\xB6 \xC2\xA7 end\n");
}

static void letters_that_cannot_be_told_are_refused(void **state)
{
    static const struct {
        const char *name, *bytes;
    } rows[] = {
        {"Russian", "\xCF\xEE\xF1\xF2\xE0\xED\xEE\xE2\xEB\xFF\xE5\xF2 \x97 \xAB\xF2\xE5\xEA\xF1\xF2\xBB;"},
        {"Russian, KOI8", "\xF0\xCF\xD3\xD4\xC1\xCE\xCF\xD7\xCC\xD1\xC5\xD4 \xD3\xCF\xDA\xD7\xC1\xD4\xD8"},
        {"Russian, DOS", "\x8F\xAE\xE1\xE2\xA0\xAD\xAE\xA2\xAB\xEF\xA5\xE2 \xE1\xAE\xA7\xA2\xA0\xE2\xEC"},
        {"a Russian word in English", "The word \xEF\xEE\xF1\xF2\xE0\xED\xEE\xE2\xEB\xFF\xE5\xF2 means decides, and no other word is meant"},
        {"Arabic", "\xED\xDE\xD1\xD1 \xDA\xDE\xCF \xCF\xE6\xD1\xCA\xED\xE4"},
        {"Chinese", "\xBE\xF6\xB6\xA8"},
        {"Chinese, Big5", "\xA8M\xA9w\xA5l\xB6}\xA8\xE2\xA6\xB8\xB7|\xC4\xB3"},
        {"Greek", "\xC1\xF0\xEF\xF6\xE1\xF3\xDF\xE6\xE5\xE9"},
        {"Japanese", "\x8C\x88\x92\xE8\x82\xB7\x82\xE9"},
        {"Arabic, ISO", "\xEA\xE2\xD1\xD1 \xD9\xE2\xCF"},
        {"UTF-8 with a byte lost", "Cr\xC3\xA9" "ation, \xC3\xA9t\xC3\xA9, \xE2\x82 text."},
        {"bytes of nothing", "Decides \xFF\xFE\x80 x"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Text   *text = NULL;
        Problem problem = {0};

        ROW(rows[i].name);
        assert_number(plain_read(slice_from(rows[i].bytes), &text, &problem), ERR_REFUSED);
        assert_slice(slice_from(problem.message), "plain.not_unicode");
    }
}

/* The text in another encoding; what that has no letters for is left out. False: nothing of it is beyond ASCII. */
static bool encode(Slice text, const char *encoding, Buffer *out)
{
    UErrorCode  error = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(encoding, &error);
    char        bytes[1 << 16];
    int32_t     size;
    bool        beyond = false;

    ucnv_setFromUCallBack(converter, UCNV_FROM_U_CALLBACK_SKIP, NULL, NULL, NULL, &error);
    size = ucnv_fromAlgorithmic(converter, UCNV_UTF8, bytes, sizeof bytes, text.data, (int32_t)text.size, &error);
    assert_true(U_SUCCESS(error));
    ucnv_close(converter);
    buffer_reset(out);
    buffer_add(out, (Slice){bytes, (size_t)size});
    for (int32_t i = 0; i < size; i++)
        beyond = beyond || (unsigned char)bytes[i] >= 0x80;
    return beyond;
}

/* Every paragraph by itself, and all of them: short files are the hard ones. */
static void declarations_in_old_encodings_are_read_rightly_or_refused(void **state)
{
    static const struct {
        const char *file, *encoding;
        bool        western;
    } rows[] = {
        {"fr", "windows-1252", true}, {"es", "windows-1252", true}, {"en", "windows-1252", true}, {"ru", "windows-1251", false}, {"ru", "koi8-r", false},
        {"ru", "iso-8859-5", false}, {"ru", "ibm866", false}, {"ru", "x-mac-cyrillic", false}, {"ar", "windows-1256", false}, {"ar", "iso-8859-6", false},
        {"zh", "gbk", false}, {"zh", "gb18030", false}, {"zh", "big5", false}, {"fr", "ibm850", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char   name[40];
        Buffer page, bytes;
        Text  *declaration = NULL;
        size_t wrong = 0;

        ROW(rows[i].encoding);
        buffer_init(&page, 1 << 22);
        buffer_init(&bytes, 1 << 22);
        (void)snprintf(name, sizeof name, "udhr/%s.html", rows[i].file);
        file_read(name, &page);
        assert_ok(html_read(buffer_slice(&page), &declaration, NULL));
        for (size_t j = 0; j < declaration->count; j++) {
            Text  *text = NULL;
            bool   beyond = encode(declaration->paragraphs[j].text, rows[i].encoding, &bytes);
            Status status = plain_read(buffer_slice(&bytes), &text, NULL);

            assert_number(status == OK || status == ERR_REFUSED, 1);
            if (status == OK && rows[i].western && utf8_count(declaration->paragraphs[j].text) == bytes.size)
                assert_slices(text->paragraphs[0].text, declaration->paragraphs[j].text);
            wrong += rows[i].western ? status != OK : beyond && status == OK;
            text_free(text);
        }
        assert_number(wrong, 0);
        text_free(declaration);
        buffer_clear(&page);
        buffer_clear(&bytes);
    }
}

static void line_ends_of_all_systems(void **state)
{
    (void)state;
    check("all", SLICE("One.\r\nTwo.\rThree.\nFour.\xE2\x80\xA8" "Five.\x0B" "Six."),
          "plain |One.\nplain |Two.\nplain |Three.\nplain |Four.\nplain |Five.\nplain |Six.\n");
    check("blank ones", SLICE("\n\n  \nOne.\n\n\n\t\nTwo.\n\n"), "plain |One.\nplain |Two.\n");
    check("nothing", SLICE(""), "");
    check("a quotation mark is no line end", SLICE("One\xE2\x80\x99s.\nTwo."), "plain |One\xE2\x80\x99s.\nplain |Two.\n");
    check("one at the very end", SLICE("One.\xE2\x80\xA9"), "plain |One.\n");
    check("an object's place is none in a file", SLICE("One \xEF\xBF\xBC two."), "plain |One \xEF\xBF\xBD two.\n");
    check("a control alone", SLICE("One is a line that is long enough to hold one control character, which it does here: \x1B, without being taken for what is "
                                   "no text at all, as a file of fewer than two hundred bytes would be taken for."),
          "plain |One is a line that is long enough to hold one control character, which it does here: , without being taken for what is "
          "no text at all, as a file of fewer than two hundred bytes would be taken for.\n");
}

static void one_paragraph_a_line_stays_so(void **state)
{
    static const char file[] = "  Decides to meet, and\nto report ;  \n\nA/RES/75/240\n2/3\n18-22650 (E)\n__________\n1\tRequests x\n";
    Text             *text = read_text(slice_from(file));
    Buffer            out;

    (void)state;
    ROW("lines");
    buffer_init(&out, 1000);
    text_print_plain(text, &out);
    assert_slice(buffer_slice(&out), "  Decides to meet, and\nto report ;  \nA/RES/75/240\n2/3\n18-22650 (E)\n__________\n1 Requests x\n");
    buffer_clear(&out);
    text_free(text);
}

static void what_is_no_text_is_refused(void **state)
{
    static const struct {
        const char *name, *bytes;
        size_t      size;
    } rows[] = {{"zero bytes", "text\0more", 9}, {"a ZIP", "PK\3\4\24\0\6\0\10\0", 10}, {"controls", "\1\2\3\4\5\6\7\10text", 12},
                {"a zero in UTF-16", "\xFF\xFE" "a\0\0\0b\0", 8}, {"an ELF", "\177ELF\2\1\1\0\0", 9}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Text   *text = NULL;
        Problem problem = {0};
        Buffer  said;

        ROW(rows[i].name);
        buffer_init(&said, 1000);
        assert_number(plain_read((Slice){rows[i].bytes, rows[i].size}, &text, &problem), ERR_SYNTAX);
        assert_null(text);
        problem_print(&problem, &said);
        assert_number(said.size > 20, 1);
        buffer_clear(&said);
    }
}

static const char first_page[] = "UNITED NATIONS                                A/AC.1/L.1\n\n            Draft decision on working methods\n\n     The Working Group,\n\n"
                                 "     Recalling its earlier decisions and the words\nthat it agreed on at its last session about the things\nthat are before it, as they were read,\n\n"
                                 "     1. Decides to meet each year in two sessions of one\nweek, subject to the rooms that can be had and to the\nwords of all six languages;\n";
static const char second_page[] = "     2. Requests the Secretariat to circulate documents\nfour weeks before each session, and to publish them on\nthe website of the Group without delay;\n\n";
static const char third_page[] = "     3. Decides to review this decision in 2028.\n";
static const char whole[] = "plain |UNITED NATIONS A/AC.1/L.1\nheading1 |Draft decision on working methods\norgan |The Working Group,\n"
                            "preambular |Recalling its earlier decisions and the words that it agreed on at its last session about the things that are before it, as they were read,\n"
                            "operative 1.|1. Decides to meet each year in two sessions of one week, subject to the rooms that can be had and to the words of all six languages;\n"
                            "operative 2.|2. Requests the Secretariat to circulate documents four weeks before each session, and to publish them on the website of the Group without delay;\n"
                            "operative 3.|3. Decides to review this decision in 2028.\n";

/* What stands at the end of the first page, at the head of the second, at its end, at the head of the third, and at the very end. */
static void check_pages(const char *name, const char *const marks[5])
{
    Buffer file;

    buffer_init(&file, 1 << 16);
    buffer_add_string(&file, first_page);
    buffer_add_string(&file, marks[0]);
    buffer_add_string(&file, marks[1]);
    buffer_add_string(&file, second_page);
    buffer_add_string(&file, marks[2]);
    buffer_add_string(&file, marks[3]);
    buffer_add_string(&file, third_page);
    buffer_add_string(&file, marks[4]);
    check(name, buffer_slice(&file), whole);
    buffer_clear(&file);
}

static void running_heads_are_no_text(void **state)
{
    (void)state;
    check_pages("a symbol and a page", (const char *const[]){"                                                      /...\f", "A/AC.1/L.1\nPage 2\n\n", "\f", "A/AC.1/L.1\nPage 3\n\n", ""});
    check_pages("without form feeds", (const char *const[]){"                                                      /...\n", "A/AC.1/L.1\nPage 2\n\n", "/...\n", "A/AC.1/L.1\nPage 3\n\n", ""});
    check_pages("in one line", (const char *const[]){"\f", "A/AC.1/L.1                                      Page 2\n\n", "\f", "Page 3                             A/AC.1/L.1\n\n", ""});
    check_pages("a symbol alone", (const char *const[]){"\f", "A/AC.1/L.1\n\n", "\f", "A/AC.1/L.1\n\n", ""});
    check_pages("said on two pages", (const char *const[]){"\f", "Working methods of the Group\n\n", "\f", "Working methods of the Group\n\n", ""});
    check_pages("with page numbers", (const char *const[]){"\f", "Working methods          2\n\n", "\f", "Working methods          3\n\n", ""});
    check_pages("at the foot", (const char *const[]){"\nNot for quotation\n\f", "", "Not for quotation\f", "", "\nNot for quotation\n"});
    check_pages("the title again", (const char *const[]){"\f", "UNITED NATIONS                                A/AC.1/L.1\n\n", "\f", "", ""});
    check_pages("page numbers alone", (const char *const[]){"\n1\n\f", "", "- 2 -\n\f", "", "\n3\n"});
    check_pages("page numbers from 17", (const char *const[]){"\n17\n\f", "", "18\n\f", "", "\n19\n"});
}

/* Pages that end alike, or say one thing only, end in text. */
static void pages_that_are_alike_keep_their_words(void **state)
{
    static const char page[] = "a line of words that goes on and on until it is full\nand then goes on in the next one, as lines of a page do\nand on in the one that is behind it, as other words do";
    Buffer            file;
    Text             *text;

    (void)state;
    buffer_init(&file, 1 << 16);
    for (int i = 0; i < 3; i++)
        buffer_add_format(&file, "Words, and %s\n\fAnnex\n\f", page);
    text = read_text(buffer_slice(&file));
    buffer_reset(&file);
    text_print_plain(text, &file);
    for (size_t at = 0, i = 0; i < 6; i++) {
        const char *words = i % 2 == 0 ? "as other words do" : "Annex", *found = memmem(file.data + at, file.size - at, words, strlen(words));

        assert_non_null(found);
        at = (size_t)(found - file.data) + strlen(words);
    }
    text_free(text);
    buffer_clear(&file);
}

static void what_is_said_once_is_no_running_head(void **state)
{
    static const char *const pages[] = {"\fWorking methods of the Group\n\n", "\f(a) The first thing\n\n", "\fNoting the report,\n\n", "\f1999\n\n"};

    (void)state;
    for (size_t i = 0; i < COUNT(pages); i++) {
        Buffer file, all;
        Text  *text;

        ROW(pages[i]);
        buffer_init(&file, 1 << 16);
        buffer_init(&all, 1 << 16);
        buffer_add_string(&file, first_page);
        buffer_add_string(&file, pages[i]);
        buffer_add_string(&file, second_page);
        buffer_add_string(&file, i == 2 ? "\fNoting the report,\n\n" : "\f");
        buffer_add_string(&file, third_page);
        text = read_text(buffer_slice(&file));
        text_print_plain(text, &all);
        assert_true(memmem(all.data, all.size, pages[i] + 1, strlen(pages[i]) - 3) != NULL);
        text_free(text);
        buffer_clear(&file);
        buffer_clear(&all);
    }
}

static void wrapped_lines_are_joined(void **state)
{
    static const char file[] = "Notes for the record\n\n"
                               "The group met on Monday in the large room and agreed to go on with its\n"
                               "work in small teams, each of which would read the draft and write down\n"
                               "what it found to be unclear, as had been done in the year before that.\n"
                               "It rose at noon.\n"
                               "On Tuesday the teams reported to the whole group, which thanked them and\n"
                               "asked the second team to look once more at the people-\n"
                               "centred parts of the text in confidence -building terms before 2021\xE2\x80\x93\n"
                               "2025 began.\n\n"
                               "- first point\n- second point\n";

    (void)state;
    check("wrapped", slice_from(file),
          "title |Notes for the record\n"
          "plain |The group met on Monday in the large room and agreed to go on with its work in small teams, each of which would read the draft and "
          "write down what it found to be unclear, as had been done in the year before that. It rose at noon.\n"
          "plain |On Tuesday the teams reported to the whole group, which thanked them and asked the second team to look once more at the "
          "people-centred parts of the text in confidence-building terms before 2021\xE2\x80\x93" "2025 began.\n"
          "plain -|- first point\nplain -|- second point\n");
}

static void words_are_mended_only_where_it_is_certain(void **state)
{
    static const char file[] = "The technologies of the present day are used by all the States of the region\n"
                               "and the techno logies of the next day will be used by them as well, if their\n"
                               "go od will lasts and no other thing comes between them and the inter-\n"
                               "national community, which uses the international rules, as everyone\n"
                               "does who is in formal dress, of which informal dress is the rule to some.\n"
                               "\nThe Women \xE2\x80\x99s group met in formal dress.\n";

    (void)state;
    /* "go od": the document has no other "good"; "in formal": both words stand elsewhere. */
    check("mended", slice_from(file),
          "plain |The technologies of the present day are used by all the States of the region and the technologies of the next day will be used by "
          "them as well, if their go od will lasts and no other thing comes between them and the international community, which uses the "
          "international rules, as everyone does who is in formal dress, of which informal dress is the rule to some.\n"
          "plain |The Women\xE2\x80\x99s group met in formal dress.\n");
}

static void numbers_of_the_text_are_no_notes(void **state)
{
    static const char file[] = "A/RES/90/1\n\nUnited Nations\n\nGeneral Assembly\n\nDistr.: General\n2 January 2019\n\nNinetieth session\n"
                               "Agenda item 9\n\nResolution adopted by the General Assembly\non 1 January 2019\n[without reference to a Main Committee (A/90/L.1)]\n\n"
                               "90/1.\n\nTides\nThe General Assembly,\n"
                               "Recalling article 2, paragraph 1, of the Charter, and paragraphs 1, 2 and 3 of its\n"
                               "earlier text of 2 May 2018, which 2 States and 1 observer had supported at their\n"
                               "meeting on tides, 1 held from 1 to 2 June 2018 in 2 rooms, and in 2017 2 before\n"
                               "them all,\n"
                               "1.\n\nDecides to meet for 2 days in 2020 2 and to spend 1,000 dollars and 1.2 million\n"
                               "more;\n"
                               "2. Requests a report.\n1st plenary meeting\n1 January 2019\n\n__________________\n\nA/65/201.\nA/68/98.\n1\n2\n\n90-00001\n\n1/1\n";

    (void)state;
    check("notes", slice_from(file),
          "plain |Ninetieth session\nplain |Agenda item 9\nheading1 |Resolution adopted by the General Assembly on 1 January 2019\n"
          "plain |[without reference to a Main Committee (A/90/L.1)]\ntitle 90/1.|90/1. Tides\norgan |The General Assembly,\n"
          "preambular |Recalling article 2, paragraph 1, of the Charter, and paragraphs 1, 2 and 3 of its earlier text of 2 May 2018, which 2 States "
          "and 1 observer had supported at their meeting on tides,^ held from 1 to 2 June 2018 in 2 rooms, and in 2017^ before them all,\n"
          "operative 1.|1. Decides to meet for 2 days in 2020^ and to spend 1,000 dollars and 1.2 million more;\n"
          "operative 2.|2. Requests a report.\nclosing |1st plenary meeting\nclosing |1 January 2019\nfootnote 1|A/65/201.\nfootnote 2|A/68/98.\n");
}

static void a_huge_line_is_one_paragraph(void **state)
{
    enum { SIZE = 8 * 1024 * 1024 };
    Buffer file;
    Text  *text;

    (void)state;
    buffer_init(&file, SIZE + 100);
    while (file.size < SIZE)
        buffer_add_string(&file, "word 1 and, 2 (a) ");
    text = read_text(buffer_slice(&file));
    assert_number(text->count, 1);
    assert_number(text->paragraphs[0].text.size, file.size);
    text_free(text);
    buffer_clear(&file);
}

/* Many lines of every shape that the anatomy looks for: time must stay in proportion. */
static void many_lines_are_read_in_time(void **state)
{
    static const char *const lines[] = {"word and more words that go on\n", "1\n", "_____\n", "A/RES/75/240\n", "2/3\n", "(a)\n", "1.\n",
                                        "Recalling that, 1\n", "\f", "\n", "The General Assembly,\n", "18-22650 (E)\n", "in 2013 2 and\n"};
    Buffer file;
    Text  *text;

    (void)state;
    buffer_init(&file, 1 << 26);
    for (size_t i = 0, seed = 7; i < 200000; i++) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        buffer_add_string(&file, lines[(seed >> 33) % COUNT(lines)]);
    }
    text = read_text(buffer_slice(&file));
    assert_true(text->count > 1000);
    text_free(text);
    buffer_clear(&file);
}

static void too_large_a_file_is_refused(void **state)
{
    Buffer  file;
    Text   *text = NULL;
    Problem problem = {0};

    (void)state;
    buffer_init(&file, (size_t)PLAIN_FILE_MAX + 100);
    while (file.size <= (size_t)PLAIN_FILE_MAX)
        buffer_add_string(&file, "The same words again and again, until it is too much for any reader.\n");
    assert_number(plain_read(buffer_slice(&file), &text, &problem), ERR_LIMIT);
    assert_slice(slice_from(problem.message), "plain.too_large");
    buffer_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodings_are_known_by_their_bytes),
        cmocka_unit_test(western_letters_are_read_as_they_are),
        cmocka_unit_test(letters_that_cannot_be_told_are_refused),
        cmocka_unit_test(declarations_in_old_encodings_are_read_rightly_or_refused),
        cmocka_unit_test(line_ends_of_all_systems),
        cmocka_unit_test(one_paragraph_a_line_stays_so),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(running_heads_are_no_text),
        cmocka_unit_test(pages_that_are_alike_keep_their_words),
        cmocka_unit_test(what_is_said_once_is_no_running_head),
        cmocka_unit_test(wrapped_lines_are_joined),
        cmocka_unit_test(words_are_mended_only_where_it_is_certain),
        cmocka_unit_test(numbers_of_the_text_are_no_notes),
        cmocka_unit_test(a_huge_line_is_one_paragraph),
        cmocka_unit_test(many_lines_are_read_in_time),
        cmocka_unit_test(too_large_a_file_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
