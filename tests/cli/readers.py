#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files that people have: one text in several formats is one text, and what cannot be read is refused with a sentence that says what to do."""
import io
import re
import struct
import zipfile

from rows import check, run, run_parts

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
ENCODED = (("Постановляет — «текст»;", "cp1251"), ("Постановляет", "koi8-r"), ("يقرر عقد دورتين", "cp1256"), ("决定", "gbk"), ("決定召開會議", "big5"))


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


def compound(stream):
    """The least file of an older Office program that has a stream of this name ([MS-CFB])."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + struct.pack("<H", 9) + bytes(12) + struct.pack("<II", 1, 1) + bytes(16) + struct.pack("<II", 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * 4 * 108
    chains = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    entries = b"".join(name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB", 2 * len(name) + 2, kind).ljust(64, b"\0") for name, kind in (("Root Entry", 5), (stream, 2)))
    return head + chains + entries.ljust(512, b"\0")


def opendocument():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", "<x/>")
    return out.getvalue()


def refused(folder):
    rtf = b"{\\rtf1\\ansi The Working Group,\\par}"
    rows = (("s.rtf", rtf, "RTF"), ("rtf.doc", rtf, "RTF"), ("rtf.txt", rtf, "RTF"), ("r.pdf", b"%PDF-1.7\n1 0 obj", "PDF"), ("r.txt", b"%PDF-1.4\n", "PDF"), ("s.odt", opendocument(), "OpenDocument"),
            ("old.doc", compound("WordDocument"), "older Word"), ("old.xls", compound("Workbook"), "older Office"), ("old.docx", compound("WordDocument"), "older Word"),
            ("locked.docx", compound("EncryptedPackage"), "password"))
    rows += tuple((f"{code}.{ending}", (before + words).encode(code), "UTF-8") for words, code in ENCODED for ending, before in (("txt", ""), ("md", "# "), ("html", "<p>")))
    for name, content, word in rows:
        for got in (run("read", write(folder / name, content)), run("compare", folder / name, folder / name)):
            said = got.stderr.replace(str(folder), "")
            check(f"{name} is refused", (got.returncode, got.stdout, word in said, said.count("\n")), (65, "", True, 1))


def endings(folder):
    for ending in ("md", "MD", "Md", "markdown", "MARKDOWN", "mD"):
        check(f".{ending}", run("read", write(folder / f"t.{ending}", "# Draft\n\n*One*.\n")).stdout, "Draft\nOne.\n")
    check(".HTM", run("read", write(folder / "t.HTM", "<p>One <b>two</b></p>")).stdout, "One two\n")
    check(".txt", run("read", write(folder / "t.TXT", "# Draft\n")).stdout, "# Draft\n")


def western(folder):
    words = "Décide que l’œuvre — «\u00a0créée\u00a0» — coûte 5\u00a0€, où ça naît;"
    for code in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        check(f"in {code}", run("read", write(folder / "w.txt", words.encode(code))).stdout, words + "\n")
    check("a page that says", run("read", write(folder / "w.html", ("<meta charset=windows-1251><p>" + ENCODED[0][0]).encode("cp1251"))).stdout, ENCODED[0][0] + "\n")


def changes(folder):
    page = write(folder / "c.html", "<p>To meet in <del>2026</del><ins>2027</ins>;</p>")
    other = write(folder / "o.html", "<p>To meet in 2027;</p>")
    got = run("read", page)
    check("deleted words are not read", got.stdout, "To meet in 2027;\n")
    check("and that is said", ("2 insertions and deletions" in got.stderr, "accepted" in got.stderr, got.stderr.count("\n")), (True, True, 1))
    check("also when compared", "2 insertions and deletions" in run("compare", page, other).stderr, True)
    check("also when compiled", "2 insertions and deletions" in run("compile", other, f"Delegation 01={page}", "-o", folder / "c.json").stderr, True)
    check("nothing to say", run("read", other).stderr, "")


def our_pages(folder):
    old, new = write(folder / "old.md", MARKDOWN), write(folder / "new.md", MARKDOWN.replace("each year", "twice a year"))
    page, redline, again = folder / "page.html", folder / "redline.html", folder / "again.html"
    check("a text as a page", run("read", old, "-o", page).returncode, 0)
    check("the page is that text", run("read", page).stdout, run("read", old).stdout)
    check("with its structure", *(re.sub('"id": ".*"', "", run("read", file, "--as", "json").stdout) for file in (page, old)))
    same("the page", old, page)
    check("once more", (run("read", page, "-o", again).returncode, run("read", again, "--as", "json").stdout), (0, run("read", page, "--as", "json").stdout))
    check("a base is taken from it too", run("extract", page, "--base").stdout, run("read", old).stdout)
    check("two texts as a page", run("compare", old, new, "-o", redline).returncode, 0)
    got = run("read", redline)
    check("that is no text", (got.returncode, "a comparison" in got.stderr, "rapporteur extract" in got.stderr), (65, True, True))
    check("but holds the old one", run("extract", redline, "--base").stdout, run("read", old).stdout)
    check("and the new one", run("extract", redline, "--accept", "new").stdout, run("read", new).stdout)


run_parts("cli readers", one_text, refused, endings, western, changes, our_pages)
