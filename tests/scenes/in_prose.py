#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One amendment for many places, in the words of a letter and in several languages; what cannot be read for certain is refused and named."""
from table import *

scene("in_prose")
group = Table().seats_delegations("Delegation 01", "Delegation 02").opens()
one, two = as_("Delegation 01"), as_("Delegation 02")
draft = ZERO.replace("common signs", "common signs of regional and other organizations").replace("written proposals", "proposals to organizations").replace("its last session", "its last session, with organizations, and with organizations only")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", draft), "--name", "Zero draft")
one.does("propose", "--prose", 'Insert "international" before "organizations" in paragraphs 3 and 5 and in paragraph PP1')
row = group.text()["amendments"][0]
expect("one amendment, three places", len(row["changes"]) == 3 and len({change["paragraph"] for change in row["changes"]}) == 3, row["changes"])
for words, why in (('insert "x" before "unicorns" in paragraph 3', "does not stand in paragraph 3"), ('insert "x" before "organizations" in paragraph 6', "stands 2 times"), ('insert "x" before "organizations" in paragraph 77', "no paragraph"),
                   ('insert "x" unless "organizations" in paragraph 3', "not understood"), ('insert "x before organizations in paragraph 3', "not closed"), ('"x" "y"', "not in a form"), ('delete "a"; insert "b"', "not in a form")):
    said = two.does("propose", "--prose", words, code=None)
    expect(f"{words}: {why}", said.status == 65 or said.status == 3 and said.says(why), said)
    expect(f"named: {words}", said.says(why), said)
two.does("propose", "--prose", 'in paragraph 6, insert "regional" before "organizations" wherever it stands; delete paragraph 4; after paragraph 5, insert "Thanks the secretariat;"')
changes = group.text()["amendments"][1]["changes"]
expect("several instructions are one amendment", sorted(change["op"] for change in changes) == ["delete_paragraph", "insert_paragraph", "replace", "replace"], changes)
for language, words in (("fr", "Au paragraphe 3, après « regional », insérer « ou thématiques »"), ("es", "En el párrafo 3, insertar «nuevos» antes de «organizations»"), ("ru", "Вставить «все» перед «regional» в пункте 3"),
                        ("zh", "在第3段“organizations”之前插入“所有”"), ("ar", 'إدراج "كل" قبل "organizations" في الفقرة ٣')):
    one.does("propose", "--prose", words)
    expect(f"in {language}", len(group.text()["amendments"][-1]["changes"]) == 1, group.text()["amendments"][-1])
replays(group)
curtain()
