#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A whole competing draft: two texts on one item, one of which is the basis of the negotiation; words come over as a proposal; the other ends without a result."""
from table import *

scene("competing_draft")
group = Table().seats_delegations("Delegation 01", "Delegation 02").opens()
one, two = as_("Delegation 01"), as_("Delegation 02")
other = ZERO.replace("three sessions of five working days", "two sessions of three weeks").replace("Example Group (fictional)\n", "Example Group, another draft (fictional)\n", 1)
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision", "--item", "3", "--basis")
chair().does("open", "--body", BODY, "--title", "Working methods, another draft (fictional)", "--form", "decision", "--item", "3", text="other")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
chair().does("issue", write("other.txt", other), "--name", "Working paper", text="other")
basis = {row["process"]: row.get("basis", False) for row in group.reads("texts")["texts"]}
expect("one is the basis", basis == {TEXT: True, "other": False}, basis)
chair().does("open", "--body", BODY, "--title", "A third (fictional)", "--form", "decision", "--item", "3", "--basis", text="third")
basis = {row["process"]: row.get("basis", False) for row in group.reads("texts")["texts"]}
expect("and only one at a time", basis == {TEXT: False, "other": False, "third": True}, basis)
two.does("propose", write("whole.txt", other), "--reason", "As a proposal to the first draft.")
expect("its words stand in the first draft as a proposal", ("changed", "OP1", "") in group.between(), group.between())
chair().does("end", "--reason", "Not pursued.", text="other")
expect("ended without a result", group.text("other")["state"] == "ended", group.text("other")["state"])
said = one.does("propose", "--prose", 'delete "written" in paragraph 5', text="other", code=None)
expect("and locked", said.status != 0 and said.says("no longer open"), said)
replays(group)
curtain()
