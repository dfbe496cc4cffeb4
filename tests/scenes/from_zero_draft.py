#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""From a zero draft to an adopted decision: opened, amended by file and in words, bridged, closed, issued again, asked in the room, adopted, explained."""
from table import *

scene("from_zero_draft")
group = Table().seats_delegations("Delegation 01", "Delegation 02", "Delegation 03").opens()
one, two, three = as_("Delegation 01"), as_("Delegation 02"), as_("Delegation 03")

chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft", "--note", "On the Chair's own responsibility.")
one.does("open", "--body", BODY, "--title", "Another (fictional)", "--form", "decision", text="ours", code=None, says="")
expect("a delegation opens no text", one.last.status != 0 and "ours" not in str(group.reads("texts")), one.last)

one.does("propose", write("ours.txt", ZERO.replace("three sessions", "four sessions")), "--reason", "Three are too few.")
four_sessions = one.id
two.does("propose", "--prose", 'replace "three sessions" with "five sessions" in paragraph 1; delete "written" in paragraph 5')
three.does("position", "object", "--paragraph", "OP1", "--wording", two.id[:10], "--reason", "Five are too many.")
expect("contested and objected", {("objected", "OP1", "delegation-03"), ("contested", "OP1", ""), ("changed", "OP5", "")} <= set(group.between()), group.between())
expect("the plain compilation has both", rapporteur("text", "show", group.url, TEXT).says(r"\[three / (four.*Delegation 01.*five|five.*four)"))

chair().does("bridge", "--prose", 'replace "three sessions" with "four sessions, the last of which may be held remotely" in paragraph 1', "--takes", four_sessions[:8], "--takes", two.id[:8])
bridge = chair().id
one.does("position", "can_live_with", "--paragraph", "OP1", "--wording", bridge[:12])
chair().does("close", "OP2")
refused_in = two.does("propose", "--prose", 'replace "three working days" with "two working days" in paragraph 2', code=None)
expect("a closed paragraph takes no proposal", refused_in.status != 0 and refused_in.says("closed"), refused_in)

chair().does("issue", "--take", bridge[:12], "--name", "Rev.1", "--why", "OP1=The Chair's bridge was taken up.")
expect("taken up", group.words("OP1").endswith("which may be held remotely of five working days;") or "may be held remotely" in group.words("OP1"), group.words("OP1"))
outcomes = group.outcomes()
expect("each proposal has its outcome", set(outcomes) == {"delegation-01", "delegation-02", "delegation-16"} and outcomes["delegation-16"] == (0, 2, 0, 0), outcomes)
expect("the other change of Delegation 02 is carried", outcomes["delegation-02"][0] == 1 and sum(outcomes["delegation-02"]) == 2, outcomes)
expect("the objection's words are gone: stale", ("stale", "OP1", "delegation-03") in group.between(), group.between())

chair().does("ask")
three.does("object", "--reason", "We have no instructions yet.")
said = chair().does("adopt", "--in-room", code=None)
expect("no adoption over an objection", said.status != 0 and said.says("objection stands"), said)
three.does("object", "--lift")
chair().does("adopt", "--in-room", "--symbol", "EX/2027/L.1")
expect("adopted without a vote", (group.text()["state"], group.text()["manner"], group.text()["adopted_symbol"]) == ("adopted", "without_vote", "EX/2027/L.1"), group.text()["state"])
three.does("explain", "after", "--text", "We joined the consensus.", "--paragraph", "OP1")
said = one.does("propose", "--prose", 'delete "working" in paragraph 2', code=None)
expect("an adopted text is locked", said.status != 0 and said.says("no longer open"), said)
replays(group)
curtain()
