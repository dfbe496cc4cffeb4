/* SPDX-License-Identifier: Apache-2.0
 *
 * cli: the commands on files. One file a command, one row in the table of main.c.
 *
 * Not here: what a service of the program should do; commands read options, load, call, and write.
 *
 * Exit codes: 0 done; 3 two wishes cannot both be met; 64 wrong use; 65 bad input; 66 no such file or name; 71 no memory; 74 reading or
 * writing failed (sysexits.h; status_face has the table). Commands that give a verdict have four codes of their own (record.md, section 10).
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "compare/compare.h"
#include "format/format.h"

enum { EXIT_USAGE = 64, OPTION_VALUES_MAX = 4096, FILE_BYTES_MAX = 512 * 1024 * 1024 };

/* ---- options ---- */

typedef struct OptionRow {
    const char *name;     /* "--output"; NULL ends the list */
    char        letter;   /* 'o'; 0: none */
    bool        takes_value, may_repeat;
    const char *values;   /* "plain|json": the allowed ones; NULL: any */
} OptionRow;

typedef struct OptionSet {
    const OptionRow *rows;
    const char     **names;  /* options met, by row name */
    const char     **values; /* "" for those without */
    size_t           count;
    const char     **operands;
    size_t           operand_count;
    Arena           *arena;
} OptionSet;

/* Operands and options may be mixed; "--" ends options. A wrong one is ERR_REFUSED with one sentence. */
Status options_parse(int argc, char **argv, const OptionRow *rows, Arena *arena, OptionSet *out, Problem *problem) MUST_USE;
/* The last value given for it, or NULL. */
const char *options_value(const OptionSet *options, const char *name);
bool        options_has(const OptionSet *options, const char *name);

typedef enum CommandExits {
    EXITS_BY_STATUS,
    EXITS_BY_VERDICT /* 0 verified, 1 failed, 2 wrong use, 3 incomplete: something that it needs is not to be had */
} CommandExits;

typedef struct Command {
    const char      *name;     /* one word, or a group's name and a second word: "record verify" */
    const char      *synopsis; /* what follows the name in "usage:" */
    const char      *summary;  /* message id */
    const char      *help;     /* message id: paragraphs and examples */
    const OptionRow *options;
    size_t           operands_min, operands_max;
    Status (*run)(const OptionSet *options, Problem *problem);
    CommandExits     exits;
} Command;

/* The first word of several commands. */
typedef struct CommandGroup {
    const char *name;          /* NULL ends the list */
    const char *summary, *help;
} CommandGroup;

enum { COMMAND_MANY = 1000000 /* operands without a limit of the command's own */ };

extern const Command *const commands[];                  /* NULL ends the list */
extern const CommandGroup   command_groups[];
/* `second` may be NULL. *words: how many of the two are its name. */
const Command      *command_find(const char *first, const char *second, int *words);
const CommandGroup *command_group_find(const char *name);
bool                command_in_group(const Command *command, const CommandGroup *group);

Status command_read_run(const OptionSet *options, Problem *problem) MUST_USE;
Status command_compare_run(const OptionSet *options, Problem *problem) MUST_USE;
Status command_compile_run(const OptionSet *options, Problem *problem) MUST_USE;
Status command_extract_run(const OptionSet *options, Problem *problem) MUST_USE;
Status command_cite_run(const OptionSet *options, Problem *problem) MUST_USE;
Status command_help_run(const OptionSet *options, Problem *problem) MUST_USE;
Status command_version_run(const OptionSet *options, Problem *problem) MUST_USE;
void   command_print_help(const Command *command, Buffer *out);
void   command_group_print_help(const CommandGroup *group, Buffer *out);
extern const Command setup_command, serve_command, record_init_command, record_admit_command, record_token_command, record_serve_command, record_export_command, record_import_command, record_verify_command,
    record_prove_command, record_check_command, record_mirror_command, record_witness_command, key_new_command, key_show_command, key_enrol_command, key_rotate_command,
    key_revoke_command, quote_command, act_sign_command, act_submit_command, act_show_command;

/* On texts under negotiation (command_text.c). */
typedef enum TextCommand {
    TEXT_LIST, TEXT_SHOW, TEXT_MAP, TEXT_OPEN, TEXT_ISSUE, TEXT_PROPOSE, TEXT_BRIDGE, TEXT_WITHDRAW, TEXT_SPONSOR, TEXT_POSITION, TEXT_RETRACT, TEXT_OPT_OUT, TEXT_CLOSE, TEXT_REOPEN, TEXT_SILENCE, TEXT_BREAK, TEXT_EXTEND, TEXT_CALL_OFF, TEXT_CONCLUDE, TEXT_CHALLENGE, TEXT_ASK, TEXT_OBJECT, TEXT_ADOPT, TEXT_EXPLAIN, TEXT_READ, TEXT_SUSPEND, TEXT_RESUME, TEXT_FINISH, TEXT_COMMENT, TEXT_UNCOMMENT, TEXT_END, TEXT_COMMANDS
} TextCommand;
extern const Command text_commands[TEXT_COMMANDS];

/* On calls, submissions and reports (command_call.c). */
typedef enum CallCommand {
    CALL_LIST, CALL_SHOW, CALL_ISSUE, CALL_EXTEND, CALL_WITHDRAW, SUBMISSION_SHOW, SUBMISSION_SEND, SUBMISSION_CORRECT, SUBMISSION_RESERVE, SUBMISSION_TRANSLATE, SUBMISSION_WITHDRAW, REPORT_ISSUE, CALL_COMMANDS
} CallCommand;
extern const Command call_commands[CALL_COMMANDS];

