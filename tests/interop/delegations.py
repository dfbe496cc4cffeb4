#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Twenty and 193 delegations' Word files compiled, and every one's text taken back out.

From the compilation's own .docx, from the same file after LibreOffice has opened and saved it, for twenty also with the custom part and the comments stripped and from the page;
shuffled inputs give the same bytes; what competes is refused with its places; every shared proposal is one, with exactly its names.
"""
import csv
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from office import Office  # noqa: E402

PROGRAM = os.environ["RAPPORTEUR"]
CASES = pathlib.Path(os.environ["RAPPORTEUR_SOURCE"]) / "tests/cases/docx"
passed = failed = 0


def note(ok, what):
    global passed, failed
    passed, failed = passed + ok, failed + (not ok)
    if not ok:
        print("FAILED:", what)


def run(*arguments, code=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True)
    if done.returncode != code:
        print(done.stderr.decode())
    return done


def compile_all(folder, files, out, *more):
    note(run("compile", folder / "base.docx", *files, "-o", out, *more).returncode == 0, f"compile {folder.name}")


def check_all(name, compilation, folder):
    """Every delegation's text, and the base, from this compilation."""
    for text in sorted(folder.glob("delegation-*.txt")):
        note(run("extract", compilation, "--accept", text.stem).stdout == text.read_bytes(), f"{name}: {text.stem}")
    note(run("extract", compilation, "--base").stdout == (folder / "base.txt").read_bytes(), f"{name}: base")


def strip(source, out):
    """Without the custom part and the comments, as a careful office might send it on."""
    gone = ("customXml/", "word/comments.xml")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith(gone):
                continue
            if name == "[Content_Types].xml":
                data = re.sub(rb'<Override PartName="/(customXml|word/comments)[^>]*/>', b"", data)
            if name == "word/_rels/document.xml.rels":
                data = re.sub(rb'<Relationship [^>]*Target="/?[^"]*(customXml|comments)[^>]*/>', b"", data)
            new.writestr(name, data)


def check_order(folder, files, first, scratch):
    shuffled = list(files)
    random.Random(7).shuffle(shuffled)
    compile_all(folder, shuffled, scratch / "again.docx")
    note((scratch / "again.docx").read_bytes() == first.read_bytes(), f"{folder.name}: other order, other bytes")


