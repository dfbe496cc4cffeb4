# SPDX-License-Identifier: Apache-2.0
"""The table of the scenes of negotiations: a house with a fictional working group, delegations that act on a text by `rapporteur text …` with keys of their own, and what everyone can read of it.

`as_("Delegation 03").does("position", "object", "--paragraph", "OP2")` signs on that delegation's machine and posts. `chair()` is the delegation that has the chair. `replays(group)` ends each scene: from
the record alone, by a view made anew and by a verifying mirror, come the same public pages and the same digest.
"""
import html.parser
import sqlite3
import time
import urllib.parse

from drama import *

BODY, TEXT = "example-group", "draft"
ZERO = """Draft decision on the working methods of the Example Group (fictional)

The Example Group,

Recalling its mandate to agree on common signs,

Noting that delegations differ in size,

1. Decides to hold three sessions of five working days;

2. Requests the secretariat to publish proposals within three working days;

3. Encourages regional organizations to take part in informal consultations;

4. Decides that documents shall be available in all six languages;

5. Invites delegations to submit written proposals;

6. Decides to consider its working methods again at its last session.
"""
CHAIR = "Delegation 16"


class Table(Host):
    """A record of everyone's eyes, in which the acts on texts are public; the Chair is a delegation that has the chair."""
    def __init__(self, name="house", objectors="states", kind="open-ended"):
        super().__init__(name, "--open-kinds", "text.*")
        self.objectors, self.kind, self.seats, self.tokens = objectors, kind, [], {}

    def seats_delegations(self, *names):
        for name in (*names, CHAIR):
            one = Delegation(name)
            one.enters(self, kinds="record.*,text.*")
            self.first_size += 3
            self.seats.append(one)
        for one in self.seats:
            self.tokens[one.party] = write(f"{one.party}.token", self.token(one.name) + "\n")
        return self

    def seats_group(self, name, *members):
        """A negotiating group that speaks for its members with a key of its own."""
        self.seats_delegations_of_class("group", name)
        for member in members:
            recorded(self.acts("party.group", {"party": as_(member).party, "group": as_(name).party}))

    def seats_delegations_of_class(self, party_class, name):
        one = Delegation(name)
        one.enters(self, kinds="record.*,text.*", party_class=party_class)
        self.seats.append(one)
        self.tokens[one.party] = write(f"{one.party}.token", self.token(one.name) + "\n")
        return one

    def opens(self):
        there = len(self.entries())
        self.serves_house()
        self.settles(there)
        self.acts_well("body.create", {"body": BODY, "kind": self.kind, "names": {"en": "Example Group (fictional)"}, "rule": "consensus", "objectors": self.objectors, "members": "all-states", "fictional": 1,
                                       "from": "2020-01-01", "until": "2099-12-31"})
        self.acts_well("body.officer", {"body": BODY, "office": "chair", "name": "Chair of the Example Group (fictional)", "party": as_(CHAIR).party, "from": "2020-01-01"})
        for one in self.seats:
            self.acts_well("party.describe", {"party": one.party, "names": {"en": one.name}, "fictional": 1})
        return self

    def acts_well(self, kind, content):
        return recorded(self.acts(kind, content))

    def serves_house(self):
        self.starts("serve", self.name)
        return self

    # ---- what everyone reads ----

    def reads(self, path="", language="en"):
        answer = http("GET", f"{self.url}/{language}/{path}" + ("&" if "?" in path else "?") + "as=json")
        expect(f"/{path} is read", answer.status == 200, answer)
        return json.loads(answer.body)

    def text(self, name=TEXT):
        return self.reads(f"texts/{name}")

    def words(self, paragraph, name=TEXT):
        """The words of a paragraph, as the version in force has them."""
        return next(row["text"] for row in self.text(name)["paragraphs"] if row.get("name") == paragraph or row.get("label") == paragraph)

    def between(self, name=TEXT):
        """[(what, paragraph, party)]: what stands between the text and consensus."""
        return [(row["what"], row.get("name") or row.get("label", ""), row.get("party", {}).get("party", "")) for row in self.text(name)["between"]]

    def outcomes(self, name=TEXT):
        """{party: (carried, taken up, overtaken, in conflict)} under the version in force; that the numbers add up is expected here."""
        rows, got = self.text(name)["outcomes"], {}
        for row in rows:
            numbers = tuple(row.get(kind, 0) for kind in ("carried", "taken_up", "overtaken", "in_conflict"))
            expect("every change has one outcome", sum(numbers) == len(row["outcomes"]), row)
            got[row["party"]["party"]] = tuple(a + b for a, b in zip(got.get(row["party"]["party"], (0, 0, 0, 0)), numbers))
        return got

    def until_closed(self, opened, seconds=90):
        """The host's clock passes a deadline, and the record says so."""
        return until("the record's clock closes the deadline", lambda: any("closing" in row for row in self.text()["silences"] if row["act"] == opened), seconds)


