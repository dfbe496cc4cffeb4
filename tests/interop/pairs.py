#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Redlines that we write, read by us, by pandoc and by LibreOffice.

For every pair of tests/cases/docx/wc_expected.tsv: our redline of base and revised, all changes accepted, must read as the revised file does, and all rejected
as the base does, exactly so for our own reader. The other two are compared with their own reading of the same files, white space apart; what they are
known to read otherwise is listed in exceptions.tsv with its cause, and an exception that no longer holds is a failure too.
"""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from office import Office  # noqa: E402

PROGRAM = os.environ["RAPPORTEUR"]
CASES = pathlib.Path(os.environ["RAPPORTEUR_SOURCE"]) / "tests/cases/docx"
HERE = pathlib.Path(__file__).parent


def ours(path, view="clean"):
    return subprocess.run([PROGRAM, "read", path, "--view", view], check=True, capture_output=True).stdout


def pandoc(path, mode):
    done = subprocess.run(["pandoc", "-f", "docx", f"--track-changes={mode}", "-t", "plain", "--wrap=none", path], check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


def office_text(office, path, command):
    return " ".join(office.text(path, command).split())


def rows(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))


class Score:
    def __init__(self):
        self.passed = self.failed = 0
        self.known = {(row["pair"], row["reader"], row["view"]): row["cause"] for row in rows(HERE / "exceptions.tsv")}
        self.agreed = {}

    def note(self, pair, reader, view, same):
        self.agreed.setdefault((reader, view), []).append(same)
        expected = (pair, reader, view) not in self.known
        if same == expected:
            self.passed += 1
            return
        self.failed += 1
        print(f"{pair}: {reader} reads the {view} view " + ("otherwise than the file itself" if expected else "as it should: strike the exception"))


def main():
    score = Score()
    pairs = rows(CASES / "wc_expected.tsv")
    with tempfile.TemporaryDirectory() as folder, Office() as office:
        for pair in pairs:
            base, revised, out = CASES / pair["base"], CASES / pair["revised"], pathlib.Path(folder) / "redline.docx"
            subprocess.run([PROGRAM, "compare", base, revised, "-o", out], check=True)
            score.note(pair["id"], "rapporteur", "accepted", ours(out) == ours(revised))
            score.note(pair["id"], "rapporteur", "rejected", ours(out, "base") == ours(base))
            score.note(pair["id"], "pandoc", "accepted", pandoc(out, "accept") == pandoc(revised, "accept"))
            score.note(pair["id"], "pandoc", "rejected", pandoc(out, "reject") == pandoc(base, "accept"))
            accept, reject = ".uno:AcceptAllTrackedChanges", ".uno:RejectAllTrackedChanges"
            score.note(pair["id"], "libreoffice", "accepted", office_text(office, out, accept) == office_text(office, revised, accept))
            score.note(pair["id"], "libreoffice", "rejected", office_text(office, out, reject) == office_text(office, base, accept))
    for (reader, view), same in sorted(score.agreed.items()):
        print(f"{reader}, {view}: {sum(same)} of {len(same)} pairs")
        if sum(same) * 100 < 95 * len(same) and reader != "rapporteur":
            print(f"{reader} agrees in fewer than 95 of 100 pairs")
            score.failed += 1
    print(f"interop pairs: {score.passed} passed, {score.failed} failed")
    sys.exit(score.failed != 0)


main()
