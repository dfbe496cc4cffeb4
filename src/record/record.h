/* SPDX-License-Identifier: Apache-2.0
 *
 * record: the bytes of the record and what can be said of them without knowing what an act means. Signed notes, keys, entries, the Merkle
 * tree (RFC 6962, RFC 9162), tiles, checkpoints, cosignatures, policies, receipts, passkey assertions and commitments. docs/formats/record.md
 * describes every format to the byte.
 *
 * Not here: where bytes are stored, what an act means, who may sign what, the clock, files, network.
 *
 * Invariants
 * - Everything here is a pure function of bytes. All bytes may be hostile; every length is bounded by a constant below.
 * - What a decoder accepts, the matching encoder gives back to the byte: there is one way to write a thing.
 * - Decoded structures borrow the bytes that they were decoded from, unless said otherwise.
 * - Hashing cannot fail.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/base.h"

/* ---- limits ---------------------------------------------------------------------------------------------- */

enum {
    ENTRY_MAX = 65535,             /* bytes of an entry: its length is a u16 in bundles */
    BODY_MAX = 60000,              /* bytes of a body: leaves room for sixteen signature lines */
    ORIGIN_MAX = 100,
    KIND_MAX = 64,
    PARTY_NAME_MAX = 40,           /* each half of a key name: [a-z0-9]([a-z0-9-]{0,38}[a-z0-9])? */
    KEY_NAME_MAX = 255,            /* of any signed note: witnesses choose their own names */
    ENTRY_SIGNATURES_MAX = 16,
    NOTE_SIGNATURES_MAX = 100,     /* Go's note reader refuses more */
    NOTE_MAX = 1000000,            /* bytes of a signed note; as Go's note reader */
    SIGNATURE_MAX = 4096,          /* bytes of one decoded signature: a passkey assertion with an RSA-4096 key needs about 1,500 */
    KEY_MATERIAL_MAX = 640,        /* bytes of key material: an RSA-4096 SPKI has 550 */
    VKEY_MAX = KEY_NAME_MAX + 16 + (KEY_MATERIAL_MAX + 4) * 4 / 3, /* characters of a vkey */
    ACT_DEPTH_MAX = 8,             /* nesting of an act's JSON */
    TILE_HEIGHT = 8, TILE_WIDTH = 256, TILE_LEVEL_MAX = 63 / TILE_HEIGHT,
    BUNDLE_MAX = TILE_WIDTH * (2 + ENTRY_MAX),
    PROOF_MAX = 64,                /* hashes of a proof: a tree has at most 2^63 leaves */
    CHECKPOINT_COSIGNERS_MAX = 16, /* cosignature lines that the host publishes in one checkpoint, beside its own two */
    POLICY_MAX = 512,              /* witnesses and groups together; the design asks for 256 of each */
    POLICY_TEXT_MAX = 60000,       /* it stands in an act */
    PASSKEY_ORIGINS_MAX = 8
};
#define TREE_SIZE_MAX (UINT64_C(1) << 62)

/* ---- the tree -------------------------------------------------------------------------------------------- */

enum { HASH_SIZE = 32 };
typedef struct Hash {
    uint8_t bytes[HASH_SIZE];
} Hash;

bool hash_equal(const Hash *a, const Hash *b);
void hash_leaf(Slice entry, Hash *out);                              /* SHA-256(0x00 || entry) */
void hash_node(const Hash *left, const Hash *right, Hash *out);      /* SHA-256(0x01 || left || right); out may be left or right */
void hash_of(Slice bytes, Hash *out);                                /* SHA-256(bytes): act ids, blob names */
Status hash_parse_hex(Slice text, Hash *out) MUST_USE;               /* 64 lower-case digits; ERR_SYNTAX without a Problem */
Status hash_parse_base64(Slice text, Hash *out) MUST_USE;            /* 44 characters, canonical; ERR_SYNTAX without a Problem */
void hash_print_hex(const Hash *hash, char out[2 * HASH_SIZE + 1]);
void hash_print_base64(const Hash *hash, char out[45]);

/* A growing tree: the roots of the complete subtrees that make it up, the largest first (one for each 1 bit of size). */
typedef struct Tree {
    uint64_t size;
    Hash     frontier[64];
} Tree;

