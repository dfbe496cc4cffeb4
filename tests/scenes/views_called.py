#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A call for views: answered, corrected, translated, reserved, withdrawn, late, extended; compiled into a report in each language's order; what comes later is an addendum, what was wrong a corrigendum."""
import re
import urllib.parse

from table_views import *

scene("views_called")
office = Office().seats_delegations("Delegation 01", "Delegation 02", "Delegation 03", "Delegation 04", "Delegation 05")
office.seats_delegations_of_class("group", "Group A")
office.opens()
one, two, three, four, five = (as_(f"Delegation 0{number}") for number in range(1, 6))
office.acts_well("party.group", {"party": one.party, "group": "group-a"})
for party, names in ((one.party, {"en": "Delegation 01", "fr": "Zone 01"}), (two.party, {"en": "Delegation 02", "fr": "Allée 02"})):
    office.acts_well("party.describe", {"party": party, "names": names, "fictional": 1})
office.holds("A/RES/74/28", os.path.join(SOURCE, "tests/cases/texts/A_RES_74_28.en.md"), "Advancing responsible State behaviour in cyberspace", "2019-12-12")
refused(office.acts("call.extend", {"call": CALL, "until": later(100)}), 404, "no call named")
office.calls(later(6))
refused(office.acts("call.issue", {"call": CALL, "purpose": "views", "names": {"en": "Again"}, "document": "A/RES/74/28", "until": later(60), "zone": "UTC"}), 409, "Choose another name")

# In time, in two languages, for itself and for a group.
recorded(one.sends_views([("heading", 2, "", "(a) Efforts"), "Delegation 01 trains its teams (fictional).", ("heading", 2, "", "(b) Concepts"), "A concept is what it says (fictional)."], answers={"a": (0, 1), "b": (2, 3)}))
first = one.id
recorded(one.sends_views(["Group A thinks alike (fictional)."], group="group-a"))
recorded(two.sends_views(["La Délégation 02 coopère (fictif)."], language="fr", summary="En bref (fictif).", answers={"a": (0, 0)}))
second = two.id
refused(two.sends_views(["Encore (fictif)."], language="fr"), 409, "in this role")
refused(two.sends_views(["Rien (fictif)."], language="fr", group="group-a"), 403, "does not belong to the group")
refused(three.with_house_token().submits({"call": CALL, "language": "en"}, "submission.send"), 400, "nothing in it")
refused(three.sends_views(["Unasked (fictional)."], answers={"z": (0, 0)}), 404, "no question z")
recorded(three.with_house_token().submits({"call": CALL, "note": "Answered in confidence (fictional)."}, "submission.reserve"))
recorded(five.sends_views(["To be withdrawn (fictional)."]))
recorded(five.with_house_token().submits({"submission": five.id, "reason": "Sent too early (fictional)."}, "submission.withdraw"))
expect("who has answered", sorted(office.submissions()) == ["delegation-01", "delegation-01/group-a", "delegation-02", "delegation-03"], office.submissions().keys())
expect("who has not", {"delegation-04", "delegation-05"} <= {row["party"]["party"] for row in office.reads(f"calls/{CALL}")["silent"]}, office.reads(f"calls/{CALL}")["silent"])
expect("nobody is late", not any(row.get("late") for row in office.submissions().values()))

# Corrected by its party alone, before it is published.
refused(three.submits({"submission": second, "language": "en", "summary": "Not mine."}, "submission.correct"), 403, "Only the party")
recorded(two.submits(dict(two.holds_text(["La Délégation 02 coopère davantage (fictif)."], "fr", {"a": (0, 0)}), submission=second, language="fr", note="Un mot ajouté (fictif)."), "submission.correct"))
expect("it says so", office.submissions()["delegation-02"].get("corrected") is True, office.submissions()["delegation-02"])
across = office.reads(f"calls/{CALL}/across?question=a")["answers"]
expect("answers to one question side by side", [(row["party"]["party"], row["text"]) for row in across if row["text"] != "(a) Efforts"] ==
       [("delegation-01", "Delegation 01 trains its teams (fictional)."), ("delegation-02", "La Délégation 02 coopère davantage (fictif).")], across)
expect("what was sent is found", any(row.get("submission") == first for row in office.reads("search?q=trains%20teams")["results"]), office.reads("search?q=trains%20teams"))
rapporteur("quote", "--house", office.url, "Delegation 01 trains its teams (fictional)", says="exact")
rapporteur("quote", "--house", office.url, "La Délégation 02 coopère davantage", "--attributed-to", "delegation-01", code=1, says="misattributed")


def summaries(word):
    """Of what is found by this word: submission, language and line of summaries."""
    return [(row["submission"], row["language"], row["paragraph"]) for row in office.reads(f"search?q={word}")["results"] if row.get("in_summary")]


def quotes(words, who=""):
    """The verdict on a passage, and whether each place is in a summary."""
    answer = office.reads("quote?" + urllib.parse.urlencode({"q": words, "attributed_to": who}))
    return answer["verdict"], [place.get("in_summary", False) for place in answer.get("places", [])]


