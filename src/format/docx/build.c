/* SPDX-License-Identifier: Apache-2.0
 *
 * The Docx as it grows: one pool of bytes, arrays of records, text gathered into long runs. Editors cut runs anywhere; pieces
 * with the same revision and the same properties become one node, which keeps the skeleton small and words whole.
 */
#include "format/docx/read_internal.h"

Status build_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

Slice build_slice(const Reading *reading, DocxSlice part)
{
    return part.size != 0 ? slice_part(buffer_slice(&reading->pool), part.at, (size_t)part.at + part.size) : (Slice){NULL, 0};
}

Status build_bytes(Reading *reading, Slice bytes, DocxSlice *out)
{
    *out = (DocxSlice){(uint32_t)reading->pool.size, (uint32_t)bytes.size};
    buffer_add(&reading->pool, bytes);
    if (reading->pool.status == ERR_LIMIT)
        return problem_set(reading->problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
    return reading->pool.status == OK ? OK : build_memory(reading->problem);
}

/* ---- strings that recur ---- */

static struct InternSlot *intern_slot(const Reading *reading, uint64_t hash, Slice bytes)
{
    const Interns *interns = &reading->interns;
    size_t         at = hash & (interns->capacity - 1);

    while (interns->slots[at].bytes.size != 0) {
        if (interns->slots[at].hash == hash && slice_equal(build_slice(reading, interns->slots[at].bytes), bytes))
            break;
        at = (at + 1) & (interns->capacity - 1);
    }
    return &interns->slots[at];
}

static Status grow_interns(Interns *interns)
{
    size_t             capacity = interns->capacity == 0 ? 64 : interns->capacity * 2;
    struct InternSlot *slots = memory_new_zeroed(capacity, sizeof *slots);

    if (slots == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < interns->capacity; i++) {
        size_t at = interns->slots[i].hash & (capacity - 1);

        if (interns->slots[i].bytes.size == 0)
            continue;
        while (slots[at].bytes.size != 0)
            at = (at + 1) & (capacity - 1);
        slots[at] = interns->slots[i];
    }
    memory_free(interns->slots);
    interns->slots = slots;
    interns->capacity = capacity;
    return OK;
}

Status build_intern(Reading *reading, Slice bytes, DocxSlice *out)
{
    uint64_t           hash = hash_fast(bytes, 0);
    struct InternSlot *slot;

    *out = (DocxSlice){0, 0};
    if (bytes.size == 0)
        return OK;
    if (reading->interns.count * 2 >= reading->interns.capacity && grow_interns(&reading->interns) != OK)
        return build_memory(reading->problem);
    slot = intern_slot(reading, hash, bytes);
    if (slot->bytes.size == 0) {
        DocxSlice copy;

        TRY(build_bytes(reading, bytes, &copy));
        slot->hash = hash;
        slot->bytes = copy;
        reading->interns.count++;
    }
    *out = slot->bytes;
    return OK;
}

/* ---- records ---- */

/* Makes room for one more record of an array. */
#define ROOM_FOR_ONE(reading, array, capacity, count)                                                                  \
    do {                                                                                                               \
        void *block_ = (array);                                                                                        \
        if (memory_reserve(&block_, &(capacity), (count) + 1, sizeof *(array)) != OK)                                  \
            return build_memory((reading)->problem);                                                                   \
        (array) = block_;                                                                                              \
    } while (0)

Status build_paragraph(Reading *reading, const DocxParagraph *paragraph, uint32_t *index)
{
    Docx *docx = reading->docx;

    ROOM_FOR_ONE(reading, docx->paragraphs, reading->paragraphs, docx->paragraph_count);
    docx->paragraphs[docx->paragraph_count] = *paragraph;
    *index = (uint32_t)docx->paragraph_count++;
    return OK;
}

Status build_object(Reading *reading, const DocxObject *object, uint32_t *index)
{
    Docx *docx = reading->docx;

    ROOM_FOR_ONE(reading, docx->objects, reading->objects, docx->object_count);
    docx->objects[docx->object_count] = *object;
    *index = (uint32_t)docx->object_count++;
    return OK;
}

Status build_note(Reading *reading, const DocxNote *note, uint32_t *index)
{
    Docx *docx = reading->docx;

    ROOM_FOR_ONE(reading, docx->notes, reading->notes, docx->note_count);
    docx->notes[docx->note_count] = *note;
    *index = (uint32_t)docx->note_count++;
    return OK;
}

Status build_number(Reading *reading, const DocxNumber *number)
{
    Docx *docx = reading->docx;

    if (docx->number_count >= reading->limits->nodes)
        return problem_set(reading->problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
    ROOM_FOR_ONE(reading, docx->numbers, reading->numbers, docx->number_count);
    docx->numbers[docx->number_count++] = *number;
    return OK;
}

Status build_part(Reading *reading, const DocxPart *part)
{
    Docx *docx = reading->docx;

    ROOM_FOR_ONE(reading, docx->parts, reading->parts, docx->part_count);
    docx->parts[docx->part_count++] = *part;
    return OK;
}

Status build_style(Reading *reading, const DocxStyle *style)
{
    Docx *docx = reading->docx;

    ROOM_FOR_ONE(reading, docx->styles, reading->styles, docx->style_count);
    docx->styles[docx->style_count++] = *style;
    return OK;
}

/* ---- revisions ---- */

void build_clean_name(Buffer *out, Slice name)
{
    name_clean(name, DOCX_AUTHOR_MAX, out);
}

static bool same_revision(const DocxRevision *a, const DocxRevision *b)
{
    return a->kind == b->kind && a->outer == b->outer && a->author.at == b->author.at && a->author.size == b->author.size &&
           a->date.at == b->date.at && a->date.size == b->date.size;
}

Status build_revision_like(Reading *reading, const DocxRevision *revision, uint32_t *out)
{
    Docx  *docx = reading->docx;
    size_t oldest = docx->revision_count > REVISIONS_RECENT ? docx->revision_count - REVISIONS_RECENT : 1;

    for (size_t i = docx->revision_count; i > oldest; i--) {
        if (same_revision(&docx->revisions[i - 1], revision)) {
            *out = (uint32_t)(i - 1);
            return OK;
        }
    }
    ROOM_FOR_ONE(reading, docx->revisions, reading->revisions, docx->revision_count);
    docx->revisions[docx->revision_count] = *revision;
    *out = (uint32_t)docx->revision_count++;
    return OK;
}

static Status intern_name(Reading *reading, const char *attribute, DocxSlice *out)
{
    Slice  name = xml_attribute(reading->xml, NS_WORD, attribute);
    Buffer clean;
    Status status;

    if (name.size <= DOCX_AUTHOR_MAX && name_is_plain(name))
        return build_intern(reading, name, out);
    buffer_init(&clean, 2 * DOCX_AUTHOR_MAX);
    build_clean_name(&clean, name);
    status = clean.status == OK ? build_intern(reading, buffer_slice(&clean), out) : build_memory(reading->problem);
    buffer_clear(&clean);
    return status;
}

Status build_revision(Reading *reading, DocxRevisionKind kind, uint32_t outer, uint32_t *out)
{
    DocxRevision revision = {.kind = kind, .outer = outer};

    TRY(intern_name(reading, "author", &revision.author));
    TRY(intern_name(reading, "date", &revision.date));
    return build_revision_like(reading, &revision, out);
}

/* ---- nodes ---- */

static Status append_node(Reading *reading, DocxNode node, uint32_t *index)
{
    Docx *docx = reading->docx;
    char  number[DECIMAL_MAX];

    if (docx->node_count >= reading->limits->nodes)
        return problem_set(reading->problem, ERR_LIMIT, MSG("docx.too_many_nodes"), "limit",
                           decimal(number, (int64_t)reading->limits->nodes), NULL);
    ROOM_FOR_ONE(reading, docx->nodes, reading->nodes, docx->node_count);
    docx->nodes[docx->node_count] = node;
    if (index != NULL)
        *index = (uint32_t)docx->node_count;
    docx->node_count++;
    return OK;
}

Status build_node(Reading *reading, DocxNode node, uint32_t *index)
{
    TRY(build_flush(reading));
    return append_node(reading, node, index);
}

Status build_xml(Reading *reading, DocxNodeType type, Slice xml)
{
    DocxNode node = {.type = type, .revision = reading->revision};

    TRY(build_bytes(reading, xml, &node.xml));
    return build_node(reading, node, NULL);
}

/* Which of the three languages of a run its text is in, by its first letter. */
static const char *language_attribute(Slice text)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t rune = utf8_next(text, &at);

        if (!rune_is_letter(rune))
            continue;
        if (rune_is_right_to_left(rune))
            return "bidi";
        return rune >= 0x2E80 && rune < 0xFB00 ? "eastAsia" : "val";
    }
    return "val";
}

