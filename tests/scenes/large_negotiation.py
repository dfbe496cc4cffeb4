#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A negotiation at full size: 193 delegations, 2,000 amendments to 60 paragraphs, three versions. Nothing is lost on the way, and everything follows from the record.

For each version every open amendment, read out of the record here, has one outcome for each of its changes. Every amendment that is open now stands in the text with its party, or is named under it.
The view is made anew, and a mirror is served: every page of the text has the same bytes, as HTML, JSON and Word file.
"""
import html.parser
import pathlib
import sys

from drama import *

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop"))
from house import fetch, served  # noqa: E402

MAKER = os.path.join(os.path.abspath(os.environ.get("RAPPORTEUR_BUILD", "build")), "tests/bench/make_negotiation")
TEXT, OUTCOMES = "texts/lanterns-and-gardens", ("carried", "taken_up", "overtaken", "in_conflict")
SIZE, PARTS_LEAST, PART_BYTES_MOST = [193, 2000, 60, 3], 3, 320 * 1024


# ---- from the record, without the program

def acts_of(entries):
    """(act id, kind, object) of each."""
    for entry in entries:
        body = entry[:entry.index(b"\n\n") + 1]
        lines = body.decode().split("\n")
        yield hashlib.sha256(body).hexdigest(), lines[2], json.loads(lines[6])


def blob_of(name):
    file = next(pathlib.Path(path("house", "blobs")).rglob(name))
    return json.loads(file.read_bytes())


def outcomes_add_up(version, outcomes, before):
    """What became of `before` ({act: how many changes}), by the blob of outcomes; and what is open afterwards."""
    rows, after, totals = outcomes["amendments"], {}, dict.fromkeys(OUTCOMES, 0)
    expect(f"version {version}: the outcomes name exactly the open amendments, in order", [row["act"] for row in rows] == sorted(before), len(rows))
    faults = [row["act"] for row in rows if [one["change"] for one in row["outcomes"]] != list(range(before.get(row["act"], -1)))]
    expect(f"version {version}: each change of each amendment has one outcome", not faults, faults[:3])
    for row in rows:
        for one in row["outcomes"]:
            totals[one["outcome"]] += 1
        if row["changes"]:
            after[row["act"]] = len(row["changes"])
    expect(f"version {version}: changes in = carried + taken up + overtaken + in conflict", sum(totals.values()) == sum(before.values()), (totals, sum(before.values())))
    expect(f"version {version}: each of the four has happened", all(totals.values()), totals)
    print(f"version {version}: {len(rows)} amendments with {sum(before.values())} changes: " + ", ".join(f"{count} {name}" for name, count in totals.items()))
    return after


def replayed(entries):
    """The open amendments now, those that were ever proposed, and how many versions there are."""
    unfinished, proposed, versions = {}, 0, 0
    for act, kind, content in acts_of(entries):
        if kind == "text.amendment.propose":
            proposed += 1
            unfinished[act] = len(content["changes"])
        elif kind == "text.amendment.withdraw":
            unfinished.pop(content["amendment"], None)
        elif kind == "text.version.issue":
            versions += 1
            if versions > 1:
                unfinished = outcomes_add_up(versions, blob_of(content["outcomes"]), unfinished)
    return unfinished, proposed, versions


# ---- what readers see

def wordings(answer):
    """Every list of who wants something, with the paragraph."""
    def lists(value):
        if isinstance(value, dict):
            for name, member in value.items():
                yield from [member] if name == "by" else lists(member)
        elif isinstance(value, list):
            for member in value:
                yield from lists(member)

    yield from lists(answer.get("before", {}))
    for paragraph in answer["paragraphs"]:
        for member in ("runs", "new", "deletion", "move"):
            yield from lists(paragraph.get(member, {}))


def all_are_shown(answer, unfinished):
    rows = {row["act"]: row for row in answer["amendments"]}
    shown = {who["act"]: who["party"] for by in wordings(answer) for who in by}
    named = {act for act, row in rows.items() if row.get("not_shown")}
    expect("the answer has every amendment that the record left open", set(unfinished) <= set(rows), len(rows))
    expect("every amendment is shown in the text, or named as not shown, never both", set(shown) | named == set(rows) and not set(shown) & named, (len(shown), len(named), len(rows)))
    expect("what is shown has the party that proposed it", all(rows[act]["party"]["party"] == party for act, party in shown.items()))
    expect("what is not shown is in conflict", all(rows[act]["state"] == "conflict" for act in named))
    print(f"{len(rows)} amendments: {len(shown)} shown, {len(named)} named as not shown")
    return named


class Page(html.parser.HTMLParser):
    """How many names of parties stand beside wordings, or are behind a "+16" there, which acts the list under the text links to, and which places of the page are led to."""
    def __init__(self, text):
        super().__init__()
        self.names, self.acts, self.under, self.ids, self.more, self.led, self.places = 0, set(), False, [], False, set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.names += attributes.get("class") == "one"
        self.places.add(attributes.get("id"))
        if tag == "a" and attributes.get("href", "").startswith("#all-"):
            self.more = True
            self.led.add(attributes["href"][1:])
        self.ids += [attributes["id"]] if attributes.get("id", "").startswith("p-") else []
        self.under = attributes.get("id") == "unshown" if tag == "section" else self.under
        if self.under and tag == "a" and "/acts/" in attributes.get("href", ""):
            self.acts.add(attributes["href"].rsplit("/", 1)[1])

    def handle_data(self, data):
        self.names += int(data) - 1 if self.more else 0
        self.more = False

    def handle_endtag(self, tag):
        self.under = self.under and tag != "section"


def pages_of(base, answer):
    paragraphs = [row["id"] for row in answer["paragraphs"]]
    asked = [(f"/{language}/{page}", "text/html") for language in ("en", "ar", "fr") for page in ("texts", TEXT, TEXT + "/map")]
    asked += [(f"/en/{TEXT}/{paragraphs[i]}", "text/html") for i in (1, len(paragraphs) // 2, -1)]
    asked += [(f"/en/{TEXT}?version={number}", "text/html") for number in (1, SIZE[3] - 1)]
    asked += [(f"/en/{TEXT}?part={part}", "text/html") for part in ("all", 2, PARTS_LEAST)]
    asked += [(f"/en/{page}", "application/json") for page in ("texts", TEXT, TEXT + "/map")]
    asked += [(f"/{TEXT}/{file}.docx", "*/*") for file in ("tracked", "brackets")]
    return {question: without_now(fetch(base, *question), question[1]) for question in asked}


def without_now(answer, kind):
    """The text's JSON says what time it is."""
    return answer if kind != "application/json" else (answer[0], re.sub(rb'\n  "now": "[^"]*",?', b"", answer[1]))


