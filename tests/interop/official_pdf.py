#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""PDFs of official documents, read by other people's programs.

official_pdf_maker writes resolutions of tests/cases/texts, and fictional documents of every kind in six languages, from the words of tests/cases/udhr. For each: qpdf finds no
fault; pdfinfo reads, element by element, the words of official_print_plain in their order, with labels, numbers of notes and pages as printed; pdftotext reads the same from the
pages, once running heads, page numbers and job numbers are taken off; contents name the right pages; languages and tags are said; the same input gives the same bytes.
White space is not compared, nor are controls of direction.
"""
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

ROOT, BUILD = pathlib.Path(os.environ["RAPPORTEUR_SOURCE"]), pathlib.Path(os.environ["RAPPORTEUR_BUILD"])
MAKER = BUILD / "tests/interop/official_pdf_maker"
TEXTS, UDHR = ROOT / "tests/cases/texts", ROOT / "tests/cases/udhr"
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
KINDS = ("resolution", "decision", "agenda", "letter", "note")
FICTIONAL = {"ar": "وثيقة خيالية", "zh": "虚构文件", "en": "Fictional document", "fr": "Document fictif", "ru": "Вымышленный документ", "es": "Documento ficticio"}
passed = failed = 0


def check(name, holds, told=""):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print(f"  {name}: {told}")


def bare(text):
    """Without white space and controls of direction; a letter and its marks in one form."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if not c.isspace() and unicodedata.category(c) != "Cf")


def same(name, got, want):
    at = next((i for i, (a, b) in enumerate(zip(got, want)) if a != b), min(len(got), len(want)))
    check(name, got == want, f"at {at} of {len(want)}: got …{got[max(at - 30, 0):at + 50]}… want …{want[max(at - 30, 0):at + 50]}…")


def run(*command, **more):
    return subprocess.run([*map(str, command)], check=True, capture_output=True, text=True, **more).stdout


def elements(pdf):
    """(name, words) of every element that has words, in the order of the structure."""
    found, inside, goes_on = [], {}, False
    for line in run("pdfinfo", "-struct-text", pdf).splitlines():
        depth, said = (len(line) - len(line.lstrip())) // 2, line.strip()
        if said.startswith('"') and said.endswith('"'):
            if goes_on:
                found[-1] = (found[-1][0], found[-1][1] + said[1:-1])
            else:
                found.append((inside[depth - 1], said[1:-1]))
            goes_on = True
        elif said and not said.startswith("Object"):
            inside[depth], goes_on = said.split()[0], False
    return found


class Made:
    def __init__(self, folder, *arguments):
        self.out = pathlib.Path(folder) / "made"
        run(MAKER, *arguments[:3], self.out, *arguments[3:])
        self.pdf = self.out.with_suffix(".pdf")
        self.lines = [line.split("\t", 1) for line in self.out.with_suffix(".marked").read_text(encoding="utf-8").split("\n") if line]
        self.plain = self.out.with_suffix(".plain").read_text(encoding="utf-8")
        self.pages = run("pdftotext", "-layout", self.pdf, "-").split("\f")[:-1]

    def of(self, kinds):
        return [line for kind, line in self.lines if kind in kinds]


def check_structure(name, made):
    found = elements(made.pdf)
    body = [bare(words) for tag, words in found if tag != "Note"]
    contents = [bare(words) for tag, words in found if tag in ("Link", "TOCI")]
    want, pages = [bare(line) for line in made.of("MBC") if bare(line)], []
    for heading in map(bare, made.of("C")):
        said = contents.pop(0) if contents else ""
        number = said[len(heading):]
        check(f"{name}: contents", said.startswith(heading) and number.isdigit(), said)
        pages.append((heading, int(number) if number.isdigit() else 0))
        want[want.index(heading)] += number
    same(f"{name}: structure", "".join(body), "".join(want))
    same(f"{name}: notes in the structure", "".join(bare(words) for tag, words in found if tag == "Note"), "".join(map(bare, made.of("N"))))
    whole = set(body)
    missing = [line for line in want if line not in whole and "[" not in line[:1]]
    check(f"{name}: a paragraph is one element", not missing, f"{len(missing)}: {missing[:2]}")
    for heading, page in pages:
        check(f"{name}: {heading} is on page {page}", 0 < page <= len(made.pages) and all(word in bare(made.pages[page - 1]) for word in re.findall(r"\d+|[^\d\W]+", heading)))


