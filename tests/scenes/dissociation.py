#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Consensus with one dissociation: nobody objects when the room is asked, one delegation dissociates itself from a paragraph, and that travels with the text."""
from table import *

scene("dissociation")
group = Table().seats_delegations("Delegation 01", "Delegation 02").opens()
one, two = as_("Delegation 01"), as_("Delegation 02")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
two.does("explain", "before", "--text", "We shall not stand in the way of consensus.")
chair().does("ask")
chair().does("adopt", "--in-room", "--symbol", "EX/2027/DEC.1")
one.does("explain", "dissociation", "--text", "We dissociate ourselves from paragraph 3.", "--paragraph", "3")
two.does("explain", "after", "--text", "Expliquée après l'adoption.", "--language", "fr")
text = group.text()
expect("adopted without a vote all the same", (text["state"], text["manner"]) == ("adopted", "without_vote"), text["state"])
kinds = [(row["type"], row["party"]["party"]) for row in text["explanations"]]
expect("in the order in which they were made", kinds == [("before", "delegation-02"), ("dissociation", "delegation-01"), ("after", "delegation-02")], kinds)
third = next(row["id"] for row in text["paragraphs"] if row.get("name") == "OP3")
expect("tied to its paragraph", text["explanations"][1]["paragraphs"] == [third], text["explanations"][1])
page = http("GET", f"{group.url}/en/texts/{TEXT}")
expect("on the page, in its words", page.says("We dissociate ourselves from paragraph 3") and page.says('lang="fr"'), page.status)
said = two.does("position", "object", code=None)
expect("afterwards there is nothing to object to", said.status != 0 and said.says("no longer open"), said)
replays(group)
curtain()
