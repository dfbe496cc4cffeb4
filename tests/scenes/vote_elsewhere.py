#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A text on which a vote was held elsewhere is recorded as such, never as consensus; a body whose members alone may object."""
from table import *

scene("vote_elsewhere")
group = Table(objectors="members", kind="open-ended").seats_delegations("Delegation 01", "Delegation 02")
group.seats_delegations_of_class("observer", "Observer 01")
group.opens()
one, observer = as_("Delegation 01"), as_("Observer 01")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "resolution")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
observer.does("propose", "--prose", 'delete "written" in paragraph 5', "--reason", "An observer may propose.")
said = observer.does("position", "object", "--paragraph", "OP5", code=None)
expect("and not object", said.status != 0 and said.says("does not object"), said)
chair().does("ask")
said = observer.does("object", code=None)
expect("nor in the room", said.status != 0 and said.says("may not file"), said)
one.does("object", "--reason", "We ask for a vote.")
chair().does("adopt", "--manner", "vote_elsewhere", "--symbol", "EX/2027/RES.1", "--note", "Adopted by a recorded vote in another body (fictional).")
text = group.text()
expect("as what it was", (text["state"], text["manner"]) == ("adopted", "vote_elsewhere"), (text["state"], text["manner"]))
page = http("GET", f"{group.url}/en/texts/{TEXT}")
expect("and never called consensus", not page.says("(?i)adopted without a vote"), page.status)
replays(group)
curtain()
