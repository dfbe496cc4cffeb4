# SPDX-License-Identifier: Apache-2.0
"""What scenes of calls for views share: a call on a real paragraph, replies of fictional delegations, and the documents that are made of them."""
import unicodedata

from table import *

CALL = "views-74-28"
SOURCE = os.environ.get("RAPPORTEUR_SOURCE", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


def stored(paragraphs, language="en"):
    """The stored form of a text (docs/formats/text.md): its bytes. `paragraphs`: words, or (kind, level, label, words)."""
    rows, ids = [], set()
    for one in paragraphs:
        kind, level, label, words = one if isinstance(one, tuple) else ("plain", 0, "", one)
        count, plain = 0, " ".join(unicodedata.normalize("NFC", words).split())
        while True:
            ident = "p-" + base64.b32encode(hashlib.sha256(plain.encode() + b"\0" + str(count).encode()).digest()).decode().lower()[:10]
            if ident not in ids:
                break
            count += 1
        ids.add(ident)
        rows.append({"id": ident, "kind": kind, "level": level, "label": label, "text": words})
    return json.dumps({"format": "rapporteur/text/v1", "language": language, "paragraphs": rows}, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_file(file):
    """A text in a file, as the program reads it, in that form."""
    rows = json.loads(rapporteur("read", file, "--as", "json").body)["paragraphs"]
    return stored([(row["kind"], row["level"], row["label"], row["text"]) for row in rows if row["kind"] != "footnote"])


class Office(Table):
    """A house whose delegations answer calls by their own keys, and whose secretariat issues calls, documents and reports."""
    def seats_delegations(self, *names):
        for name in (*names, CHAIR):
            one = Delegation(name)
            one.enters(self, kinds="record.*,submission.*,concept.*,text.*")
            self.first_size += 3
            self.seats.append(one)
        for one in self.seats:
            self.tokens[one.party] = write(f"{one.party}.token", self.token(one.name) + "\n")
        return self

    def keeps(self, body):
        """Bytes that the next act names, brought by a delegation that has a token."""
        one, name = self.seats[0], hashlib.sha256(body).hexdigest()
        with open(path(self.tokens[one.party]), encoding="ascii") as token:
            answer = self.put("blob/" + name, body, token.read().strip())
        expect("the bytes are kept", answer.status in (200, 201, 204), answer)
        return name

    def holds(self, symbol, file, title, date, **more):
        """A document with its structured text."""
        body = read_file(file)
        with open(file, "rb") as given:
            raw = given.read()
        self.acts_well("document.issue", {"symbol": symbol, "names": {"en": title}, "nature": "resolution", "distribution": "general", "date": date, **more})
        self.acts_well("document.language", {"symbol": symbol, "language": "en", "blob": self.keeps(raw), "size": len(raw), "media": "text/markdown", "text": self.keeps(body)})

    def calls(self, until, call=CALL, **more):
        return self.acts_well("call.issue", {"call": call, "purpose": "views", "names": {"en": "Views on information security (fictional call)", "fr": "Vues sur la sécurité (appel fictif)"}, "document": "A/RES/74/28",
                                             "paragraph": "2", "questions": [{"letter": "a", "words": {"en": "Efforts taken at the national level (fictional wording)", "fr": "Efforts au plan national (libellé fictif)"}},
                                                                             {"letter": "b", "words": {"en": "Content of the concepts (fictional wording)"}}],
                                             "addressees": ["state", "group"], "until": until, "zone": "America/New_York", "noted": "2026-02-09", "words": 1000, "fictional": 1, **more})

    def submissions(self, call=CALL):
        return {row["party"]["party"] + ("/" + row["group"]["party"] if "group" in row else ""): row for row in self.reads(f"calls/{call}")["sent"] if "adds" not in row}

    def edition(self, symbol, language="en", form="txt"):
        return self.get_at(f"{language}/editions/{form}/{symbol}")

    def get_at(self, where):
        answer = http("GET", f"{self.url}/{where}")
        expect(f"/{where} is served", answer.status == 200, answer)
        return answer.text

    def reports(self, symbol, title, form, parts, date="2026-07-20", **more):
        self.acts_well("document.issue", {"symbol": symbol, "names": {"en": title}, "nature": "report", "distribution": "general", "date": date, "fictional": 1})
        return self.acts("report.issue", {"symbol": symbol, "form": form, "parts": parts, **({"call": CALL} if form != "compendium" else {}), **more})


def later(seconds):
    return in_days(0, seconds)


def _sends(self, words, language="en", call=CALL, answers=None, **more):
    """submission.send of a text, as bytes kept by this delegation's token."""
    content = dict(more, call=call, language=language)
    content.update(self.holds_text(words, language, answers))
    return self.with_house_token().submits(content, "submission.send")


def _holds_text(self, words, language, answers=None):
    """`answers`: {letter: (first, last)} by the place of paragraphs."""
    body = stored(words, language)
    name, ids = hashlib.sha256(body).hexdigest(), [row["id"] for row in json.loads(body)["paragraphs"]]
    kept = self.with_house_token().host.put("blob/" + name, body, self.given)
    expect("the text is kept", kept.status in (200, 201, 204), kept)
    marks = [{"question": letter, "from": ids[first], "until": ids[last]} for letter, (first, last) in (answers or {}).items()]
    return {"text": name, **({"answers": marks} if marks else {})}


def _with_house_token(self):
    with open(path(self.host.tokens[self.party]), encoding="ascii") as token:
        return self.with_token(token.read().strip())


Delegation.sends_views, Delegation.holds_text, Delegation.with_house_token = _sends, _holds_text, _with_house_token
