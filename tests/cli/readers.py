#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files that people have: one text in several formats is one text, and what cannot be read is refused with a sentence that says what to do."""
import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = os.environ["RAPPORTEUR"]
MARKDOWN = """# Costs of the lamps

The Group of Lamps[^lamps] decides:

| Item | Amount |
|------|-------:|
| *Oil* | 100[^1] |
| A \\| B | |

1. To meet each year

* * *

and to report.

[^1]: In thousands.
[^lamps]: See the list.

    It has two paragraphs.
"""
PAGE = """<!DOCTYPE html><html lang="en"><body><h1>Costs of the lamps</h1><p>The Group of Lamps<sup><a id="r1" href="#n1">1</a></sup> decides:</p>
<table><tr><th>Item</th><th>Amount</th></tr><tr><td><i>Oil</i></td><td>100<sup><a id="r2" href="#n2">2</a></sup></td></tr><tr><td>A | B</td><td></td></tr></table>
<p>1. To meet each year</p><p>and to report.</p>
<div id="n1"><p>See the list.</p><p>It has two paragraphs. <a href="#r1">back</a></p></div><p id="n2">In thousands. <a href="#r2">back</a></p></body></html>"""
counts = {"passed": 0, "failed": 0}


def run(*words):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, check=False)


def check(name, got, want):
    counts["passed" if got == want else "failed"] += 1
    if got != want:
        print(f"FAILED {name}: {str(got)[:600]!r}, want {str(want)[:600]!r}")


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def same(name, one, other):
    """The two files differ in nothing that a comparison shows."""
    got = run("compare", one, other, "--as", "json")
    check(f"{name}: compared", (got.returncode, '"changes":[]' in got.stdout), (0, True))


def one_text(folder):
    markdown, page = write(folder / "t.md", MARKDOWN), write(folder / "t.html", PAGE)
    word = folder / "t.docx"
    check("Markdown as Word", run("read", markdown, "-o", word).returncode, 0)
    check("Markdown and a page", run("read", markdown).stdout, run("read", page).stdout)
    check("Markdown and Word", run("read", markdown).stdout, run("read", word).stdout)
    same("Markdown and Word", markdown, word)
    same("Word and Markdown", word, markdown)


def main():
    with tempfile.TemporaryDirectory() as folder:
        one_text(pathlib.Path(folder))
    print(f"cli readers: {counts['passed']} passed, {counts['failed']} failed")
    return counts["failed"] != 0


sys.exit(main())
