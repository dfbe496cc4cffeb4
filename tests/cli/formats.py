#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files in and out of the real program: a text through Akoma Ntoso, and compilations of plain files, kept as JSON and as Akoma Ntoso, out of which everyone's text comes back."""
import os
import pathlib

from rows import check, run, run_parts

SOURCE = pathlib.Path(os.environ["RAPPORTEUR_SOURCE"])
BASE = "The Assembly of Lamps,\n\nRecalling the dusk,\n\n1. Decides that lamps shall be lit.\n"
SENT = {"Delegation 01": BASE.replace("shall", "may"), "Delegation 02": BASE + "\n2. Requests oil.\n"}


def compilations(folder):
    base = folder / "base.txt"
    base.write_text(BASE, encoding="utf-8")
    files = []
    for name, words in SENT.items():
        path = folder / f"{name}.txt"
        path.write_text(words, encoding="utf-8")
        files.append(f"{name}={path}")
    for ending in ("json", "akn", "xml"):
        out = folder / f"all.{ending}"
        check(f"compile -o all.{ending}", run("compile", base, *files, "-o", out).returncode, 0)
        for name in SENT:
            check(f"{ending}: what {name} sent", run("extract", out, "--accept", name).stdout, run("read", folder / f"{name}.txt").stdout)
        check(f"{ending}: the base", run("extract", out, "--base").stdout, run("read", base).stdout)
    check("a compilation is no text to read", run("read", folder / "all.akn").returncode, run("read", folder / "all.json").returncode)


def texts(folder):
    for name in ("A_RES_74_28.en.md", "A_RES_73_266.en.txt"):
        path, out = SOURCE / "tests/cases/texts" / name, folder / f"{name}.akn"
        check(f"read {name} as akn", run("read", path, "-o", out).returncode, 0)
        check(f"{name}: its structure comes back", run("read", out, "--as", "json").stdout, run("read", path, "--as", "json").stdout)
        check(f"{name}: nothing differs", run("compare", path, out, "--as", "akn").returncode, 0)


run_parts("cli formats", compilations, texts)
