#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A delegate's key is revoked while a silence runs: what it signed before stands, what it signs afterwards is refused, and its party breaks the silence with another key."""
from table import *

scene("key_revoked_in_silence")
group = Table().seats_delegations("Delegation 01", "Delegation 02").opens()
one, two = as_("Delegation 01"), as_("Delegation 02")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
two.does("position", "can_live_with", "--paragraph", "OP1")
chair().does("silence", "--hours", "72")
thief = one.signs({"opened": chair().id, "reason": "Signed by who stole the laptop."}, kind="text.silence.break").act
one.revokes("desk-1", since=in_days(-1))
refused(group.post("act", thief), 403, "")
expect("no objection stands", not any(row["what"] == "broken" for row in group.text()["silence_steps"]))
one.makes_key("desk-2")
one.enrols("desk-2", "delegate", by="mission", kinds="text.*")
one.does("break", "--reason", "With the key that is ours.", by="desk-2")
steps = [row for row in group.text()["silence_steps"] if row["what"] == "broken"]
expect("one objection, in time so far", len(steps) == 1 and steps[0].get("in_time"), steps)
chair().does("call-off", "--reason", "Delegations ask for another round.")
expect("open again", group.text()["state"] == "open")
replays(group)
curtain()
