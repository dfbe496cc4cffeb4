#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files as a secretariat has them: folders with other things in them, names copied out of documents, replies in other formats, outputs that lie beside what is read."""
import os
import re
import shutil
import subprocess
import zipfile

from scene import Scene

scene = Scene("cli-files")
run, write, check = scene.run, scene.write, scene.check

WORDS = "Draft decision\n\nThe Assembly of Lamps,\n\n1. Decides that lamps shall be lit at dusk;\n\n2. Requests the keeper to buy oil.\n"


def sent(name, *edits):
    text = WORDS
    for old, new in edits:
        text = text.replace(old, new)
    write(f"{name}.txt", text)
    run("read", f"{name}.txt", "-o", f"{name}.docx")


def read(name):
    return run("read", name)


# ---- a folder
sent("base")
os.mkdir(scene.path("replies"))
for name, new in (("Delegation 01", "may"), ("Delegation 02", "should")):
    sent(name, ("shall", new))
os.rename(scene.path("Delegation 01.docx"), scene.path("replies", "Delegation 01.docx"))
os.rename(scene.path("Delegation 02.docx"), scene.path("replies", "Delegation 02.DOCX"))
write("replies/notes.txt", "buy milk\n")
write("replies/.hidden.docx", "x")
write("replies/~$legation 01.docx", "x")
os.mkdir(scene.path("replies", "older"))
report = run("compile", "base.docx", "replies", "-o", "replies/all.docx", "--report", "-")
check("2 delegations" in report and "Delegation 02" in report, f"a .DOCX is taken: {report}")
check("replies/notes.txt was not taken" in report and "replies/older was not taken" in report, f"what is not taken is named: {report}")
check("hidden" not in report and "~$" not in report and "all.docx" not in report, f"hidden files, locks and the output are not: {report}")
again = run("compile", "base.docx", "replies", "-o", "replies/all.docx", "--report", "-", says=r"replies: 2 other files were not taken \(notes.txt, older\)")
check(again == report, "the same again, though the output lies in the folder")
for count, code, says in ((2, 0, "~Delegation 04"), (20, 74, "File name too long")):
    deep = scene.path("deep", *["x" * 200] * count)
    os.makedirs(deep)
    inside = os.open(deep, os.O_RDONLY)
    for name, taken in (("Delegation 03", "Delegation 01.docx"), ("~Delegation 04" + " " * 200 + "4", "Delegation 02.DOCX")):
        with open(scene.path("replies", taken), "rb") as file, open(os.open(f"{name}.docx", os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=inside), "wb") as copy:
            copy.write(file.read())
    os.close(inside)
    run("compile", "base.docx", deep, "-o", "deep.docx", "--report", "-", code=code, says=says)
elsewhere = run("compile", "base.docx", "replies", "-o", "all.docx", "--report", "report.json", says="replies/all.docx was not taken: it is a compilation")
with open(scene.path("report.json"), encoding="utf-8") as file:
    check('"why": "compilation"' in file.read(), "the report as JSON says why")
for name in ("Delegation 01", "Delegation 02"):
    check(run("extract", "all.docx", "--accept", name) == read(f"{name}.txt").replace("1. ", "1. "), f"{name} comes back")

# ---- a compilation is no text
run("compile", "base.docx", "all.docx", code=65, says="all.docx: This file is a compilation")
run("compile", "all.docx", "replies", code=65, says="all.docx: This file is a compilation")
run("compare", "base.docx", "all.docx", code=65, says="all.docx: This file is a compilation")
run("read", "all.docx", says="all.docx is a compilation: the words of all its delegations")
run("compare", "base.docx", "replies/Delegation 01.docx", "-o", "redline.docx")
run("compile", "base.docx", "Delegation 01=redline.docx", says="may")  # of one: a tracked file like others
run("extract", "base.docx", "--accept", "Delegation 01", code=65, says="This is not a compilation")

# ---- nothing is written over what is read, and both outputs can be written before anything is
before = read("base.docx")
for words in (("compile", "base.docx", "replies", "-o", "base.docx"), ("compile", "base.docx", "replies", "-o", "replies/Delegation 02.DOCX"),
              ("compare", "base.docx", "redline.docx", "-o", "redline.docx"), ("read", "base.docx", "-o", "base.docx"), ("extract", "all.docx", "--base", "-o", "all.docx")):
    run(*words, code=3, says="This file is one of those that are read")