# The summary: a word that stands only there is found, what it says was said by its party; corrected and withdrawn as the text is.
expect("a summary that was corrected away is not found", summaries("bref") == [], summaries("bref"))
french = "Les équipes aquatiques se tiennent prêtes jour et nuit (fictif)."
recorded(two.submits(dict(two.holds_text(["La Délégation 02 coopère davantage (fictif)."], "fr", {"a": (0, 0)}), submission=second, language="fr", summary="En bref (fictif).\n\n" + french), "submission.correct"))
expect("a word of a summary alone", summaries("aquatiques") == [(second, "fr", "summary-2")], office.reads("search?q=aquatiques"))
expect("a passage of a summary, said by its party", quotes(french, two.party) == ("exact", [True]), quotes(french, two.party))
expect("and by nobody else", quotes(french, one.party)[0] == "misattributed", quotes(french, one.party))
rapporteur("quote", "--house", office.url, french, "--attributed-to", two.party, says="exact")
expect("the page has the line that results lead to", f'<p id="summary-2" lang="fr" dir="ltr">{french}</p>' in office.get_at(f"en/submissions/{second}"), office.get_at(f"en/submissions/{second}"))
office.acts_well("submission.translate", {"submission": second, "language": "en", "text": office.keeps(stored(["Delegation 02 cooperates more (fictional translation)."])), "summary": "Aquatic teams stand ready day and night (fictional)."})
expect("and of a translation's", summaries("aquatic") == [(second, "en", "summary-1")], office.reads("search?q=aquatic"))
expect("which is quoted too", quotes("Aquatic teams stand ready day and night (fictional).", two.party) == ("exact", [True]), quotes("Aquatic teams stand ready day and night (fictional).", two.party))
office.acts_well("submission.translate", {"submission": second, "language": "en", "text": office.keeps(stored(["Delegation 02 cooperates more (fictional translation)."]))})
expect("a translation anew, without one", summaries("aquatic") == [] and summaries("aquatiques") != [], office.reads("search?q=aquatic"))
withdrawn = "Volcanic words were sent too early (fictional)."
recorded(five.sends_views(["To be withdrawn again (fictional)."], summary=withdrawn))
expect("before it is withdrawn", (summaries("volcanic"), quotes(withdrawn)) == ([(five.id, "en", "summary-1")], ("exact", [True])), (summaries("volcanic"), quotes(withdrawn)))
recorded(five.with_house_token().submits({"submission": five.id}, "submission.withdraw"))
expect("what was withdrawn is not found", (summaries("volcanic"), quotes(withdrawn)) == ([], ("absent", [])), (summaries("volcanic"), quotes(withdrawn)))
recorded(two.submits(dict(two.holds_text(["La Délégation 02 coopère davantage (fictif)."], "fr", {"a": (0, 0)}), submission=second, language="fr", note="Un mot ajouté (fictif)."), "submission.correct"))
expect("what was corrected away is not found", (summaries("aquatiques"), quotes(french)) == ([], ("absent", [])), (summaries("aquatiques"), quotes(french)))
office.acts_well("submission.translate", {"submission": second, "language": "en", "text": office.keeps(stored(["Delegation 02 cooperates more (fictional translation)."]))})
refused(office.acts("submission.translate", {"submission": second, "language": "fr", "text": office.keeps(stored(["Encore (fictif)."], "fr"))}), 409, "in this language")

# The deadline passes by the record's clock; who comes then is late; an extension moves it for those who come after.
# (Forty days and half an hour: pages say how much is left, in days and hours, and are compared byte for byte some seconds apart.)
until("the deadline passes", lambda: office.tells_the_time() and office.reads(f"calls/{CALL}").get("over"), 60)
rapporteur("read", write("reply.txt", "Reply of Delegation 04 (fictional)\n\n(a) Efforts taken at the national level (fictional wording)\n\nDelegation 04 is late (fictional).\n"), "--as", "docx", "-o", path("reply.docx"))
sent = rapporteur("submission", "send", office.url, CALL, path("reply.docx"), "--by", four.key("desk-1"), "--token", office.tokens[four.party], "--annex", path("reply.txt"), state=four.state,
                  says=r"Question \(a\): its answer was found.*Question \(b\): no heading")
expect("from the command line, with its file and an annex", sent.row("act") == office.submissions()["delegation-04"]["act"], sent)
rapporteur("call", "show", office.url, CALL, says="Delegation 04.*late")
rapporteur("submission", "show", office.url, sent.row("act"), says=r"\[a\].*is late \(fictional\)")
expect("late is said, not refused", office.submissions()["delegation-04"].get("late") is True, office.submissions()["delegation-04"])
refused(office.acts("call.extend", {"call": CALL, "until": "2026-01-01T00:00:00Z"}), 422, "moves to a later time")
office.acts_well("call.extend", {"call": CALL, "until": in_days(40, 1800), "note": "At the request of several delegations (fictional)."})
expect("every deadline stays", len(office.reads(f"calls/{CALL}")["deadlines"]) == 2, office.reads(f"calls/{CALL}")["deadlines"])