void tree_init(Tree *tree);
void tree_add(Tree *tree, const Hash *leaf);
void tree_root(const Tree *tree, Hash *out);                         /* of the empty tree: SHA-256 of nothing */
int  tree_frontier_count(const Tree *tree);

/* Where hashes of a stored tree come from: the root of the complete subtree of 2^level leaves that begins at leaf index * 2^level. Asked only for
   subtrees that are complete in the size at hand. */
typedef struct HashSource {
    Status (*read)(void *context, int level, uint64_t index, Hash *out, Problem *problem);
    void *context;
} HashSource;

/* The frontier of the first `size` leaves; its root is tree_root. */
Status tree_load(const HashSource *source, uint64_t size, Tree *out, Problem *problem) MUST_USE;

/* ---- proofs ---------------------------------------------------------------------------------------------- */

typedef struct Proof {
    size_t count;
    Hash   hashes[PROOF_MAX];                                        /* the leaf's sibling first */
} Proof;

/* Need index < size, old <= size; size at most TREE_SIZE_MAX. */
Status proof_inclusion(const HashSource *source, uint64_t index, uint64_t size, Proof *out, Problem *problem) MUST_USE;
Status proof_consistency(const HashSource *source, uint64_t old, uint64_t size, Proof *out, Problem *problem) MUST_USE;
/* RFC 9162, 2.1.3.2 and 2.1.4.2, to the letter, with the exact length. True when the proof holds. Of an old size 0 nothing can be proved: true only with an
   empty proof and the old root of the empty tree. */
bool proof_includes(uint64_t index, uint64_t size, const Hash *leaf, const Proof *proof, const Hash *root);
bool proof_consistent(uint64_t old, uint64_t size, const Hash *old_root, const Hash *root, const Proof *proof);

/* ---- tiles ----------------------------------------------------------------------------------------------- */

typedef struct TileId {
    int      level;                                                  /* TILE_ENTRIES for a bundle of entries */
    uint64_t index;
    int      width;                                                  /* 1 to 256; 256: full */
} TileId;
enum { TILE_ENTRIES = -1, TILE_PATH_MAX = 64 };

/* "tile/0/x001/234.p/5", "tile/entries/000"; no other spelling is accepted. ERR_NOT_FOUND for what is no tile path. */
Status tile_path_parse(Slice path, TileId *out) MUST_USE;
void   tile_path_print(const TileId *tile, char out[TILE_PATH_MAX]);
/* The width of tile `index` on `level` (TILE_ENTRIES: as level 0) in a tree of this size: 0 (none) to 256. */
int    tile_width(int level, uint64_t index, uint64_t size);
/* How many tiles, the partial one included, a level has. */
uint64_t tile_count(int level, uint64_t size);

/* Reads one tile of hashes: width * 32 bytes. */
typedef struct TileSource {
    Status (*read)(void *context, const TileId *tile, uint8_t *out, Problem *problem);
    void *context;
} TileSource;

/* A hash source over tiles: keeps the last `tiles` tiles it read, with all nodes inside them, 16 KB each; the caller must say the size of the tree first (a partial
   tile is asked for at the width that this size gives it). Not for two threads. */
typedef struct TileCache TileCache;
TileCache *tile_cache_new(const TileSource *source, size_t tiles) MUST_USE; /* NULL without memory */
void       tile_cache_free(TileCache *cache);
void       tile_cache_size(TileCache *cache, uint64_t size);
HashSource tile_cache_source(TileCache *cache);

/* A bundle: u16be length || entry, repeated. */
void   bundle_add(Buffer *out, Slice entry);                         /* entry.size must be at most ENTRY_MAX */
bool   bundle_next(Slice *rest, Slice *entry);                       /* false at the end or where it is cut short: then rest->size != 0 */

/* ---- keys ------------------------------------------------------------------------------------------------ */

typedef enum KeyType { KEY_ED25519 = 0x01, KEY_COSIGNER = 0x04, KEY_PASSKEY = 0xFF } KeyType;

