/* SPDX-License-Identifier: Apache-2.0
 *
 * amendment_apply: a base with one party's changes made.
 */
#include "compare/assemble_internal.h"

typedef struct Applying {
    Edit          *edits;
    EditedUnit    *units;
    const Change **formats;
    bool          *deleted;
    size_t         edit_count, unit_count, format_count;
} Applying;

typedef struct OrderedUnit {
    EditedUnit unit;
    uint32_t   order;
} OrderedUnit;

static int by_gap(const void *a, const void *b)
{
    const OrderedUnit *x = a, *y = b;

    if (x->unit.after != y->unit.after)
        return x->unit.after < y->unit.after ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static Status sort_changes(const Amendment *amendment, Applying *out, OrderedUnit *units)
{
    for (size_t i = 0; i < amendment->count; i++) {
        const Change *change = &amendment->changes[i];

        switch (change->op) {
        case CHANGE_REPLACE:
            out->edits[out->edit_count++] =
                (Edit){change->paragraph,    change->start, change->paragraph,  change->end,  change->now, change->anchors,
                       change->anchor_count, change->spans, change->span_count, change->dress};
            break;
        case CHANGE_MOVE:
        case CHANGE_INSERT:
            if (change->op == CHANGE_MOVE)
                out->deleted[change->paragraph] = true;
            units[out->unit_count++] = (OrderedUnit){{change->after, change->story, &change->unit}, change->order};
            break;
        case CHANGE_DELETE:
            out->deleted[change->paragraph] = true;
            break;
        case CHANGE_FORMAT:
        default:
            out->formats[out->format_count++] = change;
            break;
        }
    }
    qsort(units, out->unit_count, sizeof *units, by_gap);
    for (size_t i = 0; i < out->unit_count; i++)
        out->units[i] = units[i].unit;
    return OK;
}

Status amendment_apply(const Text *base, const Amendment *amendment, Text **out, Problem *problem)
{
    size_t       count = amendment->count + 1;
    Applying     work = {.edits = memory_new(count * sizeof(Edit)),
                         .units = memory_new(count * sizeof(EditedUnit)),
                         .formats = memory_new(count * sizeof(Change *)),
                         .deleted = memory_new_zeroed(base->count + 1, sizeof(bool))};
    OrderedUnit *units = memory_new(count * sizeof *units);
    Status       status = ERR_MEMORY;

    if (work.edits != NULL && work.units != NULL && work.formats != NULL && work.deleted != NULL && units != NULL)
        status = sort_changes(amendment, &work, units);
    if (status == OK)
        status = assemble(&(Assembly){base, work.edits, work.edit_count, work.deleted, work.units, work.unit_count, work.formats,
                                      work.format_count},
                          out);
    memory_free(work.edits);
    memory_free(work.units);
    memory_free(work.formats);
    memory_free(work.deleted);
    memory_free(units);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}
