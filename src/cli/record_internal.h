/* SPDX-License-Identifier: Apache-2.0
 *
 * What the commands of the record share: reaching a record in a folder or at an address, seeing its checkpoint before anything is signed, key files and their
 * passphrases, making an act of several signatures, and sending it.
 */
#ifndef CLI_RECORD_INTERNAL_H
#define CLI_RECORD_INTERNAL_H

#include "cli/cli.h"
#include "http/http.h"
#include "service/service.h"
#include "signer/signer.h"

enum {
    NOTE_BYTES_MAX = NOTE_MAX,
    STATE_PATH_MAX = 1024,
    PASSPHRASE_SIZE_MAX = 1024,  /* as key files have it */
    RECEIPT_BYTES_MAX = 128 * 1024 /* a checkpoint with cosignatures, 64 hashes, extra data */
};

/* ---- reaching a record ---- */

typedef struct Reach {
    const char  *where;          /* a folder, or an http(s) address */
    const char  *token;          /* of --token FILE; NULL: none */
    bool         is_installation;
    Service     *service;        /* opened by reach_service */
    ServiceFiles files;
} Reach;

bool   reach_is_url(const char *where);
/* ERR_NOT_FOUND: no such folder. --token is read. */
Status reach_open(const char *where, const OptionSet *options, Reach *out, Problem *problem) MUST_USE;
void   reach_close(Reach *reach);
/* For reading; of an installation only. Refused where its storage is damaged, which the files are not. */
Status reach_service(Reach *reach, Service **out, Problem *problem) MUST_USE;
/* As files_get, but what is not there is a Problem that says so. */
Status reach_get(Reach *reach, const char *path, size_t limit, Buffer *out, Problem *problem) MUST_USE;
/* One exchange with a server, whatever it answers: *http. */
Status reach_fetch(const Reach *reach, const char *path, const HttpFetch *asked, Buffer *body, int *http, Problem *problem) MUST_USE;
/* What a server answered in place of what was wanted, as one sentence. */
Status reach_refused(int http, const Buffer *body, Problem *problem) MUST_USE;
/* Hashes of the record's tree, as its files say; what is made of them is judged against a signed root. Valid until reach_close; `tiles` is freed with tile_cache_free. */
Status reach_tiles(Reach *reach, uint64_t size, TileSource *source, TileCache **tiles, Problem *problem) MUST_USE;
/* The entry at `index` of a record of `size` entries, out of its bundle. */
Status reach_entry(Reach *reach, uint64_t index, uint64_t size, Buffer *out, Problem *problem) MUST_USE;

/* What an author has seen: a fresh checkpoint with a good signature of the host, consistent with the one that was kept the last time. */
typedef struct Sight {
    char     origin[ORIGIN_MAX + 1];
    Key      host;
    uint64_t size;
    Hash     root;
    Buffer   note;
} Sight;
/* The host's key: by --host, else by the folder's own record, else as kept, else as entry 0 says. What was seen is kept. A record that no longer holds what it showed is ERR_CONFLICT, and both
   checkpoints are printed on standard error. */
Status sight_take(Reach *reach, const OptionSet *options, Sight *out, Problem *problem) MUST_USE;
void   sight_clear(Sight *sight);

/* ---- keys ---- */

/* Somebody whose signature an act needs: a key file, with which to sign at once, or only the public key. */
typedef struct Signatory {
    Key         key;
    const char *path;
    bool        is_secret;
} Signatory;
enum { SIGNATORIES_MAX = ENTRY_SIGNATURES_MAX };

/* A key file, or a file with a vkey. */
Status signatory_load(const char *path, Arena *arena, Signatory *out, Problem *problem) MUST_USE;
/* A vkey as it stands on the command line, or a file with one. */
Status key_argument(const char *argument, Arena *arena, Key *out, Problem *problem) MUST_USE;
/* Opens a key file: without a passphrase where it has none, else with those of --passphrase-file, else asks on the terminal. */
Status key_unlock(const char *path, const OptionSet *options, KeySecret *out, Problem *problem) MUST_USE;
/* For a new key: of --passphrase-file, none with --no-passphrase, else asked twice. The caller wipes it. */
Status passphrase_new(const OptionSet *options, char out[PASSPHRASE_SIZE_MAX + 1], Problem *problem) MUST_USE;
/* The first line of a file, without white space around it. */
Status line_read(const char *path, Arena *arena, Slice *out, Problem *problem) MUST_USE;