/* A public key as a vkey says it: name "+" 8 hex digits of key id "+" base64(type || material). Owns its bytes. */
typedef struct Key {
    char     name[KEY_NAME_MAX + 1];
    uint8_t  id[4];                                                  /* the first bytes of SHA-256(name || 0x0A || type || material) */
    KeyType  type;
    uint16_t size;                                                   /* of material */
    uint8_t  material[KEY_MATERIAL_MAX];                             /* 32 bytes of Ed25519; or "rapporteur/passkey/v1" 0x00 i16be algorithm, SPKI DER */
} Key;

Status key_parse(Slice vkey, Key *out, Problem *problem) MUST_USE;   /* unknown types, wrong ids, other spellings: ERR_SYNTAX */
void   key_print(const Key *key, Buffer *out);
Status key_make(Slice name, KeyType type, Slice material, Key *out, Problem *problem) MUST_USE;
bool   key_equal(const Key *a, const Key *b);                        /* name, type and material */
bool   key_name_valid(Slice name);                                   /* of any note: 1 to 255 bytes of UTF-8 without white space or '+' */

/* The secret half of an Ed25519 key (types 01 and 04); key_secret_wipe when done. */
typedef struct KeySecret {
    Key     key;
    uint8_t secret[64];
} KeySecret;
enum { SEED_SIZE = 32, ED25519_SIZE = 64 };

Status key_secret_from_seed(Slice name, KeyType type, const uint8_t seed[SEED_SIZE], KeySecret *out, Problem *problem) MUST_USE;
void   key_secret_wipe(KeySecret *secret);
/* Appends a signature line over `text` (which ends with its LF). `time`: POSIX seconds, used by type 04 only. */
void   key_secret_sign(const KeySecret *secret, Slice text, uint64_t time, Buffer *out);
/* What an Ed25519 key of type 04 signs; for type 01 it is the text itself. */
void   cosignature_message(uint64_t time, Slice text, Buffer *out);

/* ---- passkeys -------------------------------------------------------------------------------------------- */

/* What an enrolment says of a passkey. */
typedef struct PasskeyTerms {
    Slice  rp_id;
    Slice  origins[PASSKEY_ORIGINS_MAX];
    size_t origin_count;
} PasskeyTerms;
typedef struct PasskeyFacts {
    bool backup_eligible, backed_up;                                 /* BE and BS: synced or bound to a device */
} PasskeyFacts;

/* Checks an assertion, three parts each u16be length || bytes, offline, over SHA-256("rapporteur/webauthn/v1\n" || text) as challenge. Algorithms: ES256 (-7), EdDSA (-8),
   RS256 (-257). `terms` NULL: everything but origin and rp_id, which are then not judged. `facts` may be NULL. ERR_SIGNATURE says which rule failed. */
Status passkey_check(const Key *key, Slice text, Slice signature, const PasskeyTerms *terms, PasskeyFacts *facts, Problem *problem) MUST_USE;

/* Only what an enrolment says of an assertion: its rp_id and origins. For one whose signature has been checked without them. */
Status passkey_terms_check(Slice signature, const PasskeyTerms *terms, Problem *problem) MUST_USE;

/* The three parts as one signature, appended. ERR_LIMIT: longer than a signature may be. */
Status passkey_signature_print(Slice authenticator, Slice client_data, Slice assertion, Buffer *out) MUST_USE;

/* ---- signed notes ---------------------------------------------------------------------------------------- */

typedef struct NoteLine {
    Slice   name;
    uint8_t id[4];
    Slice   base64;                                                  /* of id || signature */
    Slice   line;                                                    /* whole, with its LF */
} NoteLine;
typedef struct Note {
    Slice    text;                                                   /* with its last LF */
    size_t   count;
    NoteLine lines[NOTE_SIGNATURES_MAX];
} Note;

/* text LF 1*line, as in C2SP signed-note: valid UTF-8, no control characters but LF; base64 canonical; at most lines_max lines. */
Status note_parse(Slice bytes, size_t lines_max, Note *out, Problem *problem) MUST_USE;
/* Decodes the signature, without the key id. out holds SIGNATURE_MAX bytes. */
Status note_line_signature(const NoteLine *line, uint8_t *out, size_t *size, Problem *problem) MUST_USE;
void   note_line_print(Slice name, const uint8_t id[4], Slice signature, Buffer *out);
bool   note_line_by(const NoteLine *line, const Key *key);           /* the same name and key id */