def strip_around(page, number, total, around):
    """The words of a page without what stands around its text: by lines from both ends."""
    lines = [line for line in page.split("\n") if bare(line)]
    if number > 1:
        wanted = bare("".join(around))
        while lines and wanted and all(bare(part) in wanted for part in re.split(r"\s{3,}", lines[0].strip())):
            lines.pop(0)
    if lines and bare(lines[-1]).replace(f"{number}/{total}", "") in (*map(bare, around), "", bare(around[-1])):
        lines.pop()
    return bare("".join(lines))


def words_of(text):
    text = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return collections.Counter(re.findall(r"[\u0610-\u061a\u0621-\u065f\u0670-\u06d3]+", text))


def check_words(name, made, around):
    """Columns of a page that reads from the right come in the order of one that reads from the left: so every word is counted, in each of its writings."""
    got, want = words_of("\n".join(made.pages)), words_of("\n".join(line for _, line in made.lines))
    got.subtract(words_of(" ".join(around * (len(made.pages) - 1))))
    wrong = {word: (got[word], want[word]) for word in got | want if got[word] != want[word]}
    check(f"{name}: words of the pages", not wrong and len(want) > 20, dict(list(wrong.items())[:8]))


def check_pages(name, made, around):
    """Every page is a piece of the body and then a piece of the notes, and the pieces leave nothing out."""
    total, body_at, note_at = len(made.pages), 0, 0
    body = [bare(line) for kind, line in made.lines if kind in "BC"]
    text = "".join(body)
    if made.of("C"):
        numbers = iter([re.sub(r"^.*?(\d+)$", r"\1", bare(words)) for tag, words in elements(made.pdf) if tag in ("Link", "TOCI")])
        text = "".join(bare(line) + (numbered(line, next(numbers, "")) if kind == "C" else "") for kind, line in made.lines if kind in "BC")
    notes = "".join(map(bare, made.of("N")))
    for number, page in enumerate(made.pages, 1):
        got = strip_around(page, number, total, around)
        for line in map(bare, made.of("M") if number == 1 else []): # stands in columns
            check(f"{name}: masthead", line in got, line)
            got = got.replace(line, "", 1)
        size = len(os.path.commonprefix([got, text[body_at:body_at + len(got)]]))
        while size > 0 and not notes.startswith(got[size:], note_at):
            size -= 1
        good = notes.startswith(got[size:], note_at)
        check(f"{name}: page {number}", good, f"got …{got[size:size + 60]}… want …{text[body_at + size:body_at + size + 60]}… or …{notes[note_at:note_at + 60]}…")
        if not good:
            return
        body_at, note_at = body_at + size, note_at + len(got) - size
    check(f"{name}: nothing is left out", body_at == len(text) and note_at == len(notes), f"{len(text) - body_at} of the body, {len(notes) - note_at} of the notes")


def numbered(line, said):
    return re.search(r"\d*$", said).group()[len(re.search(r"\d*$", bare(line)).group()):]


def streams(whole):
    return re.findall(rb"\nstream\n(.*?)endstream", whole, re.S)


def unmarked(content):
    """What a page draws outside of marks."""
    depth, out = 0, []
    for line in content.splitlines():
        if line.endswith((b"BDC", b"BMC")):
            depth += 1
        elif line == b"EMC":
            depth -= 1
        elif depth == 0:
            out.append(line)
    return b"\n".join(out).strip() if depth == 0 else b"not closed"


