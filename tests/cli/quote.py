#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Quotations: the 32 cases of tests/cases/quotes over the files, each with its verdict, its documents and its exit code; over a demonstration's record, on the disk and over HTTP; and mistakes."""
import json
import os
import pathlib

from scene import Scene

scene = Scene("cli-quote")
run = scene.run
CASES = pathlib.Path(os.environ["RAPPORTEUR_SOURCE"]) / "tests/cases"
FILES = [word for symbol in ("70_237", "74_28", "75_240") for word in ("--in", str(CASES / f"texts/A_RES_{symbol}.en.md"))]
CODES = {"exact": 0, "normalised": 0, "elided": 0, "altered": 1, "misattributed": 1, "absent": 1, "too-short": 2}

for line in (CASES / "quotes/quotes.jsonl").read_text(encoding="utf-8").splitlines():
    case = json.loads(line)
    answer = json.loads(run("quote", "-", *FILES, "--attributed-to", case["attributed_to"], "--json", stdin=case["quote"], code=CODES[case["verdict"]]))
    found = sorted({place["symbol"] for place in answer.get("places", [])})
    scene.check(answer["verdict"] == case["verdict"], f"{case['id']}: {answer['verdict']}, not {case['verdict']}")
    scene.check(case["verdict"] == "too-short" or found == sorted(case["found_in"]), f"{case['id']}: in {found}, not {case['found_in']}")

# ---- the record of a house: what its texts have; their mastheads are not among them
run("setup", "house", "--demo")
PASSAGE = "acting on a majority basis, to continue, as a priority, to further develop the rules"
for where in ("house", "the address"):
    if where == "the address":
        where = scene.serve("serve", "house", "--listen", "127.0.0.1:0")
        where = "/".join(where.split("/")[:3])
    run("quote", "--house", where, PASSAGE, "--attributed-to", "A/RES/75/240", code=1, says=r"altered: .*A/RES/75/240.*\[-consensus-\] \{\+majority\+\}")
    run("quote", "--house", where, PASSAGE.replace("majority", "consensus"), "--attributed-to", "A/RES/75/240", says="exact: .*A/RES/75/240")
    run("quote", "--house", where, "embedding harmful hidden functions in information and communications technologies", "--attributed-to", "A/RES/70/237", code=1, says="misattributed: .*A/RES/75/240")
    run("quote", "--house", where, "all States shall disclose their offensive cyber capabilities within ninety days", code=1, says="absent: .*From this record: [0-9]+ texts")
    run("quote", "--house", where, "information", code=2, says="too-short: ")

# ---- mistakes
run("quote", "a passage of several words", code=2, says="--in FILE, or --house")
run("quote", "a passage of several words", "--in", "nothing-there.md", code=3, says="nothing-there.md")
run("quote", "a passage of several words", "--house", "nowhere", code=3, says="no such folder")
run("quote", "x " * 20000, *FILES, code=1, says="too long")

scene.end()