os.symlink("base.docx", scene.path("link.docx"))
run("compile", "base.docx", "replies", "-o", "link.docx", code=3, says="This file is one of those that are read")
check(read("base.docx") == before, "the base is as it was")
run("compile", "base.docx", "replies", "-o", "x.txt", "--report", "x.txt", code=3, says="x.txt: The compilation and the report would be written to one file")
run("compile", "base.docx", "replies", "-o", "y.docx", "--report", "nowhere/r.txt", code=74, says="nowhere/r.txt: This file cannot be written")
check(not os.path.exists(scene.path("y.docx")), "nothing was written")
run("compile", "base.docx", "replies", "--report", "r.pdf", code=64, says="r.pdf: A report is written as .txt or .json")
run("compile", "base.docx", "replies", "-o", "z.html", "--marks", "brackets", code=64, says="--marks says how changes are shown in a Word file")
run("extract", "all.docx", code=64, says="^rapporteur: Say either --accept")
write("real.txt", "old\n")
os.symlink("real.txt", scene.path("to-real.txt"))
run("read", "base.docx", "-o", "to-real.txt")
check(os.path.islink(scene.path("to-real.txt")) and open(scene.path("real.txt"), encoding="utf-8").read() == before, "a link stays a link")

# ---- names as they come out of documents
shutil.copy(scene.path("base.docx"), scene.path("third-base.docx"))
MARKED = "\u202bوفد 03\u200f"
os.rename(scene.path("replies", "Delegation 01.docx"), scene.path("third.docx"))
listed = run("compile", "base.docx", f"{MARKED}=third.docx", "-o", "marked.docx", "--report", "-")
check("وفد 03\n" in listed and "\u200f" not in listed, f"marks of direction are no part of a name: {listed!r}")
for name in (MARKED, "وفد 03"):
    check(run("extract", "marked.docx", "--accept", name) == read("third.docx"), f"{name!r} comes back")
run("compile", "base.docx", "A\u202eB=third.docx", "AB=base.docx", code=3, says="Two submissions have the name AB")
run("compile", "base.docx", "\u200f=third.docx", code=64, says="Name=path")

# ---- names with a slip: who sends the base back as it was has no position
NEAR = "is near that of"
for name, meant in (("Côte d'Ivoir", "Côte d'Ivoire"), ("Cote d'Ivoire", "Côte d'Ivoire"), ("Switzerlnad", "Switzerland"), ("Swtzerlandd", "Switzerland"), ("xSwitzerlandx", "Switzerland"), ("Algria", "Algeria"),
                    ("Aalgeria", "Algeria"), ("Algerja", "Algeria"), ("Швейцария ", None), ("Швецария", "Швейцария"), ("Switzerland", None), ("Algeria", None), ("Agleria", None), ("Sitzrlnd", None),
                    ("Chda", None), ("Delegation 01", None), ("D", None), ("x" * 290, None)):
    told = subprocess.run([scene.program, "compile", "base.docx", f"{name}=third-base.docx"], cwd=scene.folder, env=scene.environment(), capture_output=True, encoding="utf-8", check=False)
    check(told.returncode == 0 and (NEAR in told.stderr) == (meant is not None) and (meant is None or f"near that of {meant}." in told.stderr), f"{name!r} is {meant!r}: {told.stderr}")

# ---- the same text in another format has no other changes
MARKDOWN = "# Draft decision\n\nThe Assembly of Lamps,\n\n1. Decides that lamps shall be lit at dusk;[^1]\n\n2. Requests the keeper to buy oil.\n\n[^1]: See last year's decision.\n"
write("noted.md", MARKDOWN)
run("read", "noted.md", "-o", "noted.docx")
check(run("compare", "noted.docx", "noted.md") == "", "a text in Markdown against the Word file of it")
check(run("compile", "noted.docx", "noted.md", "--as", "plain").count("[") == 0, "and as a submission")

