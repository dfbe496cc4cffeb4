/* SPDX-License-Identifier: Apache-2.0
 *
 * The templates of a house: added one by one, then linked, then never changed.
 */
#include "web/template_internal.h"

enum { ARENA_MAX = 1024 * 1024, NAME_MAX_SIZE = 60 };

struct TemplateSet {
    TemplateNames names;
    Template     *templates[TEMPLATES_MAX];
    size_t        count;
};

const char template_content[] = "content";

Status template_set_new(const TemplateNames *names, TemplateSet **out, Problem *problem)
{
    TemplateSet *set = memory_new_zeroed(1, sizeof *set);

    REQUIRE(*out == NULL);
    if (set == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    set->names = *names;
    *out = set;
    return OK;
}

static void template_free(Template *template)
{
    if (template == NULL)
        return;
    arena_free(template->arena);
    memory_free(template->nodes);
    memory_free(template->name);
    memory_free(template);
}

void template_set_free(TemplateSet *set)
{
    if (set == NULL)
        return;
    for (size_t i = 0; i < set->count; i++)
        template_free(set->templates[i]);
    memory_free(set);
}

Status template_set_add(TemplateSet *set, Slice name, Slice source, Problem *problem)
{
    Template *template;

    REQUIRE(set->count < TEMPLATES_MAX && name.size <= NAME_MAX_SIZE);
    template = memory_new_zeroed(1, sizeof *template);
    if (template == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    set->templates[set->count++] = template; /* the set's, whatever follows */
    template->name = memory_new(name.size + 1);
    template->arena = arena_new(ARENA_MAX);
    if (template->name == NULL || template->arena == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    memcpy(template->name, name.data, name.size);
    template->name[name.size] = '\0';
    return template_parse(&set->names, template, source, problem);
}

static Status link_partial(TemplateSet *set, const Template *template, TemplateNode *node, Problem *problem)
{
    char shown[NAME_MAX_SIZE + 1];

    if (slice_is(node->text, template_content)) {
        node->partial = NULL;
        return OK;
    }
    node->partial = template_set_find(set, node->text);
    if (node->partial != NULL || set->names.lenient)
        return OK;
    (void)snprintf(shown, sizeof shown, "%.*s", (int)(node->text.size < NAME_MAX_SIZE ? node->text.size : NAME_MAX_SIZE), node->text.data);
    return problem_set(problem, ERR_NOT_FOUND, MSG("template.partial"), "template", template->name, "what", shown, NULL);
}

Status template_set_link(TemplateSet *set, Problem *problem)
{
    for (size_t i = 0; i < set->count; i++)
        for (size_t j = 0; j < set->templates[i]->count; j++)
            if (set->templates[i]->nodes[j].kind == TEMPLATE_PARTIAL)
                TRY(link_partial(set, set->templates[i], &set->templates[i]->nodes[j], problem));
    return OK;
}

const Template *template_set_find(const TemplateSet *set, Slice name)
{
    for (size_t i = 0; i < set->count; i++)
        if (slice_is(name, set->templates[i]->name))
            return set->templates[i];
    return NULL;
}

size_t template_set_size(const TemplateSet *set)
{
    return set->count;
}

Slice template_set_name(const TemplateSet *set, size_t index)
{
    REQUIRE(index < set->count);
    return slice_from(set->templates[index]->name);
}