typedef struct SignatureFacts {
    uint64_t     time;                                               /* of a type 04 cosignature, else 0 */
    PasskeyFacts passkey;
} SignatureFacts;
/* One line of a note against one key. `terms`: for passkeys (see passkey_check). `facts` may be NULL. ERR_SIGNATURE when it is not good. */
Status note_line_check(const NoteLine *line, Slice text, const Key *key, const PasskeyTerms *terms, SignatureFacts *facts, Problem *problem) MUST_USE;

/* ---- entries --------------------------------------------------------------------------------------------- */

/* An entry taken apart; borrows its bytes. */
typedef struct Entry {
    Slice    bytes, body;                                            /* body: seven lines, with the last LF */
    Slice    origin, kind, by, at_text, json;                        /* json without its LF */
    uint64_t seen_size;
    Hash     seen_root;
    int64_t  at;                                                     /* POSIX seconds; the author's claim, never used for judgement */
    size_t   lines;
    NoteLine line[ENTRY_SIGNATURES_MAX];
    Hash     act, leaf;                                              /* act id and leaf hash */
} Entry;

/* Everything that record.md section 1 asks of the bytes alone, the canonical JSON and the `with` array against the signature lines included; no signature is
   checked. ERR_SYNTAX or ERR_LIMIT names the rule; the place is "line N" or "byte N". */
Status entry_decode(Slice bytes, Entry *out, Problem *problem) MUST_USE;
/* The act's object, for rules. The caller frees it with json_decref. */
Status entry_object(const Entry *entry, struct json_t **out, Problem *problem) MUST_USE;

/* What an author writes; entry_body_print makes the seven lines. `json` must be canonical. Its bytes are judged by entry_decode, not here. */
typedef struct EntryDraft {
    Slice    origin, kind, by, json;
    uint64_t seen_size;
    Hash     seen_root;
    int64_t  at;
} EntryDraft;
void entry_body_print(const EntryDraft *draft, Buffer *out);

/* A canonical object of at most `depth` levels, as record.md section 1 has it, checked in one pass over the bytes. Where a top-level member `with` stands, *with is its value. */
Status act_json_check(Slice json, int depth, Slice *with, Problem *problem) MUST_USE;
bool   kind_valid(Slice kind);
bool   origin_valid(Slice origin);
bool   party_valid(Slice name);                                      /* one half of a key name */
bool   act_key_name_valid(Slice name);                               /* party "/" key */
Slice  act_key_party(Slice name);                                    /* what stands before the "/" */
/* "2027-03-09T14:05:31Z", a real date. */
bool   act_time_parse(Slice text, int64_t *out);
enum { ACT_TIME_SIZE = 20 };
void   act_time_print(int64_t seconds, char out[ACT_TIME_SIZE + 1]);
/* Kind against a pattern: equal, or a prefix that ends in ".*". */
bool   kind_matches(Slice kind, Slice pattern);

/* ---- checkpoints ----------------------------------------------------------------------------------------- */

typedef struct Checkpoint {
    Note     note;                                                   /* note.text is the checkpoint's text */
    Slice    origin;
    uint64_t size;
    Hash     root;
} Checkpoint;

/* tlog-checkpoint: origin, size, root, perhaps extension lines. Origins of other logs need only be valid key names. */
Status checkpoint_parse(Slice bytes, Checkpoint *out, Problem *problem) MUST_USE;
void   checkpoint_text_print(Slice origin, uint64_t size, const Hash *root, Buffer *out);

/* ---- policies (tlog-policy) ------------------------------------------------------------------------------ */

typedef struct Policy Policy;
/* Lines `log <vkey> [url]`, `witness <name> <vkey> [url]`, `group <name> <k|any|all> <member>…`, `quorum <name|none>`; comments and empty lines. The text need not outlive it. */
Status policy_parse(Slice text, Policy **out, Problem *problem) MUST_USE;
void   policy_free(Policy *policy);
size_t policy_log_count(const Policy *policy);
const Key *policy_log(const Policy *policy, size_t index);
size_t policy_witness_count(const Policy *policy);
const Key *policy_witness(const Policy *policy, size_t index);
const char *policy_witness_url(const Policy *policy, size_t index);  /* "" when it has none */
bool   policy_has_quorum(const Policy *policy);                      /* false: quorum none */
/* "g: 2 of 3 needed" for people: the quorum's name, what it needs and of how many. */
void   policy_quorum_describe(const Policy *policy, Buffer *out);