# ---- what comes and goes is all said in plain text
write("more.md", MARKDOWN.replace("buy oil.", "buy oil.[^2]").replace("decision.\n", "decision.\n\n[^2]: From the south.\n"))
for shown in (run("compare", "noted.md", "more.md"), run("compile", "noted.md", "more.md")):
    check("(note: From the south.)" in shown and "\ufffc" not in shown, f"a new note has its words: {shown!r}")
gone = run("compare", "more.md", "noted.md")
check("[-* (note: From the south.)-]" in gone, f"and one that goes: {gone!r}")
write("cites.md", MARKDOWN.replace("See last year's decision", "See A/76/187"))
run("read", "cites.md", "-o", "cites.docx")
check("note 1" in run("cite", "cites.docx"), "a note in a Word file has its number")

# ---- what LibreOffice saved gives everyone back (tests/interop does the saving)
for what in ("notes", "tables"):
    saved = os.path.join(os.environ["RAPPORTEUR_SOURCE"], "tests/cases/docx/saved", what)
    with open(saved + ".txt", encoding="utf-8") as file:
        texts = dict(part.split("\n", 1) for part in file.read().split("== ")[1:])
    for name, text in texts.items():
        got = run("extract", saved + ".docx", *(["--base"] if name == "base" else ["--accept", name]))
        check(got == text, f"{what}: {name}: {got!r}")

# ---- what is no part of the text is said, tracked or not


def edited(name, **edits):
    """base.docx with these parts edited: by part, a list of what is replaced by what; a string is a new part."""
    with zipfile.ZipFile(scene.path("base.docx")) as old, zipfile.ZipFile(scene.path(f"{name}.docx"), "w") as new:
        parts = {part: old.read(part).decode() for part in old.namelist()}
        for part, change in edits.items():
            part = {"document": "word/document.xml", "types": "[Content_Types].xml", "relations": "word/_rels/document.xml.rels", "header": "word/header1.xml", "footnotes": "word/footnotes.xml", "comments": "word/comments.xml"}[part]
            for was, now in change if isinstance(change, list) else []:
                check(was in parts[part], f"{was} is in {part}")
                parts[part] = parts[part].replace(was, now, 1)
            if isinstance(change, str):
                parts[part] = change
        for part, text in parts.items():
            new.writestr(part, text)
    return f"{name}.docx"


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'


def with_header(name, words, page):
    return edited(name, header=f"<w:hdr {WORD}><w:p><w:r><w:t>{words}</w:t></w:r></w:p><w:p>{FIELD.format(page)}</w:p></w:hdr>",
                  document=[("<w:sectPr>", '<w:sectPr><w:headerReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" w:type="default" r:id="rId90"/>')],
                  types=[("</Types>", '<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>')],
                  relations=[("</Relationships>", '<Relationship Id="rId90" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/></Relationships>')])


headed = with_header("headed", "A/AC.1/L.1", 1)
same = with_header("same", "A/AC.1/L.1", 2)
revised = with_header("revised", "A/AC.1/L.1/Rev.1", 1)
wide = edited("wide", document=[('<w:pgSz w:w="11906" w:h="16838"', '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"')])
foreign = edited("foreign", document=[("<w:sectPr>", '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId91"/><w:sectPr>')])
report = run("compile", headed, same, revised, "-o", "headers.docx", "--report", "-")
check(report.count("1 line in headers or footers that the base does not have") == 1, f"another header is said, another page number is none: {report}")
report = run("compile", "base.docx", wide, foreign, "-o", "pages.docx", "--report", "-")
check(report.count("other page sizes") == 1 and report.count("1 document of another format") == 1, f"pages and foreign parts are said: {report}")

# ---- notes whose numbers are those of separators (PHPWord begins at 0)
REFERENCE, NOTE, TYPED = '<w:r><w:footnoteReference w:id="{}"/></w:r>', '<w:footnote w:id="{}"><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>', '<w:footnote w:type="separator" w:id="{}"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
RELATION = '<Relationship Id="rId92" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
TYPE = '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>'


