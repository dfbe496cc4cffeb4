/* SPDX-License-Identifier: Apache-2.0
 *
 * The graph of citations: names of paragraphs, quoting, order, and that Graphviz reads it.
 */
#include "file.h"

#include "format/graph/graph.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Graphviz and fontconfig keep what they loaded until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libgvc\nleak:libpango\nleak:libcairo\nleak:libgobject\nleak:libglib\n";
}

typedef struct Given {
    Text     *text;
    Arena    *arena;
    Citation *citations;
    size_t    count;
} Given;

static Given given(const char *symbol, const char *title, const char *const *paragraphs, size_t count)
{
    Given document = {.text = text_new("en"), .arena = arena_new(1 << 20)};

    assert_true(document.text != NULL && document.arena != NULL);
    for (size_t i = 0; i < count; i++) {
        Paragraph paragraph = {.kind = KIND_PLAIN, .table = NO_TABLE, .text = slice_from(paragraphs[i])};

        assert_ok(text_add(document.text, &paragraph, NULL));
    }
    assert_ok(anatomy_classify(document.text, NULL));
    document.text->instrument.symbol = slice_from(symbol);
    document.text->instrument.title = slice_from(title);
    assert_ok(citations_find(document.text, document.arena, &document.citations, &document.count, NULL));
    return document;
}

static void give_back(Given *document)
{
    text_free(document->text);
    arena_free(document->arena);
}

static const char *const first[] = {"The General Assembly,", "Recalling its resolutions 53/70 and 74/28,", "1. Decides, in the light of resolution 74/28:",
                                    "(a) To read A/70/174;", "(i) And A/68/98;", "2. Requests a report."};
static const char *const second[] = {"The General Assembly,", "Recalling resolution 53/70,", "1. Decides to meet."};

static void paragraphs_have_the_names_people_use(void **state)
{
    static const char *const want[] = {"", "PP1", "OP1", "OP1 (a)", "OP1 (a) (i)", "OP2"};
    Given                    document = given("A/RES/75/240", "Tides", first, COUNT(first));

    (void)state;
    for (size_t i = 0; i < COUNT(want); i++) {
        Buffer name;

        ROW(want[i]);
        buffer_init(&name, 100);
        graph_paragraph_name(document.text, i, &name);
        assert_slice(buffer_slice(&name), want[i]);
        buffer_clear(&name);
    }
    give_back(&document);
}

static void print(const Given *a, const Given *b, Buffer *out)
{
    GraphDocument documents[2] = {{a->text, "a", a->citations, a->count}, {b->text, "b", b->citations, b->count}};

    assert_ok(graph_dot(documents, 2, out, NULL));
}

static bool has(const Buffer *out, const char *words)
{
    return memmem(out->data, out->size, words, strlen(words)) != NULL;
}

static void the_order_of_the_files_does_not_show(void **state)
{
    Given  a = given("A/RES/75/240", "Tides \"and\" waves\\n", first, COUNT(first)), b = given("A/RES/74/28*", "Tides", second, COUNT(second));
    Buffer one, other;

    (void)state;
    ROW("order");
    buffer_init(&one, 100000);
    buffer_init(&other, 100000);
    print(&a, &b, &one);
    print(&b, &a, &other);
    assert_slices(buffer_slice(&one), buffer_slice(&other));
    assert_true(has(&one, "\"A/RES/75/240\" -> \"A/RES/74/28\" [label=\"PP1, OP1\"]"));
    assert_true(has(&one, "\"A/RES/75/240\" -> \"A/68/98\" [label=\"OP1 (a) (i)\"]"));
    assert_true(has(&one, "\"A/RES/74/28\" -> \"A/RES/53/70\" [label=\"PP1\"]"));
    assert_true(has(&one, "\"A/RES/53/70\" [label=\"A/RES/53/70\", tooltip=\"A/RES/53/70\", style=\"rounded,dashed\"]"));
    assert_true(has(&one, "Tides \\\"and\\\" waves\\\\n"));
    buffer_clear(&one);
    buffer_clear(&other);
    give_back(&a);
    give_back(&b);
}

static void graphviz_draws_it(void **state)
{
    Given         a = given("A/RES/75/240", "Tides \"and\" <waves> & \\N", first, COUNT(first));
    GraphDocument document = {a.text, "a", a.citations, a.count};
    Buffer        out;

    (void)state;
    buffer_init(&out, 1 << 20);
    assert_ok(graph_svg(&document, 1, &out, NULL));
    assert_true(has(&out, "<svg") && has(&out, "</svg>"));
    assert_true(has(&out, "&lt;waves&gt;"));
    buffer_clear(&out);
    give_back(&a);
}

/* Run by the next in a process that finds a Graphviz which is none. */
static int draw_without(void)
{
    Given         a = given("A/RES/75/240", "Tides", first, COUNT(first));
    GraphDocument document = {a.text, "a", a.citations, a.count};
    Problem       problem = {0};
    Buffer        out;
    bool          refused;

    buffer_init(&out, 1 << 20);
    refused = graph_svg(&document, 1, &out, &problem) == ERR_REFUSED && strcmp(problem.message, MSG("graph.no_graphviz")) == 0 && out.size == 0;
    buffer_clear(&out);
    give_back(&a);
    return refused ? 0 : 1;
}

static void without_graphviz_it_says_so(void **state)
{
    char  folder[] = "/tmp/no-graphviz-XXXXXX", library[64];
    int   file, how = -1;
    pid_t child;

    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(library, sizeof library, "%s/libgvc.so.6", folder);
    file = open(library, O_CREAT | O_WRONLY, 0600);
    assert_true(file >= 0);
    close(file);
    child = fork();
    if (child == 0) {
        (void)setenv("LD_LIBRARY_PATH", folder, 1);
        execl("/proc/self/exe", "graph", "without", (char *)NULL);
        _exit(99);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    (void)unlink(library);
    (void)rmdir(folder);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_have_the_names_people_use),
        cmocka_unit_test(the_order_of_the_files_does_not_show),
        cmocka_unit_test(graphviz_draws_it),
        cmocka_unit_test(without_graphviz_it_says_so),
    };

    if (argc == 2 && strcmp(argv[1], "without") == 0)
        return draw_without();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
