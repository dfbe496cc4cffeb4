#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A paragraph is split in two while five delegations have proposals on it: each lands where its words went, is shown as overtaken where they are gone, and none is lost."""
from table import *

scene("split_under_five")
names = [f"Delegation 0{number}" for number in range(1, 6)]
group = Table().seats_delegations(*names).opens()
whole = ZERO.replace("5. Invites delegations to submit written proposals;",
                     "5. Invites delegations to submit written proposals in good time, requests the secretariat to translate each of them, and encourages regional groups to meet before each session;")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", whole), "--name", "Zero draft")
prose = {names[0]: 'replace "written proposals" with "proposals" in paragraph 5', names[1]: 'replace "each of them" with "all of them" in paragraph 5', names[2]: 'replace "before each session" with "before and after each session" in paragraph 5',
         names[3]: 'insert "and cross-regional" after "regional" in paragraph 5', names[4]: 'replace ", and encourages" with ", and strongly encourages" in paragraph 5'}
for name in names:
    as_(name).does("propose", "--prose", prose[name])
split = whole.replace("of them, and encourages regional", "of them;\n\n6. Encourages regional").replace("6. Decides to consider", "7. Decides to consider")
chair().does("issue", write("split.txt", split), "--name", "Rev.1", "--note", "Paragraph 5 was split.")
outcomes = group.outcomes()
expect("every one has an outcome", set(outcomes) == {as_(name).party for name in names}, outcomes)
expect("those whose words still stand are carried", all(outcomes[as_(name).party] == (1, 0, 0, 0) for name in names[:4]), outcomes)
expect("words that became others are in conflict, for their owner to say", outcomes[as_(names[4]).party] == (0, 0, 0, 1), outcomes)
shown = rapporteur("text", "show", group.url, TEXT).text
expect("and they stand in the new paragraphs", all(name in shown for name in names[:4]) and re.search(r"6\. Encourages regional ?\[ ?and cross-regional", shown) and "7. Decides to consider" in shown, shown)
rapporteur("text", "show", group.url, TEXT, "-o", "rev1.docx")
for name, words in ((names[0], "to submit proposals in good time"), (names[2], "before and after each session")):
    mine = rapporteur("extract", "rev1.docx", "--accept", name).text
    expect(f"{name} takes its own text back out", words in mine, mine)
replays(group)
curtain()
