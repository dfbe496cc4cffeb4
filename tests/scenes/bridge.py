#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Chair bridges: words that say whose they take, positions on them, closing ad referendum, then for good; reopened only by an act, and what is closed keeps its words meanwhile."""
from table import *

scene("bridge")
group = Table().seats_delegations("Delegation 01", "Delegation 02", "Delegation 03").opens()
one, two, three = as_("Delegation 01"), as_("Delegation 02"), as_("Delegation 03")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
one.does("propose", "--prose", 'replace "three working days" with "one working day" in paragraph 2')
two.does("propose", "--prose", 'replace "three working days" with "ten working days" in paragraph 2')
first = one.id
said = one.does("bridge", "--prose", 'replace "three" with "five" in paragraph 2', code=None)
expect("only the Chair bridges", said.status != 0, said)
chair().does("bridge", "--prose", 'replace "three working days" with "five working days" in paragraph 2', "--takes", first, "--takes", two.id, "--reason", "Between the two.")
bridge = chair().id
row = next(row for row in group.text()["amendments"] if row["act"] == bridge)
expect("it says whose words it takes", sorted(row["takes"]) == sorted([first, two.id]) and row.get("bridge"), row)
one.does("position", "can_live_with", "--paragraph", "OP2", "--wording", bridge)
two.does("position", "reserve", "--paragraph", "OP2", "--wording", bridge, "--reason", "Pending instructions.")
expect("a reservation stands", ("reserved", "OP2", "delegation-02") in group.between(), group.between())
chair().does("issue", "--take", bridge[:8], "--name", "Rev.1")
expect("taken up", "five working days" in group.words("OP2"), group.words("OP2"))
two.does("position", "can_live_with", "--paragraph", "OP2")
chair().does("close", "OP2")
said = chair().does("close", "OP2", code=None)
expect("closed at that level already", said.status != 0, said)
chair().does("close", "OP2", "--level", "agreed", "--note", "Agreed in the room.")
said = chair().does("issue", write("changed.txt", ZERO.replace("three working days", "six working days")), "--name", "Rev.2", code=None)
expect("a version does not change what is closed", said.status != 0 and said.says("closed"), said)
said = three.does("propose", "--prose", 'replace "five" with "six" in paragraph 2', code=None)
expect("nor does a proposal", said.status != 0 and said.says("closed"), said)
said = one.does("reopen", "OP2", code=None)
expect("only the Chair reopens", said.status != 0, said)
chair().does("reopen", "OP2", "--reason", "At the request of Delegation 03.")
three.does("propose", "--prose", 'replace "five" with "six" in paragraph 2')
history = [row["what"] for row in group.reads(f"texts/{TEXT}/" + next(row["id"] for row in group.text()["paragraphs"] if row.get("name") == "OP2"))["history"]]
expect("all of it is in the paragraph's history", history.count("proposed") == 3 and "bridged" in history and "reopened" in history, history)
replays(group)
curtain()