def check_file(name, made, language):
    said = run("qpdf", "--check", made.pdf)
    check(f"{name}: qpdf", "No syntax or stream encoding errors" in said and "WARNING" not in said, said)
    said = run("pdfinfo", made.pdf)
    check(f"{name}: tagged", re.search(r"Tagged:\s+yes", said) and re.search(r"Metadata Stream:\s+yes", said) and re.search(r"Title:\s+\S", said), said)
    whole = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", made.pdf, "-"], check=True, capture_output=True).stdout
    catalogue = whole[:whole.index(b"endobj")]
    check(f"{name}: language", f"/Lang ({language})".encode() in catalogue and b"/MarkInfo" in catalogue, catalogue[:300])
    around = [stream for stream in streams(whole) if re.search(rb"/A\d Do\n", stream)]
    check(f"{name}: what stands around is no part of the structure", len(around) == len(made.pages) and all(s.startswith(b"/Artifact BMC\n") and s.count(b"EMC") == 1 and s.rstrip().endswith(b"EMC") for s in around), len(around))
    check(f"{name}: all that is drawn is of an element or an artifact", all(unmarked(s) == b"" for s in streams(whole) if b" BDC" in s or b">>BDC" in s), "")
    return whole


def check_around(name, made, symbol, fictional):
    total = len(made.pages)
    for number, page in enumerate(made.pages[1:], 2):
        check(f"{name}: page number {number}", f"{number}/{total}" in page)
        check(f"{name}: running head {number}", bare(symbol) in bare(page[:600]) and (not fictional or bare(fictional) in bare(page[:600])), page[:200])


def resolutions(folder):
    for path in sorted(TEXTS.glob("A_RES_*")):
        if path.suffix not in (".txt", ".md"):
            continue
        made = Made(folder, "text", path, "en")
        symbol = next((line for line in made.of("M") if re.fullmatch(r"A/RES/\S+", line)), "")
        title = next((run("pdfinfo", made.pdf).split("Title:")[1].split("\n")[0].strip().removeprefix(symbol + ", ") for _ in [0]))
        check_file(path.name, made, "en")
        check_structure(path.name, made)
        check_pages(path.name, made, [symbol, title])
        check_around(path.name, made, symbol, "")


def fictional(folder, kind, language, *more):
    name = f"{kind} {language}"
    made = Made(folder, kind, UDHR / f"{language}.html", language, *more)
    whole = check_file(name, made, language)
    title = run("pdfinfo", made.pdf).split("Title:")[1].split("\n")[0].split(", ", 1)[1].strip()
    check_structure(name, made)
    if kind != "tables":
        (check_words if language == "ar" else check_pages)(name, made, [title, "A/99/100", FICTIONAL[language], "26-99999"])
    check_around(name, made, "A/99/100", FICTIONAL[language])
    return made, whole


def foreign(language):
    others = [other for other in LANGUAGES if other != language]
    return [argument for other in others[:4] for argument in (other, UDHR / f"{other}.html")]


def main():
    with tempfile.TemporaryDirectory() as folder:
        resolutions(folder)
        for language in LANGUAGES:
            for kind in KINDS:
                fictional(folder, kind, language)
            fictional(folder, "report", language, 12)
            made, whole = fictional(folder, "tables", language, 8, *foreign(language))
            for other in [other for other in LANGUAGES if other != language][:4]:
                check(f"{language}: a part in {other} says so", f"/Lang ({other})".encode() in whole)
            once = made.pdf.read_bytes()
            check(f"{language}: equal bytes", Made(folder, "tables", UDHR / f"{language}.html", language, 8, *foreign(language)).pdf.read_bytes() == once)
        made = Made(folder, "hostile", UDHR / "en.html", "en")
        check_file("hostile", made, "en")
        empty = pathlib.Path(folder) / "fonts.conf"
        empty.write_text("<fontconfig></fontconfig>")
        said = subprocess.run([MAKER, "letter", UDHR / "en.html", "en", made.out], capture_output=True, text=True, env={**os.environ, "FONTCONFIG_FILE": str(empty)})
        check("without fonts", said.returncode == 1 and "Noto Serif" in said.stderr and "fonts-noto-core" in said.stderr, said.stderr)
    print(f"official_pdf: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