def with_notes(name, ids, separators, *more):
    marked = [(word, word + "</w:t></w:r>" + REFERENCE.format(number) + '<w:r><w:t xml:space="preserve">') for word, number in zip(("lamps", "dusk", "keeper"), ids)]
    kept = "".join(map(TYPED.format, separators)) + "".join(NOTE.format(number, f"Words of note {number}.") for number in ids)
    return edited(name, document=marked + list(more), footnotes=f"<w:footnotes {WORD}>{kept}</w:footnotes>", types=[("</Types>", TYPE)], relations=[("</Relationships>", RELATION)])


for label, ids, separators in (("from 0", (0, 1, 2), ()), ("beside separators", (0, 1, 2), (-1, 0)), ("below separators", (1, 2, 3), (7, 8)), ("among them", (2, 5, 9), (3, 5)), ("as usual", (2, 3, 1), (0, 1)), ("of ten digits", (2147483647, 4000000000, 7), ()), ("below nothing", (-5, -2147483648, 3), (-1, 0))):
    noted, reply = with_notes("noted", ids, separators), with_notes("Delegation 01", ids, separators, ("shall", "may"))
    check(all(f"Words of note {number}." in read(noted) for number in ids), f"notes {label} are read: {read(noted)}")
    run("compile", noted, reply, "-o", "noted-all.docx")
    check(run("extract", "noted-all.docx", "--base") == read(noted), f"notes {label}: the base comes back")
    check(run("extract", "noted-all.docx", "--accept", "Delegation 01") == read(reply), f"notes {label}: what was sent comes back")
    with zipfile.ZipFile(scene.path("noted-all.docx")) as package:
        given = re.findall(r'<w:footnote [^>]*w:id="(-?\d+)"', package.read("word/footnotes.xml").decode())
    check(len(set(given)) == len(given), f"notes {label}: each number once, not {given}")

# ---- who competes is said, whatever the compilation is kept in
sent("Delegation 08", ("shall", "may"))
sent("Delegation 09", ("shall", "should"))
for ending in ("docx", "html", "json", "akn"):
    run("compile", "base.docx", "Delegation 08.docx", "Delegation 09.docx", "-o", f"compete.{ending}")
    run("extract", f"compete.{ending}", "--accept", "Delegation 08", "--accept", "Delegation 09", "-o", f"both-{ending}.txt", code=3, says=r'^1: "(shall|should)"\nrapporteur: compete[^\n]* 1 place')
    check(not os.path.exists(scene.path(f"both-{ending}.txt")), f"nothing is written: {ending}")

# ---- names that hold what joins names, and names as some systems write them
os.rename(scene.path("Delegation 08.docx"), scene.path("Delegation 08; Delegation 09.docx"))
os.rename(scene.path("Delegation 09.docx"), scene.path("De\u0301le\u0301gation 09.docx"))
run("compile", "base.docx", "Delegation 08; Delegation 09.docx", "De\u0301le\u0301gation 09.docx", "-o", "named.docx", "--report", "-", says="Delegation 08, Delegation 09\n(.|\n)*D\u00e9l\u00e9gation 09")
with zipfile.ZipFile(scene.path("named.docx")) as old, zipfile.ZipFile(scene.path("stripped.docx"), "w") as new:
    for part in old.namelist():
        if not part.startswith("customXml/"):
            new.writestr(part, re.sub(r"<(Override|Relationship)[^>]*customXml[^>]*/>", "", old.read(part).decode()))
for file in ("named.docx", "stripped.docx"):
    for name, words in (("Delegation 08; Delegation 09", "may"), ("Delegation 08, Delegation 09", "may"), ("D\u00e9l\u00e9gation 09", "should"), ("De\u0301le\u0301gation 09", "should")):
        check(f"lamps {words} be lit" in run("extract", file, "--accept", name), f"{name} out of {file}")
    run("extract", file, "--accept", "Delegation 09", code=66)

# ---- labels of what is new, by the level at which it is numbered
LISTED = "The Assembly of Lamps,\n\n1. Decides to light lamps:\n\n(a) In the harbour;\n\n(b) On the pier;\n\n2. Requests the keeper to buy oil.\n"
write("listed.txt", LISTED)
PIER, KEEPER = "(b) On the pier;\n", "2. Requests"
for name, more in (("above", {PIER: PIER + "\n2. Invites sailors to help;\n"}), ("below", {PIER: PIER + "\n(c) In the market;\n"}), ("another below", {PIER: PIER + "\n(c) In the tower;\n"}),
                   ("first below", {"(a) In": "(a) At the gate;\n\n(b) In", "(b) On": "(c) On"}), ("both", {PIER: PIER + "\n(c) At the mill;\n\n2. Thanks the miller;\n"})):
    text = LISTED
    for old, new in more.items():
        text = text.replace(old, new, 1)
    write(f"{name}.txt", text)