/* w:lang's attribute in the run's properties, which are XML that we wrote ourselves. */
static Slice language_in(Slice props, const char *which)
{
    const char *element = props.size != 0 ? memmem(props.data, props.size, "<w:lang ", 8) : NULL;
    const char *end = element != NULL ? memchr(element, '>', (size_t)(props.data + props.size - element)) : NULL;
    char        name[16];
    const char *value, *quote;

    if (end == NULL)
        return (Slice){NULL, 0};
    (void)snprintf(name, sizeof name, "w:%s=\"", which);
    value = memmem(element, (size_t)(end - element), name, strlen(name));
    if (value == NULL)
        return (Slice){NULL, 0};
    value += strlen(name);
    quote = memchr(value, '"', (size_t)(end - value));
    return quote != NULL ? (Slice){value, (size_t)(quote - value)} : (Slice){NULL, 0};
}

static void tally_language(Reading *reading, DocxSlice props, Slice text)
{
    const char *which = language_attribute(text);
    Slice       language = language_in(build_slice(reading, props), which);

    if (language.size == 0)
        language = sheet_language(reading->sheet, which);
    if (language.size == 0 || language.size >= LANGUAGE_MAX)
        return;
    for (size_t i = 0; i < LANGUAGES_TALLIED; i++) {
        struct Tally *tally = &reading->languages[i];

        if (tally->name[0] == '\0')
            memcpy(tally->name, language.data, language.size);
        if (slice_is(language, tally->name)) {
            tally->weight += text.size;
            return;
        }
    }
}

