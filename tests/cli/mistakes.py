#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A table of mistakes: the command, the exit code, and what its one sentence must hold."""
import os

from scene import Scene, days_ahead

scene = Scene("cli-mistakes")
run = scene.run
UNTIL = days_ahead(30)

run("record", "init", "rec", "--origin", "record.example.org/rapporteur", "--demonstration")
scene.write("pass", "right\n")
scene.write("wrong", "wrong\n")
scene.write("open-pass", "right\n", 0o644)
run("key", "new", "delegation-01/locked", "--passphrase-file", "pass", "-o", "locked.key")
run("key", "new", "delegation-01/plain", "--no-passphrase", "-o", "plain.key")
run("key", "new", "delegation-01/shared", "--no-passphrase", "-o", "shared.key")
os.chmod(scene.path("shared.key"), 0o640)
run("key", "new", "witness.example.org", "--type", "cosigner", "--no-passphrase", "-o", "cosigner.key")
scene.write("object.json", '{"media":"text/plain","sha256":"' + "0" * 64 + '","size":1}')
scene.write("broken.json", '{"media":')
scene.write("list.json", "[1]")
scene.write("empty", "")
scene.write("large.act", "")
os.truncate(scene.path("large.act"), 80_000_000)
scene.write("float.json", '{"size":1.5}')
SIGN = ("act", "sign", "object.json", "--record", "rec", "--kind", "record.blob")
run(*SIGN, "--by", "plain.key", "-o", "unknown.act")

MISTAKES = [
    # words
    (("frobnicate",), 64, "no command “frobnicate”"),
    (("record", "frobnicate"), 64, "no command “record frobnicate”.*help record"),
    (("help", "record", "frobnicate"), 65, "no command “record frobnicate”"),
    (("record", "init"), 64, "missing"),
    (("record", "init", "x"), 65, "--origin is missing"),
    (("record", "verify"), 2, "missing"),
    (("record", "verify", "--bogus"), 2, "no option --bogus"),
    (("record", "check"), 2, "missing"),
    (("act", "sign", "object.json"), 65, "--kind is missing"),
    (("key", "enrol", "rec", "--key", "plain.key"), 65, "--use is missing"),
    (("key", "enrol", "rec", "--key", "plain.key", "--use", "root"), 64, "--use cannot be “root”"),
    (("key", "enrol", "rec", "--key", "plain.key", "--use", "mission", "--by", "plain.key", "--until", "tomorrow"), 65, "--until is a time"),
    (("record", "mirror", "http://127.0.0.1:1", "m", "--every", "0"), 65, "--every needs a whole number"),
    # folders, files, addresses
    (("record", "init", "rec", "--origin", "a.example/b"), 65, "is not empty"),
    (("record", "init", "new", "--origin", "HTTP://x"), 65, "."),
    (("record", "verify", "nowhere"), 3, "nowhere: There is no such folder"),
    (("record", "verify", "state"), 3, "holds no record"),
    (("record", "verify", "http://127.0.0.1:1/rapporteur"), 3, "cannot be reached"),
    (("record", "verify", "ftp://127.0.0.1/"), 2, "no address that can be fetched"),
    (("record", "verify", "rec", "--from", "nowhere"), 3, "no such file"),
    (("record", "serve", "nowhere", "--listen", "127.0.0.1:0"), 66, "no such folder"),
    (("record", "serve", "rec", "--listen", "nonsense"), 65, "no address to listen on"),
    (("record", "check", "nowhere", "--key", "plain.key"), 3, "no such file"),
    (("record", "check", "object.json", "--key", "plain.key"), 1, "no receipt"),
    (("record", "prove", "rec", "17"), 66, "no such entries"),
    (("record", "prove", "rec", "xyz"), 65, "by its id"),
    (("act", "show", "rec", "f" * 64), 66, "no such act"),
    (("act", "show", "object.json"), 65, "object.json"),
    (("act", "submit", "rec", "large.act"), 65, "large.act: This file is larger than any that this command reads"),
    (("act", "submit", "rec", "nowhere.act"), 66, "nowhere.act: There is no such file"),
    (("act", "submit", "http://127.0.0.1:1", "unknown.act"), 75, "cannot be reached"),
    (("record", "import", "object.json", "imported"), 65, "."),
    # keys
    (("key", "new", "Delegation 1"), 65, "PARTY/NAME"),
    (("key", "new", "delegation-01/plain", "--no-passphrase", "-o", "plain.key"), 3, "never written over"),
    (("key", "new", "delegation-01/other", "-o", "other.key"), 77, "no terminal"),
    (("key", "new", "delegation-01/other", "--passphrase-file", "open-pass", "-o", "other.key"), 77, "chmod 600"),
    (("key", "show", "nowhere.key"), 66, "no such file"),
    (("key", "show", "object.json"), 65, "object.json"),
    (("key", "show", "shared.key"), 77, "chmod 600"),
    ((*SIGN, "--by", "shared.key"), 77, "chmod 600"),
    ((*SIGN, "--by", "locked.key"), 77, "no terminal"),
    ((*SIGN, "--by", "locked.key", "--passphrase-file", "wrong"), 77, "locked.key: The passphrase is not the right one"),
    ((*SIGN, "--by", "locked.key", "--passphrase-file", "empty"), 65, "empty"),
    ((*SIGN, "--by", "nowhere.key"), 66, "nowhere.key"),
    ((*SIGN, "--by", "cosigner.key"), 65, "."),
    # acts
    (("act", "sign", "broken.json", "--record", "rec", "--kind", "record.blob", "--by", "plain.key"), 65, "broken.json"),
    (("act", "sign", "list.json", "--record", "rec", "--kind", "record.blob", "--by", "plain.key"), 65, "JSON object"),
    (("act", "sign", "float.json", "--record", "rec", "--kind", "record.blob", "--by", "plain.key"), 65, "float.json"),
    (("act", "sign", "object.json", "--record", "rec", "--kind", "Blob", "--by", "plain.key"), 65, "two to four words"),
    (("act", "sign", "object.json", "--origin", "a.example/b", "--kind", "record.blob", "--by", "plain.key"), 65, "--seen is missing"),
    (("act", "sign", "object.json", "--origin", "a.example/b", "--seen", "5", "--kind", "record.blob", "--by", "plain.key"), 65, "a size and a root"),
    (("act", "submit", "rec", "unknown.act"), 77, "plain is not enrolled"),
    (("record", "admit", "rec", "Delegation", "--name", "X"), 65, "lower-case"),
    (("record", "admit", "rec", "delegation-01", "--name", "X", "--roots", "plain.key", "--threshold", "2"), 65, "."),
]
for words, code, says in MISTAKES:
    run(*words, code=code, says=says)