for names, wanted in ((["above"], ["1 bis. [2. Invites"]), (["below"], ["(b bis) [(c) In the market"]), (["above", "below"], ["(b bis) [(c) In the market", "1 bis. [2. Invites"]),
                      (["below", "another below"], ["(b bis) Alt 1. [(c) In the market", "(b bis) Alt 2. [(c) In the tower"]), (["first below"], ["(a pre) [(a) At the gate"]),
                      (["above", "both"], ["(b bis) [(c) At the mill", "1 bis. [2. ", "1 ter. [2. "])):
    run("compile", "listed.txt", *(f"{name}.txt" for name in names), "-o", "listed.docx", "--marks", "brackets")
    shown = read("listed.docx")
    places = [shown.find(words) for words in wanted]
    check(min(places) >= 0 and places == sorted(places), f"{names}: {wanted} in {shown}")

# ---- a picture that does not come along
PICTURE = '<w:r><w:drawing xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><a:blip r:embed="rId93"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'


def with_picture(name, at, file, inside):
    made = edited(name, document=[(f"{at}</w:t></w:r>", f"{at}</w:t></w:r>{PICTURE}")], types=[("</Types>", '<Default Extension="png" ContentType="image/png"/></Types>')],
                  relations=[("</Relationships>", f'<Relationship Id="rId93" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/{file}"/></Relationships>')])
    with zipfile.ZipFile(scene.path(made), "a") as package:
        package.writestr(f"word/media/{file}", inside)
    return made


shown, other = with_picture("shown", "dusk;", "a.png", "picture a"), with_picture("Delegation 10", "oil.", "b.png", "picture b")
run("compile", shown, other, "-o", "pictures.docx", "--report", "-", says="put aside: 1 image or other object")
with zipfile.ZipFile(scene.path("pictures.docx")) as package:
    check(package.read("word/document.xml").count(b'r:embed="rId93"') == 1, "another package's relation shows nothing of this one")

# ---- comments that the base has are nobody's
def with_comments(name, *words):
    said = "".join(f'<w:comment w:id="{number}" w:author="Chair"><w:p><w:r><w:t>{word}</w:t></w:r></w:p></w:comment>' for number, word in enumerate(words))
    return edited(name, comments=f"<w:comments {WORD}>{said}</w:comments>", types=[("</Types>", TYPE.replace("footnotes", "comments"))], relations=[("</Relationships>", RELATION.replace("footnotes", "comments").replace("rId92", "rId94"))])


asked, kept, more = with_comments("asked", "Is this clear?"), with_comments("Delegation 11", "Is this clear?"), with_comments("Delegation 12", "Is this clear?", "No.", "Not at all.")
report = run("compile", asked, kept, more, "-o", "asked.json", "--report", "-")
check("put aside: 2 comments" in report and report.count("comment") == 1, f"comments are counted beside the base's: {report}")

# ---- what the base tracks itself is hidden by nobody
TRACKED = ("oil.", 'oil</w:t></w:r><w:ins w:id="8" w:author="Chair"><w:r><w:t xml:space="preserve"> and wicks</w:t></w:r></w:ins><w:r><w:t>.')
OPENLY = ("lit at", 'lit </w:t></w:r><w:ins w:id="9" w:author="Delegation 13"><w:r><w:t xml:space="preserve">each day </w:t></w:r></w:ins><w:r><w:t>at')
revised = edited("revised", document=[TRACKED])
for name, edits, silent in (("Delegation 13", [TRACKED, OPENLY], 0), ("Delegation 14", [TRACKED, OPENLY, ("shall", "may")], 1)):
    report = run("compile", revised, edited(name, document=edits), "-o", "tracked.json", "--report", "-")
    check(("silent" in report) == (silent != 0), f"{name} hides {silent}: {report}")

scene.end()