typedef struct Judgement {
    size_t  host_lines;                                              /* good lines by the host's log key */
    bool    clock;                                                   /* a good line by the host's clock key */
    int64_t clock_time;
    size_t  cosigners;                                               /* witnesses of the policy whose lines are good */
    bool    quorum;                                                  /* the policy's quorum is met (quorum none: by the clock key) */
    int64_t time;                                                    /* the quorum time, 0 when there is none */
    bool    by_host_alone;                                           /* the time is the clock's, because the policy has no quorum */
} Judgement;
/* Of a checkpoint's own lines and `more` cosignature lines (may be empty). Any line by a known key (host, clock, witness) whose signature is bad refuses the whole (ERR_SIGNATURE). A
   good line by `host` must be there. `clock` may be NULL. `policy` may be NULL: as quorum none. Each key counts once. */
Status checkpoint_judge(const Checkpoint *checkpoint, const Key *host, const Key *clock, const Policy *policy, Slice more, Judgement *out, Problem *problem) MUST_USE;

/* ---- receipts (tlog-proof) ------------------------------------------------------------------------------- */

enum { RECEIPT_EXTRA_MAX = 4096 };                                   /* bytes of extra data; we write none, and others little */
typedef struct Receipt {
    Slice    extra;                                                  /* base64 of what the proof carries besides, never trusted; empty: no such line */
    uint64_t index;
    Proof    proof;
    Slice    checkpoint;                                             /* the whole signed note */
} Receipt;
Status receipt_parse(Slice bytes, Receipt *out, Problem *problem) MUST_USE;
void   receipt_print(const Receipt *receipt, Buffer *out);

/* ---- files with a signature beside them (minisign) --------------------------------------------------------- */

enum { MINISIGN_ID = 8, MINISIGN_PUBLIC = 32, MINISIGN_DIGEST = 64, MINISIGN_COMMENT_MAX = 1024 /* bytes of a trusted comment, one line */ };
typedef struct MinisignKey {
    uint8_t id[MINISIGN_ID];
    uint8_t material[MINISIGN_PUBLIC];                               /* Ed25519 */
} MinisignKey;

/* With the number that we give a key: made of its bytes alone. */
void   minisign_key_of(const uint8_t material[MINISIGN_PUBLIC], MinisignKey *out);
/* The file of a public key; `comment`: one line, which nobody need believe. */
void   minisign_key_print(const MinisignKey *key, Slice comment, Buffer *out);
/* Such a file, or its second line alone. ERR_SYNTAX. */
Status minisign_key_parse(Slice text, MinisignKey *out, Problem *problem) MUST_USE;
/* What is signed of a file: its BLAKE2b-512, never its bytes. */
void   minisign_digest(Slice file, uint8_t out[MINISIGN_DIGEST]);
/* What is signed of the trusted comment: the file's signature and the comment's bytes. */
void   minisign_comment_message(const uint8_t signature[ED25519_SIZE], Slice comment, Buffer *out);
/* The file FILE.minisig. */
void   minisign_print(const MinisignKey *key, const uint8_t signature[ED25519_SIZE], Slice comment, const uint8_t comment_signature[ED25519_SIZE], Buffer *out);
/* `text`: of FILE.minisig. *comment lies in it, and is signed too. ERR_SYNTAX: no such file, or over the bytes themselves (minisign's older way); ERR_SIGNATURE: by another key, or not of this file. */
Status minisign_check(Slice file, Slice text, const MinisignKey *key, Slice *comment, Problem *problem) MUST_USE;

/* ---- commitments ----------------------------------------------------------------------------------------- */

enum { SALT_SIZE = 32, SEAL_CLASS_MAX = 64, SEAL_PAYLOAD_MAX = 61440 };
/* SHA-256("rapporteur/commit/v1\n" || class || 0x0A || salt || u64be length || payload). */
void commitment_of(Slice class, const uint8_t salt[SALT_SIZE], Slice payload, Hash *out);
/* The padded size: 256, 1,024, 4,096, … bytes, at least `size`. */
uint64_t seal_padded_size(uint64_t size);

#endif
