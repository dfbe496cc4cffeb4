/* SPDX-License-Identifier: Apache-2.0
 *
 * What the writer says twice in a compilation because LibreOffice 7.4 loses it, and the reader takes from there once LibreOffice has saved the file: what
 * becomes of the mark of a paragraph that holds the document's first footnote or endnote, is the first of a note (where LibreOffice says what it lost of the other), stands before a table, or is the last of its container; and that nothing
 * becomes of it where the paragraph ends with words put in and another paragraph follows.
 *
 * It is said again by hidden bookmarks in that paragraph, named
 *     _RM_<i inserted, d deleted, n untouched><which of those paragraphs, four digits in hexadecimal><part, two digits>_<14 bytes of the author's name in hexadecimal>
 * as many as the name takes; Word allows a bookmark a name of 40 characters.
 */
#ifndef FORMAT_DOCX_SAVED_INTERNAL_H
#define FORMAT_DOCX_SAVED_INTERNAL_H

#define SAVED_BOOKMARK "_RM_"

enum {
    SAVED_INSERTED = 'i',
    SAVED_DELETED = 'd',
    SAVED_UNTOUCHED = 'n',
    SAVED_NAME_BYTES = 14,
    SAVED_PARTS_MAX = 100,
    SAVED_MARKS_MAX = 0xFFFF,
    SAVED_BOOKMARKS_FROM = 20000000 /* their ids, above those that documents and other bookmarks of ours have */
};

#endif
