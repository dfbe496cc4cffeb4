/* SPDX-License-Identifier: Apache-2.0
 *
 * The element names that reading a .docx acts on, in one list. Every other element is kept as it stands.
 * A name is a namespace and a local name; the transitional and the strict namespace of ISO/IEC 29500 count as one.
 */
#ifndef FORMAT_DOCX_NAMES_INTERNAL_H
#define FORMAT_DOCX_NAMES_INTERNAL_H

#include "base/base.h"

typedef enum NameSpace {
    NS_NONE,
    NS_WORD,          /* WordprocessingML */
    NS_COMPATIBILITY, /* mc: AlternateContent */
    NS_MATH,
    NS_RELATIONSHIPS, /* r: the ids in a part */
    NS_PACKAGE,       /* the .rels files */
    NS_DRAWING,       /* a: */
    NS_PICTURE,
    NS_CHART,
    NS_DIAGRAM,
    NS_VML,
    NS_OFFICE,
    NS_WORD_2010,     /* w14: paraId */
    NS_SYMBOL,        /* w16se: symEx */
    NS_XML,
    NS_OTHER
} NameSpace;

#define DOCX_NAMES(X)                                                                                                  \
    X(W_DOCUMENT, NS_WORD, "document")                                                                                 \
    X(W_BACKGROUND, NS_WORD, "background")                                                                             \
    X(W_BODY, NS_WORD, "body")                                                                                         \
    X(W_P, NS_WORD, "p")                                                                                               \
    X(W_R, NS_WORD, "r")                                                                                               \
    X(W_T, NS_WORD, "t")                                                                                               \
    X(W_DEL_TEXT, NS_WORD, "delText")                                                                                  \
    X(W_R_PR, NS_WORD, "rPr")                                                                                          \
    X(W_P_PR, NS_WORD, "pPr")                                                                                          \
    X(W_INS, NS_WORD, "ins")                                                                                           \
    X(W_DEL, NS_WORD, "del")                                                                                           \
    X(W_MOVE_FROM, NS_WORD, "moveFrom")                                                                                \
    X(W_MOVE_TO, NS_WORD, "moveTo")                                                                                    \
    X(W_TAB, NS_WORD, "tab")                                                                                           \
    X(W_PTAB, NS_WORD, "ptab")                                                                                         \
    X(W_BR, NS_WORD, "br")                                                                                             \
    X(W_CR, NS_WORD, "cr")                                                                                             \
    X(W_NO_BREAK_HYPHEN, NS_WORD, "noBreakHyphen")                                                                     \
    X(W_SOFT_HYPHEN, NS_WORD, "softHyphen")                                                                            \
    X(W_SYM, NS_WORD, "sym")                                                                                           \
    X(W_PROOF_ERR, NS_WORD, "proofErr")                                                                                \
    X(W_LAST_RENDERED_PAGE_BREAK, NS_WORD, "lastRenderedPageBreak")                                                    \
    X(W_BOOKMARK_START, NS_WORD, "bookmarkStart")                                                                      \
    X(W_BOOKMARK_END, NS_WORD, "bookmarkEnd")                                                                          \
    X(W_MOVE_FROM_RANGE_START, NS_WORD, "moveFromRangeStart")                                                          \
    X(W_MOVE_FROM_RANGE_END, NS_WORD, "moveFromRangeEnd")                                                              \
    X(W_MOVE_TO_RANGE_START, NS_WORD, "moveToRangeStart")                                                              \
    X(W_MOVE_TO_RANGE_END, NS_WORD, "moveToRangeEnd")                                                                  \
    X(W_XML_INS_START, NS_WORD, "customXmlInsRangeStart")                                                              \
    X(W_XML_INS_END, NS_WORD, "customXmlInsRangeEnd")                                                                  \
    X(W_XML_DEL_START, NS_WORD, "customXmlDelRangeStart")                                                              \
    X(W_XML_DEL_END, NS_WORD, "customXmlDelRangeEnd")                                                                  \
    X(W_XML_FROM_START, NS_WORD, "customXmlMoveFromRangeStart")                                                        \
    X(W_XML_FROM_END, NS_WORD, "customXmlMoveFromRangeEnd")                                                            \
    X(W_XML_TO_START, NS_WORD, "customXmlMoveToRangeStart")                                                            \
    X(W_XML_TO_END, NS_WORD, "customXmlMoveToRangeEnd")                                                                \
    X(W_HYPERLINK, NS_WORD, "hyperlink")                                                                               \
    X(W_FLD_SIMPLE, NS_WORD, "fldSimple")                                                                              \
    X(W_FLD_CHAR, NS_WORD, "fldChar")                                                                                  \
    X(W_ALT_CHUNK, NS_WORD, "altChunk")                                                                                \
    X(W_FLD_DATA, NS_WORD, "fldData")                                                                                  \
    X(W_SMART_TAG, NS_WORD, "smartTag")                                                                                \
    X(W_SMART_TAG_PR, NS_WORD, "smartTagPr")                                                                           \
    X(W_CUSTOM_XML, NS_WORD, "customXml")                                                                              \
    X(W_CUSTOM_XML_PR, NS_WORD, "customXmlPr")                                                                         \
    X(W_DIR, NS_WORD, "dir")                                                                                           \
    X(W_BDO, NS_WORD, "bdo")                                                                                           \
    X(W_SDT, NS_WORD, "sdt")                                                                                           \
    X(W_SDT_PR, NS_WORD, "sdtPr")                                                                                      \
    X(W_SDT_END_PR, NS_WORD, "sdtEndPr")                                                                               \
    X(W_SDT_CONTENT, NS_WORD, "sdtContent")                                                                            \
    X(W_RUBY, NS_WORD, "ruby")                                                                                         \
    X(W_RUBY_BASE, NS_WORD, "rubyBase")                                                                                \
    X(W_TBL, NS_WORD, "tbl")                                                                                           \
    X(W_TBL_PR, NS_WORD, "tblPr")                                                                                      \
    X(W_TBL_GRID, NS_WORD, "tblGrid")                                                                                  \
    X(W_TR, NS_WORD, "tr")                                                                                             \
    X(W_TR_PR, NS_WORD, "trPr")                                                                                        \
    X(W_TBL_PR_EX, NS_WORD, "tblPrEx")                                                                                 \
    X(W_TC, NS_WORD, "tc")                                                                                             \
    X(W_TC_PR, NS_WORD, "tcPr")                                                                                        \
    X(W_CELL_INS, NS_WORD, "cellIns")                                                                                  \
    X(W_CELL_DEL, NS_WORD, "cellDel")                                                                                  \
    X(W_CELL_MERGE, NS_WORD, "cellMerge")                                                                              \
    X(W_SECT_PR, NS_WORD, "sectPr")                                                                                    \
    X(W_FOOTNOTE_REFERENCE, NS_WORD, "footnoteReference")                                                              \
    X(W_ENDNOTE_REFERENCE, NS_WORD, "endnoteReference")                                                                \
    X(W_FOOTNOTES, NS_WORD, "footnotes")                                                                               \
    X(W_ENDNOTES, NS_WORD, "endnotes")                                                                                 \
    X(W_FOOTNOTE, NS_WORD, "footnote")                                                                                 \
    X(W_ENDNOTE, NS_WORD, "endnote")                                                                                   \
    X(W_COMMENT, NS_WORD, "comment")                                                                                   \
    X(W_DRAWING, NS_WORD, "drawing")                                                                                   \
    X(W_PICT, NS_WORD, "pict")                                                                                         \
    X(W_OBJECT, NS_WORD, "object")                                                                                     \
    X(W_TXBX_CONTENT, NS_WORD, "txbxContent")                                                                          \
    X(W_STYLE, NS_WORD, "style")                                                                                       \
    X(W_NAME, NS_WORD, "name")                                                                                         \
    X(W_BASED_ON, NS_WORD, "basedOn")                                                                                  \
    X(W_DOC_DEFAULTS, NS_WORD, "docDefaults")                                                                          \
    X(W_R_PR_DEFAULT, NS_WORD, "rPrDefault")                                                                           \
    X(W_LANG, NS_WORD, "lang")                                                                                         \
    X(W_P_STYLE, NS_WORD, "pStyle")                                                                                    \
    X(W_OUTLINE_LVL, NS_WORD, "outlineLvl")                                                                            \
    X(W_NUM_PR, NS_WORD, "numPr")                                                                                      \
    X(W_ILVL, NS_WORD, "ilvl")                                                                                         \
    X(W_NUM_ID, NS_WORD, "numId")                                                                                      \
    X(W_ABSTRACT_NUM, NS_WORD, "abstractNum")                                                                          \
    X(W_ABSTRACT_NUM_ID, NS_WORD, "abstractNumId")                                                                     \
    X(W_NUM, NS_WORD, "num")                                                                                           \
    X(W_LVL, NS_WORD, "lvl")                                                                                           \
    X(W_LVL_OVERRIDE, NS_WORD, "lvlOverride")                                                                          \
    X(W_START_OVERRIDE, NS_WORD, "startOverride")                                                                      \
    X(W_START, NS_WORD, "start")                                                                                       \
    X(W_NUM_FMT, NS_WORD, "numFmt")                                                                                    \
    X(W_LVL_TEXT, NS_WORD, "lvlText")                                                                                  \
    X(W_LVL_RESTART, NS_WORD, "lvlRestart")                                                                            \
    X(W_IS_LGL, NS_WORD, "isLgl")                                                                                      \
    X(W_NUM_STYLE_LINK, NS_WORD, "numStyleLink")                                                                       \
    X(W_STYLE_LINK, NS_WORD, "styleLink")                                                                              \
    X(W_B, NS_WORD, "b")                                                                                               \
    X(W_I, NS_WORD, "i")                                                                                               \
    X(W_U, NS_WORD, "u")                                                                                               \
    X(W_STRIKE, NS_WORD, "strike")                                                                                     \
    X(W_DSTRIKE, NS_WORD, "dstrike")                                                                                   \
    X(W_VERT_ALIGN, NS_WORD, "vertAlign")                                                                              \
    X(MC_ALTERNATE, NS_COMPATIBILITY, "AlternateContent")                                                              \
    X(MC_CHOICE, NS_COMPATIBILITY, "Choice")                                                                           \
    X(MC_FALLBACK, NS_COMPATIBILITY, "Fallback")                                                                       \
    X(M_MATH, NS_MATH, "oMath")                                                                                        \
    X(M_MATH_PARA, NS_MATH, "oMathPara")                                                                               \
    X(M_T, NS_MATH, "t")                                                                                               \
    X(PACKAGE_RELATIONSHIP, NS_PACKAGE, "Relationship")                                                                \
    X(A_BLIP, NS_DRAWING, "blip")                                                                                      \
    X(PIC_PIC, NS_PICTURE, "pic")                                                                                      \
    X(CHART_CHART, NS_CHART, "chart")                                                                                  \
    X(DIAGRAM_IDS, NS_DIAGRAM, "relIds")                                                                               \
    X(V_IMAGE_DATA, NS_VML, "imagedata")                                                                               \
    X(O_OLE_OBJECT, NS_OFFICE, "OLEObject")                                                                            \
    X(SE_SYM_EX, NS_SYMBOL, "symEx")

typedef enum Name {
    NAME_OTHER,
#define X(name, space, local) name,
    DOCX_NAMES(X)
#undef X
    NAME_COUNT
} Name;

NameSpace name_space(const char *uri); /* NULL: NS_NONE */
Name      name_find(NameSpace space, const char *local);

#endif
