#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A group speaks for its members; two of them are not spoken for, one of which says otherwise itself."""
from table import *

scene("group_opt_outs")
group = Table().seats_delegations("Delegation 01", "Delegation 02", "Delegation 03", "Delegation 04")
group.seats_delegations_of_class("group", "Group A")
group.opens()
for number in ("01", "02", "03"):
    group.acts_well("party.group", {"party": as_(f"Delegation {number}").party, "group": as_("Group A").party})
one, two, three, four, all_of_a = (as_(name) for name in ("Delegation 01", "Delegation 02", "Delegation 03", "Delegation 04", "Group A"))
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
all_of_a.does("position", "object", "--paragraph", "OP1", "--reason", "The Group asks for four sessions.")
spoken = all_of_a.id
one.does("opt-out", spoken[:8])
two.does("opt-out", spoken[:8])
said = two.does("opt-out", spoken[:8], code=None)
expect("once", said.status != 0 and said.says("already"), said)
said = four.does("opt-out", spoken[:8], code=None)
expect("only a member", said.status != 0, said)
two.does("position", "can_live_with", "--paragraph", "OP1")
position = next(row for row in group.text()["positions"] if row["act"] == spoken)
expect("two are not spoken for", sorted(party["party"] for party in position["opted_out"]) == ["delegation-01", "delegation-02"], position)
said = one.does("retract", spoken[:8], code=None)
expect("a member cannot let the Group's position lapse", said.status != 0 and said.says("Only the party"), said)
marks = {(party["party"], cell.get("mark")) for row in group.reads(f"texts/{TEXT}/map")["rows"] for party, cell in zip(group.reads(f"texts/{TEXT}/map")["parties"], row["cells"]) if cell.get("mark")}
expect("the map has the Group's objection", (all_of_a.party, "object") in marks, marks)
all_of_a.does("retract", spoken[:8])
expect("nothing stands in the way", group.between() == [], group.between())
replays(group)
curtain()
