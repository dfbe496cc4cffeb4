#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A co-sponsor joins a proposal and leaves it again; the proposal stays its first sponsor's, who withdraws it in the end."""
from table import *

scene("cosponsor_leaves")
group = Table().seats_delegations("Delegation 01", "Delegation 02", "Delegation 03").opens()
one, two, three = as_("Delegation 01"), as_("Delegation 02"), as_("Delegation 03")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
one.does("propose", "--prose", 'insert "and its annexes" after "documents" in paragraph 4', "--reason", "Annexes are read as well.")
proposal = one.id


def sponsors():
    return next(([party["party"] for party in row.get("with", [])] for row in group.text()["amendments"] if row["act"] == proposal), None)


two.does("sponsor", proposal[:8])
three.does("sponsor", proposal[:8])
expect("with two others", sponsors() == ["delegation-02", "delegation-03"], sponsors())
two.does("sponsor", proposal[:8], "--leave")
expect("one has left", sponsors() == ["delegation-03"], sponsors())
time.sleep(1.1)  # within a second, and under the same checkpoint, it is the same act
said = two.does("sponsor", proposal[:8], "--leave", code=None)
expect("nobody leaves twice", said.status != 0, said)
said = three.does("withdraw", proposal[:8], code=None)
expect("only its owner withdraws it", said.status != 0, said)
three.does("propose", "--prose", 'insert "and its appendices" after "documents" in paragraph 4', "--amends", proposal[:8])
one.does("propose", "--prose", 'insert "and their annexes" after "documents" in paragraph 4', "--replaces", proposal[:8])
expect("replaced, and both new ones stand", sponsors() is None and len(group.text()["amendments"]) == 2, group.text()["amendments"])
one.does("withdraw", one.id[:8], "--reason", "We can live with the other words.")
expect("one is left", [row["party"]["party"] for row in group.text()["amendments"]] == ["delegation-03"])
replays(group)
curtain()