def same_pages(what, base, answer, pages):
    now_there = pages_of(base, answer)
    different = [question for question, got in pages.items() if now_there[question] != got]
    expect(f"{what}: {len(pages)} pages of the text with the same bytes", not different, different[:5])


# ---- the play

scene("large_negotiation")
began = time.time()
subprocess.run([MAKER, path("house"), *map(str, SIZE)], check=True, timeout=WAIT_S)
print(f"made in {time.time() - began:.1f} s")
house = Folder("house")
house.verifies()
open_now, proposed_ever, versions_ever = replayed(house.entries())
expect("all were proposed, all versions issued", (proposed_ever, versions_ever) == (SIZE[1], SIZE[3]), (proposed_ever, versions_ever))

with served(PROGRAM, path("house")):  # the first duty of a day is done
    time.sleep(2)
with served(PROGRAM, path("house")) as address:
    port = address.rsplit(":", 1)[1]
    text = json.loads(fetch(address, f"/en/{TEXT}", "application/json")[1])
    unshown = all_are_shown(text, open_now)
    first = pages_of(address, text)
    expect("every page answers", {status for status, _ in first.values()} == {200})
    page = Page(first[f"/en/{TEXT}?part=all", "text/html"][1].decode())
    expect("the page has as many names at its wordings as the answer", page.names == sum(len(by) for by in wordings(text)), page.names)
    expect("where some stand for more, the others are beside the paragraph", page.led <= page.places, page.led - page.places)
    expect("the page names each amendment that it does not show", page.acts == unshown, (len(page.acts), len(unshown)))
    parts = [part.decode() for status, part in (fetch(address, f"/en/{TEXT}?part={number}") for number in range(1, 40)) if status == 200]
    expect(f"the page comes in parts, none larger than {PART_BYTES_MOST} bytes", len(parts) >= PARTS_LEAST and max(map(len, parts)) <= PART_BYTES_MOST, [len(part) for part in parts])
    expect("the text's own address is its first part", Page(parts[0]).names == Page(first[f"/en/{TEXT}", "text/html"][1].decode()).names)
    expect("the parts have every name once, and each part has every paragraph", sum(Page(part).names for part in parts) == page.names and all(Page(part).ids == page.ids for part in parts))
    print(f"{len(parts)} parts of {min(map(len, parts)):,} to {max(map(len, parts)):,} bytes; {len(first[f'/en/{TEXT}?part=all', 'text/html'][1]):,} in one page")
    rapporteur("record", "mirror", address, "mirror", says="verified")
digest = house.view_digest()
for file in pathlib.Path(path("house")).glob("view.sqlite*"):
    file.unlink()
with served(PROGRAM, path("house"), port) as address:
    same_pages("the view made anew", address, text, first)
expect("the view made anew has the same digest", house.view_digest() == digest)
with served(PROGRAM, path("mirror"), port) as address:
    same_pages("a mirror", address, text, first)
expect("the mirror's view has the same digest", Folder("mirror").view_digest() == digest)
curtain()
