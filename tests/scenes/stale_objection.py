#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An objection goes stale when its words change, and says so; it is not silently dropped, and counts again when it is stated on the new words."""
from table import *

scene("stale_objection")
group = Table().seats_delegations("Delegation 01", "Delegation 02").opens()
one, two = as_("Delegation 01"), as_("Delegation 02")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
one.does("position", "object", "--paragraph", "OP2", "--reason", "Three days are too few.")
one.does("position", "reserve", "--paragraph", "OP4")
expect("it stands", ("objected", "OP2", "delegation-01") in group.between(), group.between())
old_version = group.text()["sha256"]
two.does("propose", "--prose", 'replace "three working days" with "five working days" in paragraph 2')
chair().does("issue", "--take", two.id[:8], "--name", "Rev.1")
expect("stale, and only that one", set(group.between()) == {("stale", "OP2", "delegation-01"), ("reserved", "OP4", "delegation-01")}, group.between())
one.signs({"process": TEXT, "version": old_version, "position": "object", "paragraph": group.text()["paragraphs"][5]["id"]}, kind="text.position.declare").posts()
refused(one.last, 409, "another version")
chair().does("ask")
chair().does("close", "OP2")
expect("what stands in the way of a closed paragraph is still said", ("stale", "OP2", "delegation-01") in group.between(), group.between())
one.does("position", "can_live_with", "--paragraph", "OP2")
expect("settled", ("stale", "OP2", "delegation-01") not in group.between(), group.between())
replays(group)
curtain()