/* ---- acts ---- */

/* An act that may still lack signatures: `entry` is decoded from `completed`, in which empty ones stand for those. */
typedef struct PartialAct {
    Buffer         completed;
    Entry          entry;
    Note           note;         /* as it is */
    struct json_t *with;         /* names that are announced; NULL: none */
    size_t         wanted;       /* signatures in all */
} PartialAct;
Status      partial_open(Slice bytes, PartialAct *out, Problem *problem) MUST_USE;
void        partial_clear(PartialAct *partial);
const char *partial_next(const PartialAct *partial); /* whose signature comes next; NULL: none is missing */

typedef struct ActPlan {
    Slice          kind;
    struct json_t *object;       /* borrowed; gets its `with` */
    const Signatory *signatories;
    size_t         count;        /* the first is the author */
    Signer        *signer;       /* where the author is the host, not among the signatories: signs with host_key; else NULL */
    SignerKey      host_key;
} ActPlan;
/* Strings are put in NFC, the object in its canonical form; signed in order, up to the first whose secret is not at hand. */
Status act_compose(const ActPlan *plan, const Sight *sight, const OptionSet *options, Buffer *out, Problem *problem) MUST_USE;
/* Appends the next signature. */
Status act_sign_next(const KeySecret *secret, Buffer *act, Problem *problem) MUST_USE;
/* With -o: writes it, and says whose signatures are missing. Without: submits it. */
Status act_deliver(const char *where, const OptionSet *options, Slice act, Problem *problem) MUST_USE;
/* Sends a complete act, checks the receipt, prints where it stands; writes the receipt where `receipt` says (NULL: nowhere). */
Status act_submit(const char *where, const OptionSet *options, Slice act, const char *receipt, Problem *problem) MUST_USE;
/* Bytes that the next act names, put where the record keeps them; at an address that needs --token. */
Status blob_offer(Reach *reach, Slice bytes, Hash *name, Problem *problem) MUST_USE;
/* A receipt against an entry: inclusion, and the host's signature. */
Status receipt_check(Slice receipt, const Entry *entry, const Key *host, Receipt *out, Checkpoint *checkpoint, Problem *problem) MUST_USE;

/* ---- words ---- */

/* A line "label      value" on an output. */
void row_print(Buffer *out, const char *label, const char *value);
/* "A,B" as an array of strings. */
struct json_t *commas_json(const char *list) MUST_USE;
/* Every value given for an option, in order. */
size_t options_all(const OptionSet *options, const char *name, const char **out, size_t max);
/* Wrong use that only the command itself can see. */
Status needs_option(const char *option, Problem *problem) MUST_USE;
/* problem_at for what may have gone well. */
Status fault_at(Problem *problem, Status status, const char *place) MUST_USE;
/* Prints and clears. */
Status print_buffer(Buffer *out, Problem *problem) MUST_USE;

/* ---- running until told to stop ---- */

/* Keeps SIGINT and SIGTERM from ending the program; before any thread is made. */
void stop_prepare(void);
/* Waits for one of them: true; false when the time is over (0: no end). */
bool stop_wait(unsigned seconds);
/* "http://127.0.0.1:8080/rapporteur": where a server that was told to listen there is to be found. */
const char *address_text(const char *listen, uint16_t port, const char *path, char out[STATE_PATH_MAX]);
Status address_print(const char *listen, uint16_t port, const char *path, Problem *problem) MUST_USE;
struct Web;
struct Accounts;
struct WebOptions;
/* Serves an installation (or a mirror, for reading) by what `open` puts on its addresses, until the program is told to stop. What happens is logged to stderr, at the level of --log. */
Status serve_folder(const OptionSet *options, const char *listen, Status (*open)(const struct WebOptions *options, struct Web **out, Problem *problem),
                    Status (*also)(struct Accounts *accounts, const char *address, Problem *problem) /* after the address was printed; NULL: nothing */, Problem *problem) MUST_USE;

#endif