# A kind that the rules do not know is refused by the record, not by whoever signs.
run("act", "sign", "object.json", "--record", "rec", "--kind", "text.nonsense", "--by", "plain.key", "-o", "kind.act")
run("act", "submit", "rec", "kind.act", code=65, says="do not know acts of this kind")
run("record", says="record verify")
run("help", says="record +make, serve")
run("help", "act", "sign", says="rapporteur act sign")

# The language of messages: our own variable first, then the locale; English where it is none of the six.
LANGUAGES = [
    ({"RAPPORTEUR_LANGUAGE": "fr", "LC_ALL": "es_ES.UTF-8"}, "frobnicate", "Il n’existe pas de commande"),
    ({"RAPPORTEUR_LANG": "ru"}, "frobnicate", "Команды «frobnicate» нет"),
    ({"RAPPORTEUR_LANGUAGE": "", "LC_ALL": "es_ES.UTF-8", "LANG": "fr_FR.UTF-8"}, "frobnicate", "No existe el comando"),
    ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "frobnicate", "没有命令"),
    ({"LC_MESSAGES": "ar"}, "frobnicate", "لا يوجد أمر"),
    ({"LC_ALL": "C.UTF-8", "LANG": "fr_FR.UTF-8"}, "frobnicate", "There is no command"),
    ({"LC_ALL": "tr_TR.UTF-8"}, "frobnicate", "There is no command"),
    ({"LC_ALL": "french"}, "frobnicate", "There is no command"),
    ({}, "frobnicate", "There is no command"),
]
for variables, word, says in LANGUAGES:
    scene.language = variables
    run(word, code=64, says=says)
scene.end()
