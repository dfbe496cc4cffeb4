/* SPDX-License-Identifier: Apache-2.0
 *
 * What tests/crash/kill kills, or what helps it to kill the program itself: a service under load, on real files.
 *
 *   victim begin FOLDER        makes the installation and admits a party
 *   victim run FOLDER NUMBER   sends the last entries of the record again, then new acts until it is killed; says what was recorded the moment it is answered
 *   victim write FOLDER NUMBER prints new acts to be sent by others: "act ACT ENTRY-IN-HEX"
 *   victim check FOLDER        verifies the record in full and prints every entry: "entry INDEX ACT", and every root: "root SIZE ROOT"
 */
#include "scene.h"

#include <unistd.h>

enum { SENDERS = 3, BURSTS_MAX = 300, AGAIN = 20, WRITTEN = 2000, ACTS_A_NUMBER = 1000000 };

static int complain(const char *what, const Problem *problem)
{
    char why[500];

    scene_print_problem(problem, why, sizeof why);
    printf("FAULT  %s: %s\n", what, why);
    return 1;
}

static int begin(Scene *scene)
{
    Problem problem = {0};

    if (scene_setup(scene, &problem) != OK || scene_open(scene, &problem) != OK)
        return complain("it cannot be set up", &problem);
    if (!scene_people(scene, 1))
        return complain("nobody can be admitted", &problem);
    scene_close(scene);
    return 0;
}

static void *send_run(void *context)
{
    Scene *scene = context;

    for (size_t i = 0; i < BURSTS_MAX; i++)
        (void)scene_burst(scene, 1 + i % SCENE_BURST);
    return NULL;
}

static Status send_again(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    if (!scene_send(context, bytes))
        printf("FAULT  entry %llu, sent again, is refused\n", (unsigned long long)index);
    (void)problem;
    return OK;
}

static Store *open_store(Scene *scene, Tree *head, Problem *problem)
{
    char         path[300];
    StoreOptions options = {.where = path, .mode = STORE_WRITE};
    Store       *store = NULL;

    (void)snprintf(path, sizeof path, "%s/record.sqlite", scene->folder);
    if (store_open(store_driver("sqlite"), &options, &store, problem) != OK || store_head(store, head, problem) != OK)
        return NULL;
    return store;
}

static int run(Scene *scene, uint64_t number)
{
    pthread_t threads[SENDERS];
    Problem   problem = {0};
    KeySecret admit;
    Store    *store;
    Tree      head;
    uint64_t  from;

    if (scene_open(scene, &problem) != OK)
        return complain("it does not open", &problem);
    if (!scene_keys(scene, &admit))
        return complain("it has no keys", &problem);
    scene->announce = true;
    scene->blobs = number * ACTS_A_NUMBER;
    store = open_store(scene, &head, &problem);
    if (store == NULL)
        return complain("the record does not open", &problem);
    from = head.size > AGAIN ? head.size - AGAIN : 0;
    if (store_entries(store, from, head.size - from, send_again, scene, &problem) != OK)
        return complain("the record cannot be read", &problem);
    store_close(store);
    for (size_t i = 0; i < SENDERS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, send_run, scene) == 0);
    for (size_t i = 0; i < SENDERS; i++)
        (void)pthread_join(threads[i], NULL);
    scene_close(scene);
    return 0;
}

static int write_acts(Scene *scene, uint64_t number)
{
    Problem   problem = {0};
    KeySecret admit;
    Tree      head;
    Store    *store = open_store(scene, &head, &problem);

    if (store == NULL)
        return complain("the record does not open", &problem);
    store_close(store);
    if (!scene_keys(scene, &admit))
        return complain("it has no keys", &problem);
    scene->blobs = number * ACTS_A_NUMBER;
    scene->seen_size_known = head.size;
    tree_root(&head, &scene->seen_root_known);
    for (size_t i = 0; i < WRITTEN; i++) {
        char   act[2 * HASH_SIZE + 1], *hex;
        Slice  bytes;
        size_t at;

        scene_write(scene, &at, 1);
        bytes = buffer_slice(&scene->sent[at].bytes);
        hex = memory_new(2 * bytes.size + 1);
        REQUIRE(hex != NULL);
        hash_print_hex(&scene->sent[at].act, act);
        hex_print((const uint8_t *)bytes.data, bytes.size, hex);
        printf("act %s %s\n", act, hex);
        memory_free(hex);
    }
    return scene->faults != 0;
}

static Status print_entry(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    Tree *tree = context;
    Entry entry;
    Hash  root;
    char  act[2 * HASH_SIZE + 1], hex[2 * HASH_SIZE + 1];

    TRY(entry_decode(bytes, &entry, problem));
    tree_add(tree, &entry.leaf);
    tree_root(tree, &root);
    hash_print_hex(&entry.act, act);
    hash_print_hex(&root, hex);
    printf("entry %llu %s\nroot %llu %s\n", (unsigned long long)index, act, (unsigned long long)tree->size, hex);
    return OK;
}

static int check(Scene *scene)
{
    Problem problem = {0};
    Store  *store;
    Tree    head, tree;

    if (scene_open(scene, &problem) != OK) /* as after any restart */
        return complain("it does not open", &problem);
    scene_close(scene);
    scene_audit(scene);
    if (scene->faults != 0)
        return 1;
    store = open_store(scene, &head, &problem);
    tree_init(&tree);
    if (store == NULL || store_entries(store, 0, head.size, print_entry, &tree, &problem) != OK)
        return complain("the record cannot be read", &problem);
    store_close(store);
    return 0;
}

int main(int count, char **words)
{
    Scene scene;
    int   result = 64;

    if (count < 3)
        return result;
    memory_adopt_libraries();
    scene_init(&scene, words[2]);
    if (strcmp(words[1], "begin") == 0)
        result = begin(&scene);
    else if (strcmp(words[1], "check") == 0)
        result = check(&scene);
    else if (strcmp(words[1], "run") == 0 && count == 4)
        result = run(&scene, strtoull(words[3], NULL, 10));
    else if (strcmp(words[1], "write") == 0 && count == 4)
        result = write_acts(&scene, strtoull(words[3], NULL, 10));
    scene_clear(&scene);
    return result;
}
