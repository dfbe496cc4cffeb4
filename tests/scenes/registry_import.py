#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A folder of statements and a folder of documents are taken into the registry: what can be taken is, what cannot is named, and doing it again changes nothing."""
import shutil

from table_views import *

scene("registry_import")
office = Office().seats_delegations("Delegation 01", "Delegation 02").opens()
office.stops()
os.mkdir(path("statements"))
write("statements/delegation-01_76_2021.txt", "Madam Chair,\nDelegation 01 thanks everyone (fictional).\n")
write("statements/DELEGATION-02_76_2021.fr.txt", "Madame la Présidente,\nLa Délégation 02 remercie chacun (fictif).\n")
write("statements/nobody_76_2021.txt", "Nobody speaks (fictional).\n")
write("statements/.hidden", "not looked at")
os.mkdir(path("documents"))
for name in ("A_RES_70_237.en.md", "A_RES_75_240.en.md"):
    shutil.copy(os.path.join(SOURCE, "tests/cases/texts", name), path("documents", name))
write("documents/notes.txt", "no symbol")
write("documents/A_XX_1.en.txt", "A document that says no date.\n")
rapporteur("import", office.name, path("statements"), code=65, says="--statements or --documents")
rapporteur("import", office.name, path("nowhere"), "--documents", "--source", "nowhere", code=66, says="cannot be read")
said = rapporteur("import", office.name, path("statements"), "--statements", "--body", BODY, "--source", "a fictional corpus", "--title", "General debate (fictional)", code=None)
expect("two are taken, one is named", said.status != 0 and said.says("2 taken, 0 there already, 1 refused") and said.says("nobody_76_2021.txt: There is no party called nobody"), said)
said = rapporteur("import", office.name, path("documents"), "--documents", "--source", "a folder", code=None)
expect("documents by their symbols", said.says("2 taken, 0 there already, 2 refused") and said.says("notes.txt: The file’s name spells no symbol") and said.says("A_XX_1.en.txt: The document says no date"), said)
said = rapporteur("import", office.name, path("statements"), "--statements", "--body", BODY, "--source", "a fictional corpus", code=None)
expect("again changes nothing", said.says("0 taken, 2 there already, 1 refused"), said)
office.serves_house()
statements = office.reads("statements")["statements"]
expect("statements of their parties, in their languages", sorted((row["party"]["party"], row["language"]) for row in statements) == [("delegation-01", "en"), ("delegation-02", "fr")], statements)
one = office.reads("statements/" + statements[0]["act"])
expect("attested, and everyone sees it", one["grade"] == "attested", one["grade"])
document = office.reads("documents/A/RES/75/240")
expect("with what the text says of itself", document["date"] == "2020-12-31" and document["source_note"] == "a folder" and len(document["paragraphs"]) > 20, document["date"])
expect("which is found by its words", any(row.get("symbol") == "A/RES/75/240" for row in office.reads("search?q=%22thematic%20subgroups%22")["results"]))
replays(office, extra=("statements", "documents", "documents/A/RES/70/237"))
curtain()