# The report: States in the order of the edition's language, then groups.
sent = office.submissions()
refused(office.reports("X/FICT/2026/1", "Views (fictional)", "report", [sent["delegation-03"]["act"]]), 404, "nothing that such a report is made of")
parts = [sent[name]["act"] for name in ("delegation-02", "delegation-01", "delegation-01/group-a")]
recorded(office.acts("report.issue", {"symbol": "X/FICT/2026/1", "form": "report", "call": CALL, "parts": parts, "summary": {"en": "Three replies (fictional)."}}))


def body(words):
    """What stands behind the contents."""
    return words[words.rindex("I. Introduction"):]


def at(words, *wanted):
    places = [words.find(one) for one in wanted]
    expect(f"in this order: {wanted}", -1 not in places and places == sorted(places), words)


english, french = office.edition("X/FICT/2026/1"), office.edition("X/FICT/2026/1", "fr")
at(english, "X/FICT/2026/1", "Distr.: General", "20 July 2026", "Original: English/French", "Three replies (fictional).", "Contents", "Delegation 01")
at(body(english), "1. Paragraph 2 of A/RES/74/28 reads as follows", "Invites all Member States", "(a) Efforts taken at the national level", "(b) The content of the concepts", "2. A note verbale was sent on 9 February 2026", "II. Replies received from Governments",
   "[Original: English]", "trains its teams", "cooperates more (fictional translation)", "III. Replies received from groups", "[5 words; at most 1000 words]", "Group A thinks alike")
expect("each reply's length beside the call's limit, of what was sent", re.search(r"\[Original.: Français\]\n.*\n?\[6 mots.; 1000 mots au plus\]", french) and len(re.findall(r"at most 1000 words\]", english)) == 3, english)
at(body(french), "II. Réponses reçues de gouvernements", "[Original : Français]", "coopère davantage", "[Original : Anglais]", "trains its teams", "III. Réponses reçues de groupes")
expect("what the French text says first of all is whose name comes first there", french.index("Allée 02") < french.index("Zone 01"), french)

# Published: no more corrections; an addendum for it, another for who is late.
refused(two.submits({"submission": second, "language": "fr", "summary": "Encore."}, "submission.correct"), 409, "Send an addendum")
refused(four.with_house_token().sends_views(["More (fictional)."], adds=sent["delegation-04"]["act"]), 422, "not published yet")
recorded(two.sends_views(["La Délégation 02 ajoute ceci (fictif)."], language="fr", adds=second))
refused(office.reports("X/FICT/2026/1/Add.1", "Views: addendum (fictional)", "addendum", [parts[0]], of="X/FICT/2026/1"), 409, "in an earlier report")
recorded(office.acts("report.issue", {"symbol": "X/FICT/2026/1/Add.1", "form": "addendum", "call": CALL, "of": "X/FICT/2026/1", "parts": [sent["delegation-04"]["act"], two.id]}))
added = office.edition("X/FICT/2026/1/Add.1")
at(added, "I. Replies received from Governments", "ajoute ceci", "Delegation 04 is late")
expect("an addendum has no introduction of its own", "Introduction" not in added, added)
recorded(office.reports("X/FICT/2026/1/Corr.1", "Views: corrigendum (fictional)", "corrigendum", [], of="X/FICT/2026/1", languages=["fr"], note="Page 2: read “davantage” (fictional)."))
at(office.edition("X/FICT/2026/1/Corr.1", "fr"), "Page 2: read")

# The concepts: own passages and readers' tags apart.
office.acts_well("concept.define", {"concept": "trust", "names": {"en": "Trust (fictional)"}, "document": "A/RES/74/28", "paragraph": "2"})
words = {row["text"]: row["id"] for row in office.reads(f"submissions/{first}")["paragraphs"]}
passage = {"concept": "trust", "owner": first, "language": "en", "paragraph": words["A concept is what it says (fictional)."]}
recorded(one.submits(passage, "concept.tag"))
recorded(two.submits(passage, "concept.tag"))
refused(one.submits(passage, "concept.tag"), 409, "has tagged")
concept = office.reads("concepts/trust")
expect("authors' passages", [row["tagged_by"]["party"] for row in concept["passages"]] == ["delegation-01"], concept)
expect("and readers' apart", [row["tagged_by"]["party"] for row in concept["readers"]] == ["delegation-02"], concept)
recorded(two.submits({"tag": two.id}, "concept.untag"))
expect("until they take it back", office.reads("concepts/trust").get("readers", []) == [], office.reads("concepts/trust"))
at(office.get_at(f"en/notes/txt/{CALL}"), "presents its compliments", "Invites all Member States", "(a)", "America/New_York", "at most 1000 words")
at(office.edition("A/RES/74/28"), "A/RES/74/28", "Seventy-fourth session", "The General Assembly", "Invites all Member States")
replays(office, extra=(f"calls", f"calls/{CALL}", f"submissions/{first}", "concepts/trust", "editions/txt/X/FICT/2026/1", "editions/txt/X/FICT/2026/1/Add.1", f"notes/txt/{CALL}"))
curtain()
