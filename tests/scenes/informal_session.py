#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A session goes on informally: its programme of work is not adopted, nothing is decided there, and the text moves on all the same."""
from table import *

scene("informal_session")
group = Table().seats_delegations("Delegation 01", "Delegation 02").opens()
one, two = as_("Delegation 01"), as_("Delegation 02")
group.acts_well("session.create", {"session": "third", "body": BODY, "number": 3, "names": {"en": "Third session (fictional)"}, "from": in_days(0)[:10], "until": in_days(4)[:10], "kind": "substantive",
                                   "zone": "America/New_York", "place": {"en": "Room 1 (fictional)"}})
group.acts_well("session.agenda", {"session": "third", "status": "provisional", "items": [{"item": "1", "names": {"en": "Working methods"}}]})
group.acts_well("session.programme", {"session": "third", "status": "proposed"})
group.acts_well("meeting.plan", {"session": "third", "meeting": "informal-1", "form": "informal", "begin": in_days(0)[:16] + ":00Z", "end": in_days(0, 7200)[:16] + ":00Z", "items": ["1"]})
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision", "--session", "third", "--item", "1")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
one.does("propose", "--prose", 'replace "three sessions" with "two sessions" in paragraph 1')
chair().does("issue", "--take", one.id[:8], "--name", "Rev.1", "--note", "After informal consultations.")
session = group.reads("sessions/third")
expect("the programme is proposed, not adopted", "adopted" not in json.dumps(session.get("programme", "")), session.get("programme"))
chair().does("ask", "--session", "third", "--meeting", "informal-1")
two.does("object", "--reason", "An informal meeting decides nothing.")
said = chair().does("adopt", "--in-room", code=None)
expect("nothing is adopted there", said.status != 0 and said.says("objection stands"), said)
expect("and the text is open", group.text()["state"] == "open")
replays(group)
curtain()
