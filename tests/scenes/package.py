#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A package: positions that hang on other words, kept beside them; when those words go, the position that hung on them is shown with its condition still."""
from table import *

scene("package")
group = Table().seats_delegations("Delegation 01", "Delegation 02").opens()
one, two = as_("Delegation 01"), as_("Delegation 02")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
two.does("propose", "--prose", 'after paragraph 3, insert "Decides that interpretation shall be provided in informal consultations;"')
new_paragraph = two.id
one.does("position", "object", "--paragraph", "OP1", "--reason", "We would drop this if the paragraph on interpretation stays.", "--if", f"OP3={new_paragraph[:8]}")
said = one.does("position", "object", "--paragraph", "OP4", "--if", "OP77", code=None)
expect("a condition names what is there", said.status != 0 and said.says("no paragraph"), said)
position = group.text()["positions"][0]
expect("the condition names the wording", position["conditions"][0]["wording"] == new_paragraph, position)
item = next(row for row in group.text()["between"] if row["what"] == "objected")
expect("and stands in what is in the way", item["conditions"][0]["wording"] == new_paragraph, item)
expect("new paragraphs keep the numbers of the base", rapporteur("text", "show", group.url, TEXT).says(r"3 bis"), "")
chair().does("issue", "--take", new_paragraph[:8], "--name", "Rev.1")
expect("numbered on", rapporteur("text", "show", group.url, TEXT).says(r"4\. Decides that interpretation.*5\. Decides that documents.*7\. Decides to consider"))
expect("and no position went stale by a number", ("objected", "OP1", "delegation-01") in group.between(), group.between())
one.does("position", "can_live_with", "--paragraph", "OP1")
expect("nothing is in the way", group.between() == [], group.between())
replays(group)
curtain()
