/* SPDX-License-Identifier: Apache-2.0
 *
 * The signer's process: it signs with the key that is named, refuses what is no frame, and its end is noticed.
 */
#include <sodium.h>

#include "suite.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signer/signer_internal.h"

static char folder[] = "/tmp/rapporteur-signer-XXXXXX";

static void path_of(SignerKey which, char out[200])
{
    (void)snprintf(out, 200, "%s/%s", folder, signer_key_file(which));
}

static int setup(void **state)
{
    static const char *const names[SIGNER_KEYS] = {"record.example.org/rapporteur", "record.example.org/rapporteur/clock", "host/attest", "host/admit", "host/receipts"};

    (void)state;
    if (mkdtemp(folder) == NULL)
        return 1;
    for (int which = 0; which < SIGNER_KEYS; which++) {
        KeySecret secret;
        uint8_t   seed[SEED_SIZE];
        char      path[200];

        memset(seed, which + 1, sizeof seed);
        path_of((SignerKey)which, path);
        if (key_secret_from_seed(slice_from(names[which]), which == SIGNER_CLOCK ? KEY_COSIGNER : KEY_ED25519, seed, &secret, NULL) != OK ||
            key_file_write(path, &secret, (Slice){NULL, 0}, NULL) != OK)
            return 1;
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (int which = 0; which < SIGNER_KEYS; which++) {
        char path[200];

        path_of((SignerKey)which, path);
        (void)unlink(path);
    }
    return rmdir(folder);
}

static Signer *start(void)
{
    Signer *signer = NULL;
    Problem problem = {0};

    assert_ok(signer_start(folder, &signer, &problem));
    return signer;
}

/* The public half of an Ed25519 key is its material; of a cosigner's too. */
static bool is_good(const Key *key, Slice message, const uint8_t signature[ED25519_SIZE])
{
    return crypto_sign_verify_detached(signature, (const uint8_t *)message.data, message.size, key->material) == 0;
}

/* The one child of this process. */
static pid_t child_of_this(void)
{
    DIR           *all = opendir("/proc");
    struct dirent *entry;
    pid_t          found = 0;

    assert_non_null(all);
    while ((entry = readdir(all)) != NULL) {
        char  path[300], text[400] = "", *end;
        int   file;
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

        (void)snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        file = pid > 0 ? open(path, O_RDONLY) : -1;
        if (file < 0)
            continue;
        if (read(file, text, sizeof text - 1) > 0 && (end = strrchr(text, ')')) != NULL && strtol(end + 4, NULL, 10) == getpid())
            found = pid;
        close(file);
    }
    (void)closedir(all);
    return found;
}

static void every_key_signs(void **state)
{
    static char message[SIGNER_MESSAGE_MAX];
    Signer     *signer = start();

    (void)state;
    memset(message, 'm', sizeof message);
    for (int which = 0; which < SIGNER_KEYS; which++)
        for (size_t size = 1; size <= sizeof message; size = size * 7 < sizeof message || size == sizeof message ? size * 7 : sizeof message) {
            uint8_t signature[ED25519_SIZE];

            assert_ok(signer_sign(signer, (SignerKey)which, (Slice){message, size}, signature, NULL));
            assert_true(is_good(signer_key(signer, (SignerKey)which), (Slice){message, size}, signature));
            assert_false(is_good(signer_key(signer, (SignerKey)((which + 1) % SIGNER_KEYS)), (Slice){message, size}, signature));
        }
    assert_string_equal(signer_key(signer, SIGNER_LOG)->name, "record.example.org/rapporteur");
    assert_number(signer_key(signer, SIGNER_CLOCK)->type, KEY_COSIGNER);
    signer_stop(signer);
    assert_number(child_of_this(), 0);
}

static void sizes_that_no_frame_has_are_refused_here(void **state)
{
    static char message[SIGNER_MESSAGE_MAX + 1];
    Signer     *signer = start();
    uint8_t     signature[ED25519_SIZE];

    (void)state;
    assert_number(signer_sign(signer, SIGNER_LOG, (Slice){message, 0}, signature, NULL), ERR_LIMIT);
    assert_number(signer_sign(signer, SIGNER_LOG, (Slice){message, sizeof message}, signature, NULL), ERR_LIMIT);
    assert_ok(signer_sign(signer, SIGNER_LOG, SLICE("still there"), signature, NULL));
    signer_stop(signer);
}

static void open_files_and_folders_are_refused(void **state)
{
    Signer *signer = NULL;
    Problem problem = {0};
    char    path[200];

    (void)state;
    path_of(SIGNER_ATTEST, path);
    assert_number(chmod(path, 0640), 0);
    assert_number(signer_start(folder, &signer, &problem), ERR_FORBIDDEN);
    assert_string_equal(problem.message, "key.open_to_others");
    assert_string_equal(problem.place, path);
    assert_number(chmod(path, 0600), 0);
    problem = (Problem){0};
    assert_number(chmod(folder, 0710), 0);
    assert_number(signer_start(folder, &signer, &problem), ERR_FORBIDDEN);
    assert_string_equal(problem.message, "signer.folder_open");
    assert_number(chmod(folder, 0700), 0);
    assert_number(signer_start("/tmp/there-is-no-such-folder", &signer, &problem), ERR_NOT_FOUND);
    assert_null(signer);
    assert_number(child_of_this(), 0);
}

static void a_missing_key_is_named(void **state)
{
    Signer *signer = NULL;
    Problem problem = {0};
    char    path[200], away[210];

    (void)state;
    path_of(SIGNER_ADMIT, path);
    (void)snprintf(away, sizeof away, "%s.away", path);
    assert_number(rename(path, away), 0);
    assert_number(signer_start(folder, &signer, &problem), ERR_NOT_FOUND);
    assert_string_equal(problem.place, path);
    assert_number(rename(away, path), 0);
}

static void a_dead_signer_is_busy_for_ever(void **state)
{
    Signer *signer = start();
    uint8_t signature[ED25519_SIZE];
    Problem problem = {0};

    (void)state;
    assert_number(kill(child_of_this(), SIGKILL), 0);
    for (int i = 0; i < 3; i++)
        assert_number(signer_sign(signer, SIGNER_LOG, SLICE("message"), signature, &problem), ERR_BUSY);
    assert_string_equal(problem.message, "signer.gone");
    signer_stop(signer);
}

/* A stopped child is not waited for without end, and once given up it is not asked again, though it lives. */
static void a_silent_signer_is_given_up(void **state)
{
    Signer *signer = start();
    uint8_t signature[ED25519_SIZE];
    pid_t   child = child_of_this();
    time_t  began = time(NULL);

    (void)state;
    assert_number(kill(child, SIGSTOP), 0);
    assert_number(signer_sign(signer, SIGNER_LOG, SLICE("message"), signature, NULL), ERR_BUSY);
    assert_true(time(NULL) - began <= SIGNER_WAIT_MS / 1000 + 2);
    assert_number(kill(child, SIGCONT), 0);
    assert_number(signer_sign(signer, SIGNER_LOG, SLICE("another"), signature, NULL), ERR_BUSY);
    signer_stop(signer);
}

/* Ctrl-C reaches every process of the terminal; the signer stays for what the server still has to sign. */
static void interrupts_do_not_end_it(void **state)
{
    Signer *signer = start();
    uint8_t signature[ED25519_SIZE];
    pid_t   child = child_of_this();

    (void)state;
    assert_number(kill(child, SIGINT), 0);
    assert_number(kill(child, SIGTERM), 0);
    assert_ok(signer_sign(signer, SIGNER_LOG, SLICE("message"), signature, NULL));
    signer_stop(signer);
}

enum { THREADS = 8, SIGNATURES = 500 };

static void *sign_many(void *context)
{
    Signer *signer = context;
    size_t  good = 0;

    for (int i = 0; i < SIGNATURES; i++) {
        char      text[60];
        uint8_t   signature[ED25519_SIZE];
        SignerKey which = (SignerKey)(i % SIGNER_KEYS);

        (void)snprintf(text, sizeof text, "message %d of %p", i, (void *)text);
        good += signer_sign(signer, which, slice_from(text), signature, NULL) == OK && is_good(signer_key(signer, which), slice_from(text), signature);
    }
    return (void *)(uintptr_t)good;
}

static void many_threads_get_their_own_signatures(void **state)
{
    Signer   *signer = start();
    pthread_t threads[THREADS];

    (void)state;
    for (size_t i = 0; i < THREADS; i++)
        assert_number(pthread_create(&threads[i], NULL, sign_many, signer), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *good = NULL;

        (void)pthread_join(threads[i], &good);
        assert_number((uintptr_t)good, SIGNATURES);
    }
    signer_stop(signer);
}

/* ---- the child, asked without the parent's half ---- */

static int bare_child(pid_t *child, SignerStart *said)
{
    int     pair[2];
    pid_t   parent = getpid();
    ssize_t got;

    assert_number(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    *child = fork();
    if (*child == 0)
        child_run(folder, pair[1], parent);
    close(pair[1]);
    got = recv(pair[0], said, sizeof *said, MSG_WAITALL);
    assert_number(got, sizeof *said);
    assert_number(said->status, OK);
    return pair[0];
}

static void what_is_no_frame_ends_the_child(void **state)
{
    static const struct {
        const char *name;
        Slice       bytes;
        bool        goes_on;
    } rows[] = {
        {"oversized", {"\xF0\x00\x00", 3}, false},
        {"largest number", {"\xFF\xFF\x00", 3}, false},
        {"nothing", {"\x00\x00", 2}, false},
        {"no message", {"\x00\x01\x00", 3}, false},
        {"unknown key", {"\x00\x02\x05x", 4}, true},
        {"last key number", {"\x00\x02\xFFx", 4}, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        static SignerStart said;
        pid_t              child;
        int                file = bare_child(&child, &said), how = 0;
        char               answer[100];

        ROW(rows[i].name);
        assert_number(send(file, rows[i].bytes.data, rows[i].bytes.size, MSG_NOSIGNAL), rows[i].bytes.size);
        assert_number(recv(file, answer, 2, MSG_WAITALL), 2);
        assert_memory_equal(answer, "\0\0", 2);
        if (rows[i].goes_on) {
            assert_number(send(file, "\x00\x02\x00x", 4, MSG_NOSIGNAL), 4);
            assert_number(recv(file, answer, 66, MSG_WAITALL), 66);
            assert_true(is_good(&said.keys[SIGNER_LOG], SLICE("x"), (const uint8_t *)answer + 2));
            (void)shutdown(file, SHUT_WR);
        }
        assert_number(recv(file, answer, 1, MSG_WAITALL), 0);
        close(file);
        assert_number(waitpid(child, &how, 0), child);
        assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    }
}

/* Several requests at once, cut where they fall. */
static void frames_come_in_any_pieces(void **state)
{
    static const char  bytes[] = "\x00\x05\x00" "abcd" "\x00\x02\x09" "x" "\x00\x03\x03" "yz";
    static SignerStart said;
    pid_t              child;
    int                file = bare_child(&child, &said);
    uint8_t            answers[66 + 2 + 66];

    (void)state;
    for (size_t i = 0; i + 1 < sizeof bytes; i++) {
        assert_number(send(file, bytes + i, 1, MSG_NOSIGNAL), 1);
        (void)usleep(500);
    }
    assert_number(recv(file, answers, sizeof answers, MSG_WAITALL), sizeof answers);
    assert_true(is_good(&said.keys[SIGNER_LOG], SLICE("abcd"), answers + 2));
    assert_memory_equal(answers + 66, "\0\0", 2);
    assert_true(is_good(&said.keys[SIGNER_ADMIT], SLICE("yz"), answers + 70));
    close(file);
    assert_number(waitpid(child, NULL, 0), child);
}

/* Neither memory nor descriptors of the child are for others: what /proc shows of it belongs to root. */
static void the_child_shows_nothing(void **state)
{
    Signer *signer = start();
    char    path[60], text[4000] = "";
    int     file;

    (void)state;
    (void)snprintf(path, sizeof path, "/proc/%d/status", child_of_this());
    file = open(path, O_RDONLY);
    assert_true(file >= 0 && read(file, text, sizeof text - 1) > 0);
    close(file);
    assert_non_null(strstr(text, "NoNewPrivs:\t1"));
    if (!UNDER_SANITIZER)
        assert_non_null(strstr(text, "Seccomp:\t2"));
    if (geteuid() != 0) { /* root may look at everything */
        (void)snprintf(path, sizeof path, "/proc/%d/mem", child_of_this());
        assert_true(open(path, O_RDONLY) < 0);
    }
    signer_stop(signer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_signs),
        cmocka_unit_test(sizes_that_no_frame_has_are_refused_here),
        cmocka_unit_test(open_files_and_folders_are_refused),
        cmocka_unit_test(a_missing_key_is_named),
        cmocka_unit_test(a_dead_signer_is_busy_for_ever),
        cmocka_unit_test(a_silent_signer_is_given_up),
        cmocka_unit_test(interrupts_do_not_end_it),
        cmocka_unit_test(many_threads_get_their_own_signatures),
        cmocka_unit_test(what_is_no_frame_ends_the_child),
        cmocka_unit_test(frames_come_in_any_pieces),
        cmocka_unit_test(the_child_shows_nothing),
    };

    return cmocka_run_group_tests_name("signer", tests, setup, teardown);
}