/* On documents in their official layout (command_document.c). */
extern const Command chain_command;
extern const Command import_command, document_write_command, document_editions_command, call_note_command;

/* ---- files ---- */

/* The whole file; "-" is standard input. */
Status file_read(const char *path, Arena *arena, Slice *out, Problem *problem) MUST_USE;
/* To a temporary file beside it, flushed, then renamed: an existing file is whole until the new one is. "-" is standard output. */
Status file_write(const char *path, Slice bytes, Problem *problem) MUST_USE;
/* The same of bytes that come one after the other: `fill` puts them, in order; where it fails, the file is as it was. */
typedef struct FileOut FileOut;
typedef Status (*FileFill)(void *context, FileOut *out, Problem *problem);
Status file_fill(const char *path, FileFill fill, void *context, Problem *problem) MUST_USE;
Status file_put(FileOut *out, Slice bytes, Problem *problem) MUST_USE;
/* The name without folders. */
const char *file_name(const char *path);
/* And without its last ending. */
Slice  file_stem(const char *path);
bool   file_is_folder(const char *path);
bool   file_is_there(const char *path);
bool   file_is_same(const char *a, const char *b); /* both are there, and one */
/* Before long work: is there a folder to write it in, which may be written? */
Status file_can_write(const char *path, Problem *problem) MUST_USE;

/* ---- loading ---- */

typedef enum LoadParts { LOAD_WORDS, LOAD_WITH_PARTS /* .docx: keep the package's parts, so that it can be written again */ } LoadParts;

typedef struct Source {
    const char *path;
    LoadParts   parts;
    FileKind    kind;
    Text       *text;   /* the accepted view; NULL for compilations: FILE_PAGE (but a page of one text), FILE_COMPILATION_JSON and FILE_COMPILATION_AKN */
    Docx       *docx;   /* FILE_DOCX */
    Slice       bytes;  /* of the file */
    Arena      *arena;
} Source;

/* Reads the file, recognizes it, and parses it in a child without files or network. */
Status source_load(const char *path, LoadParts parts, Source *out, Problem *problem) MUST_USE;
/* Many at once, on all processors; path and parts of each are set by the caller. The first failure is returned, with its file as place. `watch` may be NULL, and so may its
   members: `progress` is told how many files are done; `ready` is handed each source as soon as it is read, while others are still being read; with `first` the first of them before all others, of which
   few are read meanwhile. */
typedef struct SourceWatch {
    void (*progress)(void *context, size_t done, size_t count);
    Status (*ready)(void *context, size_t index, Problem *problem);
    void *context;
    bool  first;
} SourceWatch;
Status source_load_many(Source *sources, size_t count, const SourceWatch *watch, Problem *problem) MUST_USE;
void   source_clear(Source *source);
/* A file that is no Word file has its numbers in the words, and no space behind the marks of its notes; where the base has its numbers beside the words, and that space, it gets them too. *numbers: how many. */
Status source_dress_like(const Source *source, const Text *base, size_t *numbers) MUST_USE;
/* Is it the changes of several parties in one text, of which no single text can be read? */
bool   source_is_compilation(const Source *source);
/* On standard error, where the source is a web page that marks changes: that they were taken as accepted. */
void   source_tell_changes(const Source *source);
/* A view of a .docx other than the accepted one. */
Status source_view(const Source *source, DocxViewMode mode, Text **out, Problem *problem) MUST_USE;
/* Any text as a .docx that can be written again: the source's own, or a new document of its words (then source->text is that document's text). */
Status source_as_docx(Source *source, Problem *problem) MUST_USE;

/* ---- output ---- */

typedef enum OutputKind { OUTPUT_PLAIN, OUTPUT_JSON, OUTPUT_HTML, OUTPUT_DOCX, OUTPUT_AKN, OUTPUT_DOT, OUTPUT_SVG, OUTPUT_CSV, OUTPUT_NONE } OutputKind;

/* By --as, else by the ending of -o, else `otherwise`. */
Status output_kind(const OptionSet *options, OutputKind otherwise, OutputKind *out, Problem *problem) MUST_USE;
/* Where -o says, else standard output. */
const char *output_path(const OptionSet *options);
/* Refuses to write over a file that the command reads. */
Status output_over_input(const char *output, const char *input, Problem *problem) MUST_USE;
Status output_text(const Text *text, OutputKind kind, const char *heading, Buffer *out, Problem *problem) MUST_USE;
/* The JSON of `read`: structure, citations, and where given the changes of a tracked file. */
Status output_structure(const Text *text, const Amendment *tracked, Buffer *out, Problem *problem) MUST_USE;

/* ---- people ---- */

/* "name: sentence" on standard error. */
void say_problem(const Problem *problem);
/* A message on standard error. */
void say(const char *message, ...) __attribute__((sentinel));
/* Progress on a terminal, silent in a pipe. */
void progress_show(void *context, size_t done, size_t count);
void progress_end(void);
/* A party's name as somebody gave it: marks of direction and control characters, which come along when a name is copied out of a document, are no part of it: they do not show, and authors in Word files are without them. */
Status names_clean(Arena *arena, Slice name, Slice *out) MUST_USE;
/* The names of States and groups, made ready for comparing. NULL without memory. */
typedef struct NameBook NameBook;
NameBook *names_open(void) MUST_USE;
void      names_close(NameBook *book);
/* Warns on standard error when the name is none of a Member State or group and is near one. `book` may be NULL. */
void      names_check(const NameBook *book, Slice name);
/* Where `name` is near the name of a State or group: that name, borrowed from the book; else empty. Exact names give empty too. */
Slice     names_suggest(const NameBook *book, Slice name);

#endif