def rows(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def check_shared(folder, compilation):
    """Rows of shared.tsv whose words stand alone: one revision with exactly those names."""
    with zipfile.ZipFile(compilation) as archive:
        document = archive.read("word/document.xml").decode()
    authors = set(re.findall(r'w:author="([^"]*)"', document))
    for row in rows(folder / "shared.tsv"):
        names = "; ".join(name.strip().lower().replace(" ", "-") for name in row["delegations"].split(";"))
        note(names in authors, f"shared proposal {row['edit']}: {names}")


def check_competing(compilation, folder):
    """C1a and C1b, and N1 and N2, compete by construction: whoever has one of each cannot both be accepted."""
    edits = {}
    for row in rows(folder / "edits.tsv"):
        edits.setdefault(row["edit"], set()).add(row["delegation"].lower().replace(" ", "-"))
    for one, other in (("C1a", "C1b"), ("C2a", "C2b")):
        first, second = sorted(edits.get(one, set()) - edits.get(other, set())), sorted(edits.get(other, set()) - edits.get(one, set()))
        if not first or not second:
            continue
        done = run("extract", compilation, "--accept", first[0], "--accept", second[0], code=3)
        note(done.returncode == 3 and done.stdout == b"" and b'"' in done.stderr, f"{first[0]} and {second[0]} compete")


def check_silent(folder, report):
    text = report.read_text(encoding="utf-8")
    for row in rows(folder / "edits.tsv"):
        if row["marked"] == "silent":
            note(f'"{row["old"]}" → "{row["new"]}"' in text, f"silent change of {row['delegation']}: {row['old']}")
    note(text.count("silent change") == 2, "only 07 and 17 have silent changes")


def check_set(folder, scratch, office, small):
    files = sorted(folder.glob("delegation-*.docx"))
    out, again, report = scratch / "compilation.docx", scratch / "again-saved.docx", scratch / "report.txt"
    compile_all(folder, files, out, "--report", report)
    check_all(f"{len(files)}", out, folder)
    check_order(folder, files, out, scratch)
    office.save_again(out, again)
    check_all(f"{len(files)}, saved by LibreOffice", again, folder)
    if not small:
        return
    strip(out, scratch / "stripped.docx")
    check_all(f"{len(files)}, stripped", scratch / "stripped.docx", folder)
    strip(again, scratch / "stripped-saved.docx")
    check_all(f"{len(files)}, saved and stripped", scratch / "stripped-saved.docx", folder)
    compile_all(folder, files, scratch / "compilation.html")
    check_all(f"{len(files)}, page", scratch / "compilation.html", folder)
    compile_all(folder, files, scratch / "compilation.json")
    check_all(f"{len(files)}, stored form", scratch / "compilation.json", folder)
    check_shared(folder, out)
    check_competing(out, folder)
    check_silent(folder, report)


# ---- what LibreOffice loses of notes, of marks before tables, and at the end of words put in

NOTED = """# Draft decision

The Group decides to meet in the morning of each working day.[^1]

The Group requests the secretariat to publish the timetable.[^2]

The Group invites delegations to be brief.

[^1]: As it did last year.

[^2]: On its page.
"""
NOTED_BY = {
    "deletes": [("The Group requests the secretariat to publish the timetable.[^2]\n\n", ""), ("[^2]: On its page.\n", "")],
    "joins": [("working day.[^1]\n\nThe Group req", "working day.[^1] The Group req")],
    "adds a note first": [("The Group decides", "Recalling the report of its last session,[^3]\n\nThe Group decides"), ("On its page.\n", "On its page.\n\n[^3]: The report is there too.\n")],
    "adds behind": [("each working day.[^1]\n", "each working day.[^1]\n\nIt meets in the afternoon too.\n")],
    "splits": [("decides to meet in the", "decides to meet[^1]\n\nin the"), ("working day.[^1]", "working day.")],
}
TABLED = """<!doctype html><html lang="en"><h1>Rooms</h1><p>The rooms are given out as follows:</p>
<table><tr><td><p>Morning sessions</p><p>from ten to one</p></td><td>Conference room one</td></tr><tr><td>Afternoon</td><td></td></tr></table><p>Delegations may ask for others.</p></html>"""
TABLED_BY = {
    "adds before": [("follows:</p>", "follows:</p><p>All are in the east building.</p>")],
    "adds more": [("follows:</p>", "follows, until the last day:</p><p>Until the last day all are in the east building.</p>")],
    "deletes before": [("<p>The rooms are given out as follows:</p>", "")],
    "adds in a cell": [("Morning sessions</p>", "Morning sessions and others</p><p>but for the last day</p>")],
    "adds a row": [("<tr><td>Afternoon", "<tr><td>Noon</td><td></td></tr><tr><td>Afternoon")],
    "deletes the last": [("<p>Delegations may ask for others.</p>", "")],
}


def write_set(folder, base, by, ending):
    for name, edits in {"base": [], **by}.items():
        text = base
        for old, new in edits:
            assert old in text, (name, old)
            text = text.replace(old, new)
        (folder / f"{name}{ending}").write_text(text)
        run("read", folder / f"{name}{ending}", "-o", folder / f"{name}.docx")
        (folder / f"{name}.txt").write_bytes(run("read", folder / f"{name}.docx").stdout)


def put_controls(path):
    """Content controls around paragraphs, a table, a row and a cell, as forms of secretariats have them."""
    control = r'<w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent>\1</w:sdtContent></w:sdt>'
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    words, table, rest = re.fullmatch(r"(.*?)(<w:tbl>.*</w:tbl>)?((?<=</w:tbl>).*|)", parts["word/document.xml"].decode(), re.DOTALL).groups()
    words, rest = (re.sub(r"(<w:p>.*?</w:p>)", control, part, flags=re.DOTALL) for part in (words, rest))
    if table:
        table = re.sub(r"(<w:tc>.*?</w:tc>)", control, table, count=1, flags=re.DOTALL)
        table = re.sub(r"(<w:tr>(?:(?!<w:tr>).)*</w:tr>)(?=</w:tbl>)", control, table, flags=re.DOTALL)
        table = re.sub(r"(.*)", control, table, count=1, flags=re.DOTALL)
    parts["word/document.xml"] = (words + (table or "") + rest).encode()
    note(parts["word/document.xml"].count(b"<w:sdt>") > 2, f"{path} has controls")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def check_kept(what, base, by, ending, scratch, office, dress=None):
    """One by one, and all together: after LibreOffice each gives what it sent, exactly."""
    folder = scratch / what
    folder.mkdir()
    write_set(folder, base, by, ending)
    if dress is not None:
        dress(folder / "base.docx")
        note(run("read", folder / "base.docx").stdout == (folder / "base.txt").read_bytes(), f"{what}: the base reads as it did")
    for names in [*([name] for name in by), list(by)]:
        out, again = folder / "compilation.docx", folder / "saved.docx"
        note(run("compile", folder / "base.docx", *(folder / f"{name}.docx" for name in names), "-o", out).returncode == 0, f"{what}: compile {names}")
        office.save_again(out, again)
        strip(again, folder / "stripped.docx")
        for path in (out, again, folder / "stripped.docx"):
            for name in names:
                note(run("extract", path, "--accept", name).stdout == (folder / f"{name}.txt").read_bytes(), f"{what}, {path.stem}: {name} of {len(names)}")
            note(run("extract", path, "--base").stdout == (folder / "base.txt").read_bytes(), f"{what}, {path.stem}: base of {names}")


def main():
    with tempfile.TemporaryDirectory() as name, Office() as office:
        scratch = pathlib.Path(name)
        check_set(CASES / "delegations", scratch, office, small=True)
        check_kept("notes", NOTED, NOTED_BY, ".md", scratch, office)
        check_kept("tables", TABLED, TABLED_BY, ".html", scratch, office)
        check_kept("controls", NOTED, NOTED_BY, ".md", scratch, office, put_controls)
        check_kept("controls and tables", TABLED, TABLED_BY, ".html", scratch, office, put_controls)
        many = scratch / "193"
        subprocess.run([sys.executable, CASES / "make_delegations.py", "193", "2026", "--out", many], check=True, stdout=subprocess.DEVNULL)
        check_set(many, scratch, office, small=False)
    print(f"interop delegations: {passed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