static bool has(Slice props, const char *element)
{
    return props.size != 0 && memmem(props.data, props.size, element, strlen(element)) != NULL;
}

/* Some people mark changes by hand. A run outside tracked changes that is struck out, or underlined in a colour, looks like it. */
static bool looks_hand_marked(const Reading *reading)
{
    Slice props = build_slice(reading, reading->pending.props);

    if (reading->pending.revision != 0 || props.size == 0)
        return false;
    if (has(props, "<w:strike/>") || has(props, "<w:dstrike/>") || has(props, "<w:strike w:val=\"1\"") || has(props, "<w:strike w:val=\"true\""))
        return true;
    return has(props, "<w:u ") && !has(props, "<w:u w:val=\"none\"") && has(props, "<w:color w:val=\"") &&
           !has(props, "<w:color w:val=\"auto\"") && !has(props, "<w:color w:val=\"000000\"") && !has(props, "<w:rStyle");
}

Status build_flush(Reading *reading)
{
    PendingText *pending = &reading->pending;
    DocxNode     node = {.type = NODE_TEXT, .revision = pending->revision, .props = pending->props};

    if (pending->text.status != OK)
        return pending->text.status == ERR_MEMORY ? build_memory(reading->problem)
                                                  : problem_set(reading->problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
    if (pending->text.size == 0)
        return OK;
    TRY(build_bytes(reading, buffer_slice(&pending->text), &node.text));
    tally_language(reading, pending->props, buffer_slice(&pending->text));
    if (looks_hand_marked(reading))
        reading->docx->hand_marked++;
    buffer_reset(&pending->text);
    return append_node(reading, node, NULL);
}

Status build_text(Reading *reading, DocxSlice props, Slice text)
{
    PendingText *pending = &reading->pending;

    if (text.size == 0)
        return OK;
    if (pending->text.size != 0 &&
        (pending->revision != reading->revision || pending->props.at != props.at || pending->props.size != props.size))
        TRY(build_flush(reading));
    pending->revision = reading->revision;
    pending->props = props;
    buffer_add(&pending->text, text);
    return OK;
}

void build_finish(Reading *reading)
{
    reading->docx->pool = reading->pool.data;
    reading->docx->pool_size = reading->pool.size;
    reading->pool = (Buffer){.limit = 0};
}
