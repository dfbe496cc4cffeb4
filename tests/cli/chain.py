#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What paragraphs became in later documents: the real resolutions against a table that was written by reading them; made documents that split, merge, move and drop; CSV; the record of a house; mistakes."""
import csv
import io
import json
import os
import pathlib
import re
import urllib.parse
import urllib.request

from scene import Scene

scene = Scene("cli-chain")
run = scene.run
CASES = pathlib.Path(os.environ["RAPPORTEUR_SOURCE"]) / "tests/cases"
FILES = {symbol: next(file for file in sorted((CASES / "texts").glob(f"A_RES_{symbol.replace('/', '_')}.en.*")) if file.suffix in (".txt", ".md")) for symbol in ("53/70", "70/237", "73/27", "73/266", "74/28", "75/240", "76/19")}


def cell_of(link):
    names = ", ".join(paragraph["name"] if isinstance(paragraph, dict) else paragraph for paragraph in link.get("paragraphs", []))
    return " ".join(filter(None, [names, link["state"], "again" if link.get("again") else ""]))


def fits(cell, want):
    return want == "*" or cell == want or (want.endswith(" *") and cell.startswith(want[:-1]))


# ---- the real resolutions
rows = [line.split("\t") for line in (CASES / "chain/resolutions.tsv").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
symbols = rows[0][2:]
for source, paragraph, *wants in rows[1:]:
    answer = json.loads(run("chain", *map(str, FILES.values()), "--in", f"A/RES/{source}", "--paragraph", paragraph, "--as", "json"))
    for symbol, link, want in zip(symbols, answer["links"], wants):
        scene.check(link["symbol"] == f"A/RES/{symbol}", f"links are in the order of the files: {link['symbol']}")
        scene.check(fits(cell_of(link), want), f"{source} {paragraph} in {symbol}: {cell_of(link)}, not {want}")
        scene.check(("redline" in link) == (link["state"] in ("reworded", "split", "merged")), f"{source} {paragraph} in {symbol}: a redline where words changed")
    # the redline leads from the words before to the words here
    for at, link in enumerate(answer["links"]):
        if "redline" not in link:
            continue
        before = next(other for other in answer["links"] if other["symbol"] == link["before"])
        runs = [one for part in link["redline"] for one in part["runs"]]
        old = "".join(one["text"] for one in runs if one.get("mark") != "ins")
        new = "".join(one["text"] for one in runs if one.get("mark") != "del")
        squeeze = lambda text: re.sub(r"[\s¶]", "", text)
        scene.check(squeeze(new) == squeeze("".join(p["text"] for p in link["paragraphs"])) and squeeze(old) == squeeze("".join(p["text"] for p in before["paragraphs"])), f"{source} {paragraph}, {link['symbol']}: the redline has both wordings")

# ---- all paragraphs of one: the same answers
whole = json.loads(run("chain", *map(str, FILES.values()), "--as", "json"))
for source, paragraph, *wants in rows[1:]:
    if source == "53/70":
        row = next(row for row in whole["rows"] if row["name"] == paragraph)
        scene.check(all(fits(cell_of(cell), want) for cell, want in zip(row["cells"], wants)), f"{paragraph} among all paragraphs")
table = list(csv.DictReader(io.StringIO(run("chain", *map(str, FILES.values()), "--as", "csv", "--paragraph", "OP1"), newline="")))
scene.check([(row["document"], row["paragraph"], row["state"]) for row in table][:3] == [("A/RES/53/70", "OP1", "first"), ("A/RES/70/237", "OP2", "split"), ("A/RES/70/237", "OP2 (b)", "split")], "the table, a paragraph a row")
scene.check(len(table) == 10 and table[-1]["state"] == "dropped" and table[-1]["paragraph"] == "", "what is dropped has a row without words")

# ---- made documents: a fictional text of Delegation 01 that is split, merged, moved and taken up again
A = ["The harbour office keeps a list of all vessels and publishes it every Monday morning.", "Masters of vessels report their cargo before noon and pay the usual dues at the counter.",
     "The lighthouse is lit at dusk.", "Fishing nets are mended on the eastern quay only.", "Dogs stay on a lead between both bollards."]
scene.write("one.txt", "\n\n".join(A) + "\n")
scene.write("two.txt", "\n\n".join([A[3], "The harbour office keeps a list of all vessels.", "It publishes the list of all vessels every Monday morning.", A[1]]) + "\n")
scene.write("three.txt", "\n\n".join([A[0], A[1], A[2], A[3].replace("eastern", "western")]) + "\n")
answer = json.loads(run("chain", "one.txt", "two.txt", "three.txt", "--as", "json"))
cells = {row["text"][:12]: [(cell["state"], bool(cell.get("moved")), bool(cell.get("again"))) for cell in row["cells"]] for row in answer["rows"]}
scene.check(cells["The harbour "] == [("first", False, False), ("split", False, False), ("merged", False, False)], f"split and merged: {cells['The harbour ']}")
scene.check(cells["Masters of v"] == [("first", False, False), ("same", False, False), ("same", False, False)], f"kept: {cells['Masters of v']}")
scene.check(cells["Dogs stay on"] == [("first", False, False), ("dropped", False, False), ("dropped", False, False)], f"dropped: {cells['Dogs stay on']}")
scene.check(cells["The lighthou"] == [("first", False, False), ("dropped", False, False), ("same", False, True)], f"taken up again: {cells['The lighthou']}")
scene.check(cells["Fishing nets"] == [("first", False, False), ("same", True, False), ("reworded", True, False)], f"moved: {cells['Fishing nets']}")

# ---- the record of a house: the same chain, out of its citations
run("setup", "house", "--demo")
where = "/".join(scene.serve("serve", "house", "--listen", "127.0.0.1:0").split("/")[:3])


def get(path, **query):
    with urllib.request.urlopen(f"{where}/{path}?{urllib.parse.urlencode(query)}", timeout=30) as reply:
        return reply.read().decode()


for source, paragraph, *wants in rows[1:14]:
    served = json.loads(get(f"en/chain/A/RES/{source}", paragraph=paragraph, **{"as": "json"}))
    scene.check([link["symbol"] for link in served["links"]] == [f"A/RES/{symbol}" for symbol in symbols], f"the chain of citations of {source}: {[link['symbol'] for link in served['links']]}")
    scene.check(all(fits(cell_of(link), want) for link, want in zip(served["links"], wants)), f"{source} {paragraph} in the record")
two = json.loads(get("en/chain/A/RES/53/70", **{"with": "A/RES/76/19", "as": "json"}))
scene.check([document["symbol"] for document in two["documents"]] == ["A/RES/53/70", "A/RES/76/19"], "documents that are named")
served = list(csv.DictReader(io.StringIO(get("chain.csv/A/RES/53/70", paragraph="OP1"), newline="")))
scene.check([row["paragraph"] for row in served] == [row["paragraph"] for row in table], "the same table from the record")

# ---- mistakes
run("chain", "one.txt", code=64, says="")
run("chain", "one.txt", "two.txt", "--paragraph", "OP9", code=66, says="OP9")
run("chain", "one.txt", "two.txt", "--in", "A/1", code=66, says="A/1")
run("chain", "one.txt", "none.txt", code=66, says="none.txt")

scene.end()
