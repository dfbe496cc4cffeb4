/* SPDX-License-Identifier: Apache-2.0
 *
 * Namespace and element names to numbers. Both tables are short and looked up once per distinct name and part (xml.c keeps
 * what it found), so plain scans suffice.
 */
#include "format/docx/names_internal.h"

static const struct {
    const char *uri;
    NameSpace   space;
} spaces[] = {
    {"http://schemas.openxmlformats.org/wordprocessingml/2006/main", NS_WORD},
    {"http://purl.oclc.org/ooxml/wordprocessingml/main", NS_WORD},
    {"http://schemas.openxmlformats.org/officeDocument/2006/relationships", NS_RELATIONSHIPS},
    {"http://purl.oclc.org/ooxml/officeDocument/relationships", NS_RELATIONSHIPS},
    {"http://schemas.openxmlformats.org/package/2006/relationships", NS_PACKAGE},
    {"http://schemas.openxmlformats.org/officeDocument/2006/math", NS_MATH},
    {"http://purl.oclc.org/ooxml/officeDocument/math", NS_MATH},
    {"http://schemas.openxmlformats.org/markup-compatibility/2006", NS_COMPATIBILITY},
    {"http://schemas.openxmlformats.org/drawingml/2006/main", NS_DRAWING},
    {"http://purl.oclc.org/ooxml/drawingml/main", NS_DRAWING},
    {"http://schemas.openxmlformats.org/drawingml/2006/picture", NS_PICTURE},
    {"http://purl.oclc.org/ooxml/drawingml/picture", NS_PICTURE},
    {"http://schemas.openxmlformats.org/drawingml/2006/chart", NS_CHART},
    {"http://purl.oclc.org/ooxml/drawingml/chart", NS_CHART},
    {"http://schemas.openxmlformats.org/drawingml/2006/diagram", NS_DIAGRAM},
    {"http://purl.oclc.org/ooxml/drawingml/diagram", NS_DIAGRAM},
    {"urn:schemas-microsoft-com:vml", NS_VML},
    {"urn:schemas-microsoft-com:office:office", NS_OFFICE},
    {"http://schemas.microsoft.com/office/word/2010/wordml", NS_WORD_2010},
    {"http://schemas.microsoft.com/office/word/2015/wordml/symex", NS_SYMBOL},
    {"http://www.w3.org/XML/1998/namespace", NS_XML},
};

static const struct {
    Name        name;
    NameSpace   space;
    const char *local;
} names[] = {
#define X(name, space, local) {name, space, local},
    DOCX_NAMES(X)
#undef X
};

NameSpace name_space(const char *uri)
{
    if (uri == NULL)
        return NS_NONE;
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++)
        if (strcmp(spaces[i].uri, uri) == 0)
            return spaces[i].space;
    return NS_OTHER;
}

Name name_find(NameSpace space, const char *local)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].space == space && strcmp(names[i].local, local) == 0)
            return names[i].name;
    return NAME_OTHER;
}
