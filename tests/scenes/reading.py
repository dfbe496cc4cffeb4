#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Readings, section by section: the Chair takes a draft's sections up one after the other, suspends one, resumes it at another meeting, and a new version comes between; what was read stays known, by the
identities of the paragraphs."""
from table import *

HEADED = """# Draft report of the Example Group (fictional)

## I. Sessions

1. The Group met in three sessions.

2. It heard delegations of all regions.

## II. Documents

3. It considered two working papers.

4. Proposals were published within three working days.

## III. Conclusions

5. The Group recommends that its work continue.
"""

scene("reading")
group = Table().seats_delegations("Delegation 01").opens()
one = as_("Delegation 01")
group.acts_well("session.create", {"session": "third", "body": BODY, "number": 3, "names": {"en": "Third session (fictional)"}, "from": in_days(0)[:10], "until": in_days(4)[:10], "kind": "substantive",
                                   "zone": "America/New_York", "place": {"en": "Room 1 (fictional)"}})
for meeting, number in (("m1", 1), ("m2", 2)):
    group.acts_well("meeting.plan", {"session": "third", "meeting": meeting, "number": number, "form": "formal", "begin": in_days(0)[:16] + ":00Z", "end": in_days(0, 7200)[:16] + ":00Z"})
chair().does("open", "--body", BODY, "--title", "Report (fictional)", "--form", "progress_report", "--session", "third")
chair().does("issue", write("zero.md", HEADED), "--name", "Zero draft")


def section(title):
    return next(row for row in group.text()["sections"] if row.get("title", "").startswith(title))


def state(title):
    """{reading: state} of a section."""
    return {row["reading"]: row["state"] for row in section(title)["readings"]}


expect("the sections are those of the headings", [row["title"][:3].strip(". ") for row in group.text()["sections"]] == ["I", "II", "III"], group.text()["sections"])
expect("nothing was read", group.text()["floor"] == [] and state("I.") == {})
said = one.does("read", "I. Sessions", code=None)
expect("a delegation opens no reading", said.status != 0, said)
chair().does("read", "I. Sessions", "--session", "third", "--meeting", "m1", "--note", "From the beginning.")
expect("the first section is on the floor", [row["place"]["title"] for row in group.text()["floor"]] == ["I. Sessions"], group.text()["floor"])
expect("and the list of texts says so", group.reads("texts")["floor"][0]["first"] == "I. Sessions", group.reads("texts"))
expect("with its paragraphs", [row.get("name") for row in group.text()["paragraphs"] if row.get("on_floor")] == [None, "1", "2"], group.text()["paragraphs"])
said = chair().does("read", "2", code=None)
expect("not twice at a time", said.status != 0 and said.says("Conclude that reading first"), said)
hall = http("GET", f"{group.url}/en/texts/{TEXT}?view=projector").text
expect("the hall sees that part, the rest folded", "Being read now" in hall and hall.count("<details class=\"folded\"") == 2, hall.count("<details class=\"folded\""))
one.does("propose", "--prose", 'replace "three sessions" with "four sessions" in paragraph 1')
proposal = one.id
chair().does("finish")
expect("concluded", state("I.") == {"first": "concluded"} and group.text()["floor"] == [])
chair().does("read", "II. Documents", "--session", "third", "--meeting", "m1")
chair().does("suspend", "--session", "third", "--meeting", "m1", "--note", "Until the next meeting.")
expect("suspended", state("II.") == {"first": "suspended"} and group.text()["floor"] == [])

# A version between: what was read is known by its paragraphs.
chair().does("issue", "--take", proposal[:8], "--name", "Rev.1")
expect("what was read stays read", state("I.") == {"first": "concluded"} and state("II.") == {"first": "suspended"})
chair().does("resume", "--session", "third", "--meeting", "m2")
expect("on the floor of the new version", [row["place"]["title"] for row in group.text()["floor"]] == ["II. Documents"], group.text()["floor"])
chair().does("close", "4")
states = {row["state"]: row["number"] for row in section("II.")["states"]}
expect("how its paragraphs stand", states == {"ad_referendum": 1, "open": 1}, states)
chair().does("finish", "--session", "third", "--meeting", "m2")

# A range is a part too; the second reading narrows.
chair().does("read", "1", "--to", "3", "--reading", "second")
row = next(row for row in section("II.")["readings"] if row["reading"] == "second")
expect("a part of a section says which", row["state"] == "running" and row["partly"] == {"first": "3"}, row)
expect("the whole of another", state("I.") == {"first": "concluded", "second": "running"}, state("I."))
said = chair().does("resume", code=None)
expect("nothing is suspended", said.status != 0 and said.says("no such reading"), said)
chair().does("finish")

steps = [(row["what"], row["place"].get("title") or row["place"].get("first")) for row in group.text()["history"] if row["what"].startswith("reading_")]
expect("act by act", steps == [("reading_opened", "I. Sessions"), ("reading_concluded", "I. Sessions"), ("reading_opened", "II. Documents"), ("reading_suspended", "II. Documents"),
                               ("reading_resumed", "II. Documents"), ("reading_concluded", "II. Documents"), ("reading_opened", "1"), ("reading_concluded", "1")], steps)
for meeting, want in (("m1", ["reading_opened", "reading_opened", "reading_suspended"]), ("m2", ["reading_resumed", "reading_concluded"])):
    entries = group.reads(f"sessions/third/{meeting}/proceedings")["entries"]
    expect(f"the proceedings of {meeting}", [row["what"] for row in entries if row["what"].startswith("reading_")] == want, entries)
paper = http("GET", f"{group.url}/en/sessions/third/m2/proceedings.txt").text
expect("in words", "II. Documents: first reading resumed." in paper, paper)
replays(group)
curtain()
