#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Comments without text: on a paragraph, on a proposal, on the whole; they stand at their place with who made them and on which version, go stale with their words, travel in the text's files as an annex,
and come back in none."""
from table import *

scene("comments")
group = Table().seats_delegations("Delegation 01", "Delegation 02").opens()
one, two = as_("Delegation 01"), as_("Delegation 02")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
two.does("propose", "--prose", 'replace "three sessions" with "two sessions" in paragraph 1')
proposal = two.id
one.does("comment", "--paragraph", "OP2", "--text", "Is that from the day of receipt?\nOr from the day of translation?")
question = one.id
one.does("comment", "--wording", proposal[:8], "--text", "How would the third be used?")
one.does("comment", "--text", "Nous attendons des instructions.", "--language", "fr")
said = one.does("comment", "--paragraph", "OP77", "--text", "Where?", code=None)
expect("of what is not there nothing is said", said.status != 0 and said.says("no paragraph"), said)
said = one.does("comment", "--text", "   ", code=None)
expect("a comment has words", said.status != 0 and said.says("A comment has words"), said)


def at(name):
    return next(row for row in group.text()["paragraphs"] if row.get("name") == name).get("comments", [])


expect("at its paragraph, with the version", [(row["party"]["party"], row["version_name"]) for row in at("OP2")] == [("delegation-01", "Zero draft")], at("OP2"))
expect("at what the proposal changes, with whose it is", [row["proposal_of"]["party"] for row in at("OP1")] == ["delegation-02"], at("OP1"))
expect("on the whole", [row["language"] for row in group.text()["commented_whole"]] == ["fr"], group.text().get("commented_whole"))
expect("a comment is nothing that stands between", all(what != "commented" for what, _, _ in group.between()), group.between())
page = http("GET", f"{group.url}/en/texts/{TEXT}").text
expect("on the page", "from the day of receipt?" in page and "Nous attendons" in page)
without = http("GET", f"{group.url}/en/texts/{TEXT}?comments=without").text
expect("which can leave comments out", "from the day of receipt?" not in without and "Nous attendons" not in without)
by = http("GET", f"{group.url}/en/texts/{TEXT}?party=delegation-01").text
expect("or show those of a delegation", "from the day of receipt?" in by and "paragraphs not shown" in by)

# In files as an annex, which does not come back.
plain = http("GET", f"{group.url}/texts/{TEXT}/text.txt").text
expect("in plain text", "Comments (not part of the text)" in plain and "Delegation 01 (comment; Zero draft; OP2): Is that from the day of receipt?" in plain, plain)
for ending in ("docx", "html", "txt"):
    rapporteur("text", "show", group.url, TEXT, "-o", path(f"text.{ending}"))
    shown = rapporteur("read", path("text.docx")).text if ending == "docx" else open(path(f"text.{ending}"), encoding="utf-8").read()
    expect(f"in a .{ending}", "from the day of translation?" in shown, shown[-600:])
said = one.does("propose", path("text.txt"), code=None)
expect("nobody proposes what others said", "day of receipt" not in json.dumps(group.text()["amendments"]), said)

# A new version: the words of one are others, and the proposal of another was taken up.
one.does("propose", "--prose", 'replace "three working days" with "five working days" in paragraph 2')
chair().does("issue", "--take", proposal[:8], "--take", one.id[:8], "--name", "Rev.1")
expect("stale, and since when", at("OP2")[0]["stale"] is True and at("OP2")[0]["changed_in"] == "Rev.1", at("OP2"))
expect("the proposal is no longer open", any(row.get("proposal_gone") for row in group.text()["comments"]), group.text()["comments"])
expect("the page says so", "the words have changed since, in Rev.1" in http("GET", f"{group.url}/en/texts/{TEXT}").text)
said = two.does("uncomment", question[:8], code=None)
expect("only by who made it", said.status != 0 and said.says("Only the party"), said)
one.does("uncomment", question[:8], "--reason", "It was answered.")
expect("withdrawn", at("OP2") == [], at("OP2"))
paragraph = next(row["id"] for row in group.text()["paragraphs"] if row.get("name") == "OP2")
history = [row["what"] for row in group.reads(f"texts/{TEXT}/{paragraph}")["history"]]
expect("and both acts stay in the paragraph's history", "commented" in history and "comment_withdrawn" in history, history)
replays(group)
curtain()
