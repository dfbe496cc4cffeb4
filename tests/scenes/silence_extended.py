#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A silence is extended, called off, begun again and kept: adopted by it, with a symbol; afterwards nothing in it changes."""
from table import *

scene("silence_extended")
group = Table().seats_delegations("Delegation 01", "Delegation 02").opens()
one, two = as_("Delegation 01"), as_("Delegation 02")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
said = one.does("silence", "--hours", "72", code=None)
expect("a delegation begins no silence", said.status != 0, said)
chair().does("silence", "--hours", "72", "--note", "Please send comments to the Chair.")
said = chair().does("extend", "--hours", "1", code=None)
expect("an extension is later than what it extends", said.status != 0, said)
chair().does("extend", "--hours", "96", "--reason", "At the request of two delegations.")
chair().does("call-off", "--reason", "A word was missing.")
expect("open again", group.text()["state"] == "open")
chair().does("silence", "--until", in_days(0, 12))
opened = chair().id
one.does("position", "can_live_with")
group.until_closed(opened)
chair().does("conclude")
chair().does("adopt", "--by-silence", "--symbol", "EX/2027/DEC.2")
expect("adopted by silence", (group.text()["state"], group.text()["adopted_symbol"]) == ("adopted", "EX/2027/DEC.2"))
expect("three silences are in its history", [row["state"] for row in group.text()["silences"]] == ["closed", "withdrawn"], group.text()["silences"])
replays(group)
curtain()