def chair():
    return as_(CHAIR)


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


# As JSON a text says when it was asked.
OUTSIDE = ("as=json", "/sign-in", "/acts/", "/parties/", "/checkpoint", "/blob/", "/act/", "/do/", "/propose/", "/issue/", "/desk")


def pages(table, extra=()):
    """Every public page of the texts and their body, in English and Arabic, by following links; and the files of each text. `extra`: other places, as they are."""
    base, found, waiting = urllib.parse.urlparse(table.url).path, {}, [f"/{language}/{path}" for language in ("en", "ar") for path in ("texts", f"bodies/{BODY}", *extra)]
    while waiting:
        path = waiting.pop()
        if path in found or len(found) > 600:
            continue
        answer = http("GET", table.url + urllib.parse.quote(path, safe="/?&=%;:,()*'!$+@~#"))
        expect(f"{path} is served", answer.status == 200, f"{answer.status} {answer.text[-1500:]}")
        found[path] = answer.body
        if not answer.kind.startswith("text/html"):
            continue
        links = Links()
        links.feed(answer.text)
        for href in links.found:
            target = urllib.parse.urldefrag(urllib.parse.unquote(urllib.parse.urljoin(path, href)))[0].removeprefix(base)
            inside = target.startswith(("/en/texts", "/ar/texts", "/texts/", f"/en/bodies/{BODY}", f"/ar/bodies/{BODY}"))
            if inside and not any(part in target for part in OUTSIDE):
                waiting.append(target)
    return found


def replays(table, extra=()):
    """The end of each scene."""
    as_seen, digest = pages(table, extra), None
    expect("there are pages", len(as_seen) >= 8, sorted(as_seen))
    mirror = Mirror("mirror-of-" + table.name, table)
    with sqlite3.connect(path(table.name, "record.sqlite")) as db:
        size = db.execute("SELECT size FROM head").fetchone()[0]
    until("the checkpoint that is given out has every act: one with cosignatures stands for some seconds", lambda: int(table.get("checkpoint").body.split(b"\n")[1]) >= size)
    mirror.copies()
    table.stops()
    digest = table.view_digest()
    for file in ("view.sqlite", "view.sqlite-wal", "view.sqlite-shm"):
        if os.path.exists(path(table.name, file)):
            os.remove(path(table.name, file))
    table.verifies()
    table.serves_house()
    again = pages(table, extra)
    expect("a view made anew has the same pages", again == as_seen, [name for name in as_seen if again.get(name) != as_seen[name]][:5])
    expect("and the same digest", table.view_digest() == digest, table.view_digest())
    table.stops()
    mirror.port = table.port
    mirror.starts("serve", mirror.name)
    mirrored = pages(mirror, extra)
    expect("a mirror has the same pages", mirrored == as_seen, [name for name in as_seen if mirrored.get(name) != as_seen[name]][:5])
    mirror.stops()


def _does(self, verb, *words, text=TEXT, code=0, says="", by=None):
    """`rapporteur text VERB …` by this delegation's key; what it said has the act's id in its row."""
    said = rapporteur("text", verb, self.host.url, text, *words, "--by", self.key(by or self.desk), "--token", self.host.tokens[self.party], code=code, says=says, state=self.state)
    self.last, self.id = said, said.row("act")
    return said


Delegation.does = _does
