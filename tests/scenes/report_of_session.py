#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The report of a session, put together from what was adopted, with a procedural part that says what the record says and no more; and the report of an expert group that found no consensus."""
from table_views import *

scene("report_of_session")
office = Office().seats_delegations("Delegation 01", "Delegation 02").opens()
one = as_("Delegation 01")
office.acts_well("session.create", {"session": "first", "body": BODY, "number": 1, "names": {"en": "First session (fictional)", "fr": "Première session (fictif)"}, "from": "2026-03-02", "until": "2026-03-06",
                                    "place": {"en": "New York"}, "zone": "America/New_York", "kind": "substantive"})
office.acts_well("session.agenda", {"session": "first", "status": "adopted", "items": [{"item": "1", "names": {"en": "Organization of work (fictional)"}}, {"item": "2", "names": {"en": "Adoption of the report (fictional)"}}]})
office.acts_well("meeting.plan", {"session": "first", "meeting": "m1", "number": 1, "form": "formal", "begin": "2026-03-02T15:00:00Z", "end": "2026-03-02T18:00:00Z", "items": ["1"]})
for state in ("open", "closed"):
    office.acts_well("meeting.state", {"session": "first", "meeting": "m1", "state": state})
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision", "--session", "first")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
chair().does("ask")
adopted = chair().does("adopt", "--in-room", "--symbol", "X/FICT/2026/L.1").row("act")
one.does("explain", "after", "--text", "Delegation 01 joins the consensus and keeps its view on paragraph 2 (fictional).", "--paragraph", "OP2")
explained = one.id
symbol = "X/FICT/2026/10"
office.acts_well("document.issue", {"symbol": symbol, "names": {"en": "Report of the first session (fictional)"}, "nature": "report", "distribution": "general", "date": "2026-03-09", "session": "first", "body": BODY, "fictional": 1})
refused(office.acts("report.issue", {"symbol": symbol, "form": "progress", "parts": [adopted]}), 400, "names the body")
refused(office.acts("report.issue", {"symbol": symbol, "form": "progress", "body": BODY, "outcome": "consensus"}), 400, "expert group says whether")
recorded(office.acts("report.issue", {"symbol": symbol, "form": "progress", "body": BODY, "parts": [adopted, explained]}))
words = office.edition(symbol)
places = [words.rfind(part) for part in ("I. Organization of work", "First session (fictional): 2 March 2026 to 6 March 2026, New York.", "Chair: Chair of the Example Group (fictional)", "The agenda, as adopted", "Adoption of the report (fictional)",
                                         "One meeting was held.", "“Working methods (fictional)” was adopted without a vote", "II. Working methods (fictional)", "Decides to hold three sessions", "III. Explanations of position", "joins the consensus",
                                         "Annex I. List of documents", "X/FICT/2026/10 Report of the first session", "Annex II. List of meetings", "2 March 2026, Formal meeting")]
expect("each part in its place", -1 not in places and places == sorted(places), (places, words))
french = office.edition(symbol, "fr")
expect("in another language with that language's words", "a été adopté sans être mis aux voix" in french and "Annexe I. Liste des documents" in french, french)

office.acts_well("body.create", {"body": "experts", "kind": "expert", "names": {"en": "Group of experts (fictional)"}, "rule": "consensus", "objectors": "members", "members": "listed", "fictional": 1})
office.acts_well("body.member", {"body": "experts", "party": one.party, "from": "2026-01-01"})
office.acts_well("document.issue", {"symbol": "X/FICT/2026/20", "names": {"en": "Report of the group of experts (fictional)"}, "nature": "report", "distribution": "general", "date": "2026-06-01", "fictional": 1})
letter = office.keeps(stored(["I have the honour to transmit what the group did (fictional).", "(Signed) Chair of the group (fictional)"]))
recorded(office.acts("report.issue", {"symbol": "X/FICT/2026/20", "form": "expert-group", "body": "experts", "outcome": "no-consensus", "letter": letter}))
words = office.edition("X/FICT/2026/20")
places = [words.rfind(part) for part in ("Letter of transmittal", "I have the honour", "No consensus was reached on a report.", "Members of the group", "Delegation 01")]
expect("letter, outcome, members", -1 not in places and places == sorted(places), (places, words))
replays(office, extra=("editions/txt/X/FICT/2026/10", "editions/txt/X/FICT/2026/20"))
curtain()
