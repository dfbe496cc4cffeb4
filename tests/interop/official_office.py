#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Official documents, made of every resolution and declaration of tests/cases and of an invented report in six languages: LibreOffice opens the Word files and reads in them the words that the
document is defined by, in their order, and its notes; the pages say the same words; xmllint finds the Akoma Ntoso valid; what a writer needs of memory follows the largest text, not their sum.
"""
import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

from office import Office

BUILD = pathlib.Path(os.environ["RAPPORTEUR_BUILD"])
SOURCE = pathlib.Path(os.environ["RAPPORTEUR_SOURCE"])
WRITER = BUILD / "tests/interop/interop_official_write"
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
counts = {"passed": 0, "failed": 0}


def words(text):
    """Without white space, which no two programs set alike, and without what only says a direction."""
    return "".join(sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf")


def check(name, got, want):
    good = got == want
    counts["passed" if good else "failed"] += 1
    if not good:
        at = next((i for i, (a, b) in enumerate(zip(got, want)) if a != b), min(len(got), len(want)))
        print(f"FAILED {name}: from {at}: got …{got[max(0, at - 60):at + 60]}…, want …{want[max(0, at - 60):at + 60]}…")


class Page(html.parser.HTMLParser):
    """What a page says: its body, its notes."""

    def __init__(self):
        super().__init__()
        self.body, self.notes, self.depth, self.skipped, self.until = [], [], 0, None, None

    def handle_starttag(self, tag, attributes):
        if tag in ("br", "meta"):
            return
        self.depth += 1
        given = dict(attributes)
        if tag in ("head", "style") or given.get("class") == "back" or given.get("aria-hidden") == "true":
            self.skipped = self.skipped or self.depth
        if given.get("class") in ("notes", "cover-note"):
            self.until = self.until or self.depth

    def handle_endtag(self, _):
        self.skipped = None if self.skipped == self.depth else self.skipped
        self.until = None if self.until == self.depth else self.until
        self.depth -= 1

    def handle_data(self, data):
        if self.skipped is None:
            (self.notes if self.until else self.body).append(data)


def office_notes(document):
    notes = document.getFootnotes()
    return [notes.getByIndex(i).getString() for i in range(notes.getCount())]


def check_word(office, folder, name, want_body, want_notes):
    path = folder / f"{name}.docx"
    out = folder / f"{name}.office.txt"
    document = office.load(path)
    try:
        notes = "".join(office_notes(document))
        from office import setting
        document.storeToURL(out.as_uri(), (setting("FilterName", "Text (encoded)"), setting("FilterOptions", "UTF8,LF")))
        pages = document.getCurrentController().PageCount
    finally:
        document.close(True)
    check(f"{name}.docx: words", words(out.read_text(encoding="utf-8-sig")), want_body)
    check(f"{name}.docx: notes", words(notes), want_notes)
    check(f"{name}.docx: pages", pages > 0, True)


def check_page(folder, name, want_body, want_notes):
    page = Page()
    page.feed((folder / f"{name}.html").read_text(encoding="utf-8"))
    check(f"{name}.html: words", words("".join(page.body)), want_body)
    check(f"{name}.html: notes", words("".join(page.notes)), want_notes)


def check_akn(folder, name, want_body, want_notes):
    import xml.etree.ElementTree as tree
    path = folder / f"{name}.akn"
    schema = SOURCE / "tests/cases/akn/akomantoso30.xsd"
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", schema, path], capture_output=True, text=True, check=False)
    check(f"{name}.akn: valid", (done.returncode, done.stderr.strip().splitlines()[:1] if done.returncode else []), (0, []))
    body, notes, cover = [], [], []

    def walk(node, out):
        if node.tag == AKN + "meta":
            return
        inside = notes if node.tag == AKN + "authorialNote" else cover if node.get("name") == "cover-note" else out
        if node.tag in (AKN + "authorialNote", AKN + "noteRef"):
            out.append(node.get("marker"))
        inside.append(node.text or "")
        for child in node:
            walk(child, inside)
            inside.append(child.tail or "")

    walk(tree.parse(path).getroot(), body)
    # the numbers of marks run on within a text alone: they are left out on both sides
    check(f"{name}.akn: notes", words("".join(cover + notes)), want_notes)
    check(f"{name}.akn: words", re.sub(r"\d", "", words("".join(body))), re.sub(r"\d", "", want_body))


def weigh(kind, replies, paragraphs):
    size, memory = subprocess.run([WRITER, "--weigh", kind, str(replies), str(paragraphs)], capture_output=True, text=True, check=True).stdout.split()
    return int(size), int(memory)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="official-"))
    subprocess.run([WRITER, folder], check=True)
    names = sorted(path.stem for path in folder.glob("*.docx"))
    check("documents", len(names) >= 20, True)
    with Office() as office:
        for name in names:
            body, notes = (words((folder / f"{name}.{part}").read_text(encoding="utf-8")) for part in ("body", "notes"))
            # the cover note's asterisk is the writers' own, behind the title
            starred = body
            if name.startswith("report."):
                title = words((folder / f"{name}.title").read_text(encoding="utf-8"))
                starred = body.replace(title, title + "*", 1)
            check_word(office, folder, name, starred, notes)
            check_page(folder, name, starred, notes)
            check_akn(folder, name, body, notes)
    for kind in ("docx", "html", "akn"):
        (small, light), (large, heavy) = weigh(kind, 20, 60), weigh(kind, 800, 60)
        print(f"  {kind}: {small} bytes with {light} KB of memory, {large} bytes with {heavy} KB")
        check(f"{kind}: memory follows the largest text", large > 8 * small and heavy < light * 1.5 + 2048, True)
    shutil.rmtree(folder, ignore_errors=True)
    print(f"official_office: {counts['passed']} passed, {counts['failed']} failed")
    return counts["failed"] != 0


sys.exit(main())
