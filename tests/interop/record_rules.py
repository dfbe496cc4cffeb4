# SPDX-License-Identifier: Apache-2.0
"""The rules for acts, for record_verifier.py: docs/formats/record.md, sections 13 and 15 to 18. Record.entry takes an entry's bytes and raises Fault."""
import contextlib
import re
import types

from record_log import (HALF, HEX, KEYNAME, KIND, ORIGIN, Missing, Regime, at, checkpoint_text, ed25519, entry_of, judge, need, note, note_signature, passkey,
                        policy_of, posix, sha256, vkey)

PARTY, ALL = "root mission delegate", "attest admit root mission delegate"
# Of each kind: the uses of its author, whether a key of use attest may file it for a party, the least grade, the members.
KINDS = {
    "record.origin": ("attest", False, 0, "host=vkey clock=vkey keys=object*8 policy=text60000 rules=line100 title=line400 retention=line100 "
                      "audience=public|parties open_kinds=pattern*64 settings=object previous?=text1000000"),
    "record.host.rotate": ("admit", False, 2, "host=vkey clock=vkey statements=text60000*4"),
    "record.policy": ("admit", False, 2, "policy=text60000"),
    "record.party.admit": ("admit", False, 2, "party=party name=line400 "
                           "class=state|observer|secretariat|chair|stakeholder|group roots=vkey*15 threshold=count15"),
    "record.party.leave": ("root admit", False, 2, "party=party reason?=text4000"),
    "record.key.enrol": ("root mission", False, 2, "name=keyname key=vkey use=mission|delegate kinds?=pattern*64 until=time rp_id?=line253 origins?=line255*8"),
    "record.key.rotate": ("root", False, 2, "party=party roots=vkey*16 threshold=count16"),
    "record.key.revoke": ("admit " + PARTY, False, 2, "name=keyname reason=text4000 since?=time"),
    "record.blob": (ALL, True, 0, "sha256=hash size=count67108864 media=line120 language?=line20 title?=line400"),
    "record.seal": (ALL, True, 0, "class=line64 commit=hash size=count245760 readers=party*256"),
    "record.seal_batch": ("attest", False, 0, "commits=hash*256"),
    "record.open": ("attest " + PARTY, True, 0, "commit=hash salt=hash payload?=text60000 blob?=hash"),
    "record.erase": ("attest " + PARTY, True, 0, "commit=hash reason=text4000"),
    "record.checkpoint": (ALL, False, 0, "checkpoint=text60000 closes?=hash"),
    "record.confirm": (PARTY, False, 1, "act=hash reason?=text4000"),
    "record.disavow": (PARTY, False, 1, "act=hash reason?=text4000"),
    "record.end": ("admit", False, 2, "successor?=origin reason=text4000"),
}
COMMON = " with?=line255*16 for?=party evidence?=object"
SETTINGS = {"admit_days": (3660, 7), "veto_days": (3660, 14), "challenge_hours": (87840, 72), "seal_batch_size": (256, 16), "seal_batch_minutes": (1440, 60)}
TYPES = {
    "text": lambda v, n: isinstance(v, str) and len(v.encode()) <= n,
    "line": lambda v, n: isinstance(v, str) and 0 < len(v.encode()) <= n and "\n" not in v,
    "hash": lambda v, n: isinstance(v, str) and re.fullmatch(HEX, v),
    "party": lambda v, n: isinstance(v, str) and re.fullmatch(HALF, v),
    "keyname": lambda v, n: isinstance(v, str) and re.fullmatch(KEYNAME, v),
    "vkey": lambda v, n: isinstance(v, str) and vkey(v),
    "time": lambda v, n: isinstance(v, str) and posix(v) is not None,
    "count": lambda v, n: type(v) is int and 0 <= v <= n,
    "origin": lambda v, n: isinstance(v, str) and re.fullmatch(ORIGIN, v),
    "pattern": lambda v, n: isinstance(v, str) and len(v) <= 64 and re.fullmatch(rf"{KIND}|[a-z_]{{1,20}}(\.[a-z_]{{1,20}}){{0,2}}\.\*", v),
    "object": lambda v, n: isinstance(v, dict),
}


def typed(spec, value):
    if "|" in spec:
        return value in spec.split("|")
    kind, size, most = re.fullmatch(r"([a-z]+)(\d*)(?:\*(\d+))?", spec).groups()
    values = value if most else [value]
    return isinstance(values, list) and len(values) <= int(most or 1) and all(TYPES[kind](v, int(size or 0)) for v in values)


def check_members(o, table):
    members = [member.split("=") for member in (table + COMMON).split()]
    need(all(name.endswith("?") or name in o for name, _ in members), "a member is missing")
    specs = {name.rstrip("?"): spec for name, spec in members}
    for name, value in o.items():
        need(name in specs, f"member {name}: not of this kind")
        with at(f"member {name}"):
            need(typed(specs[name], value), "not of its type")


def matches(pattern, kind):
    return kind.startswith(pattern[:-1]) if pattern.endswith(".*") else kind == pattern


class Record:
    def __init__(self, tree, blob_of):
        self.tree, self.blob_of, self.clock, self.ended, self.signatures, self.unknown = tree, blob_of, None, False, 0, 0
        self.acts, self.names, self.keys, self.parties, self.seals, self.deadlines, self.regimes = [], {}, {}, {}, {}, {}, []
        self.badly_sealed = 0

    def regime_of(self, size):
        """The host's keys and the policy under which a checkpoint of this size is judged."""
        return [regime for regime in self.regimes if regime.size <= size][-1]

    # Section 15, in its order.

    def entry(self, raw):
        a = entry_of(raw)
        a.index, a.clock, known, o = len(self.acts), self.clock, KINDS.get(a.kind), a.o
        need((a.kind == "record.origin") == (a.index == 0) and not self.ended, "its place")
        if a.index == 0:
            self.origin, self.public, self.open_kinds = a.origin, o.get("audience") == "public", o.get("open_kinds", [])
        need(a.origin == self.origin, "another origin")
        if known:
            check_members(o, known[3])
        brought = self.brought(a) if known else {}
        a.keys = [self.signer(a, line, brought) for line in a.lines]
        need(a.seen[0] <= a.index and a.seen[1] == self.tree.root(a.seen[0]), "seen: not a root of this record")
        need(a.id not in self.names, "an act id that was there before")
        self.on_behalf(a, known)
        if known and a.index:
            self.author(a, known)
        a.is_public = self.audience(a, known)
        need(a.is_public or not self.public or a.index == 0, "an act for the parties in a public record")
        if known:
            getattr(self, a.kind.replace(".", "_"))(a, o)
        self.keep(a, known)

    def keep(self, a, known):
        a.answered = False
        self.unknown += not known
        self.names[a.id] = a
        if not a.is_public:
            self.names[a.leaf.hex()] = a
        self.acts.append(a)
        with contextlib.suppress(ValueError):
            if isinstance(a.o.get("deadline"), str):
                self.deadlines[a.index] = types.SimpleNamespace(time=posix(a.o["deadline"]), size=None, until=None)

    def brought(self, a):
        o = a.o
        if a.kind == "record.origin":
            return {key["name"]: (vkey(key["vkey"]), None) for key in o["keys"]}
        if a.kind == "record.key.enrol":
            return {o["name"]: (vkey(o["key"]), {"rp_id": o.get("rp_id"), "origins": o.get("origins", [])})}
        return {vkey(text).name: (vkey(text), None) for text in o.get("roots", [])}

    def signer(self, a, line, brought):
        name, key_id, signature = line
        key = self.keys.get(name)
        with at(name):
            if key and key.vkey.id == key_id:
                self.may_sign(key, a.kind, a.index, self.clock)
                found, terms = key.vkey, key.terms
            else:
                need(name in brought and brought[name][0].id == key_id, "no key that is enrolled")
                found, terms, key = *brought[name], None
            self.good(found, signature, a.body, terms)
        return key

    def good(self, key, signature, body, terms):
        self.signatures += 1
        if key.type == 1:
            return ed25519(key.material, signature, body)
        need(key.type == 255 and terms and terms["rp_id"], "a key that signs no acts")
        return passkey(key, signature, body, terms)

    def may_sign(self, key, kind, index, clock):
        need(key.first < index and (key.revoked is None or key.revoked >= index), "a key that is revoked or not enrolled yet")
        need(key.until is None or clock is None or clock <= key.until, "a key that has ended")
        need(key.use != "delegate" or kind == "record.key.revoke" or any(matches(p, kind) for p in key.kinds), "a kind that the key may not sign")
        need(key.use in ("attest", "admit") or not self.settings["admit_days"] or self.in_effect(key.party, clock), "a party whose admission is not in effect")

    def in_effect(self, party, now):
        p, days = self.parties.get(party), self.settings["admit_days"]
        return p and p.gone is None and (not days or p.time is not None and now is not None and p.time + 86400 * days <= now)

    def on_behalf(self, a, known):
        a.on_behalf, evidence = "for" in a.o, a.o.get("evidence")
        a.party = a.o["for"] if a.on_behalf else a.by.split("/")[0]
        if not a.on_behalf:
            return need(evidence is None, "evidence without for")
        need(a.keys[0] and a.keys[0].use == "attest" and isinstance(a.party, str), "for, by a key that does not attest")
        need(isinstance(evidence, dict) and isinstance(evidence.get("kind"), str) and evidence["kind"], "for, without evidence")
        return need(self.in_effect(a.party, self.clock), "for a party that is not there")

    def author(self, a, known):
        need(a.keys[0] and a.keys[0].use in known[0].split(), "a kind that this key may not file")
        need(not a.on_behalf or known[1], "a kind that is not attested for a party")
        need((0 if a.on_behalf else 1 if a.keys[0].vkey.type == 255 else 2) >= known[2], "the grade")

    def audience(self, a, known):
        if a.kind in ("record.confirm", "record.disavow"):
            return a.o["act"] not in self.names or self.names[a.o["act"]].is_public
        return bool(known) or any(matches(pattern, a.kind) for pattern in self.open_kinds)

    # Section 16: the own check of each kind.

    def enrol(self, a, key, use, kinds=(), until=None, terms=None):
        old = self.keys.get(key.name)
        self.keys[key.name] = types.SimpleNamespace(vkey=key, party=key.name.split("/")[0], use=use, kinds=kinds, until=until, terms=terms, issuer=a.by,
                                                    first=old.first if old else a.index, revoked=None)

    def live_roots(self, party):
        return [key for key in self.keys.values() if key.party == party and key.use == "root" and key.revoked is None]

    def signed_by(self, a, keys):
        return len({key.vkey.name for key in keys} & set(a.names))

    def host_keys(self, o):
        host, clock = vkey(o["host"]), vkey(o["clock"])
        need((host.type, host.name, clock.type, clock.name) == (1, self.origin, 4, self.origin + "/clock"), "the host's keys")
        return host, clock

    def record_origin(self, a, o):
        self.settings, uses = {name: o["settings"].get(name, default) for name, (_, default) in SETTINGS.items()}, {}
        need(o["settings"].keys() <= SETTINGS.keys() and all(typed(f"count{SETTINGS[n][0]}", v) for n, v in self.settings.items()), "the settings")
        for key in o["keys"]:
            need(key.keys() == {"name", "use", "vkey"} and key["use"] in ("attest", "admit") and key["name"] not in uses, "the keys")
            need(re.fullmatch(KEYNAME, key["name"]) and vkey(key["vkey"]).name == key["name"] and vkey(key["vkey"]).type == 1, "the keys")
            uses[key["name"]] = key["use"]
            self.enrol(a, vkey(key["vkey"]), key["use"])
        need(a.seen[0] == 0 and not a.on_behalf and uses.get(a.by) == "attest" and "admit" in [uses.get(name) for name in a.names], "who signs the origin")
        need("previous" not in o or checkpoint_text(o["previous"].encode()), "previous")
        self.regimes.append(Regime(0, *self.host_keys(o), policy_of(o["policy"])))

    def record_host_rotate(self, a, o):
        host, clock = self.host_keys(o)
        signed = set()
        for statement in o["statements"]:
            text, lines = note(statement.encode())
            need(text == f"{o['host']}\n{o['clock']}\n", "the text of a statement")
            for name, key_id, signature in lines:
                for key in (self.regimes[-1].host, host):
                    if (name, key_id) == (key.name, key.id):
                        note_signature(key, signature, text.encode())
                        signed.add(key)
        need(signed == {host, self.regimes[-1].host}, "a statement is not signed by both keys")
        self.regimes.append(Regime(a.index + 1, host, clock, self.regimes[-1].policy))

    def record_policy(self, a, o):
        self.regimes.append(self.regimes[-1]._replace(size=a.index + 1, policy=policy_of(o["policy"])))

    def roots_of(self, a, o, kept=()):
        roots, names = [vkey(text) for text in o["roots"]], set()
        for key in roots:
            need(key.type == 1 and re.fullmatch(KEYNAME, key.name) and key.name.split("/")[0] == o["party"] and key.name not in names, "the roots")
            need(key.name not in self.keys or key in kept, "a root whose name was enrolled before")
            names.add(key.name)
        return roots

    def record_party_admit(self, a, o):
        roots, old = self.roots_of(a, o), self.parties.get(o["party"])
        need(all(key.name in a.names for key in roots) and bool(roots) <= o["threshold"] <= len(roots), "the roots and their threshold")
        need(not old or old.gone is not None or roots and not self.live_roots(o["party"]), "a party that is there already")
        self.parties[o["party"]] = types.SimpleNamespace(threshold=o["threshold"], admitted=a.index, time=None, gone=None)
        for key in roots:
            self.enrol(a, key, "root")

    def record_party_leave(self, a, o):
        p = self.parties.get(o["party"])
        need(p and p.gone is None, "no such party")
        need(a.keys[0].use == "admit" or a.keys[0].party == o["party"], "a root of another party")
        need(self.signed_by(a, self.live_roots(o["party"])) >= p.threshold and (p.threshold or a.keys[0].use == "admit"), "too few roots")
        p.gone = a.index
        for key in self.keys.values():
            if key.party == o["party"] and key.use in PARTY and key.revoked is None:
                key.revoked = a.index

    def record_key_enrol(self, a, o):
        key, mission, until = vkey(o["key"]), o["use"] == "mission", posix(o["until"])
        need(key.name == o["name"] and key.type != 4 and key.name not in self.keys and key.name in a.names, "the name of the key")
        need(key.name.split("/")[0] == a.party and (key.type == 255) == bool("rp_id" in o and o.get("origins")), "the party of the key, or its terms")
        need(key.type == 255 or not ("rp_id" in o or "origins" in o), "terms of a key that is no passkey")
        need("kinds" not in o if mission else o.get("kinds"), "the kinds of the key")
        if mission:
            need(key.type == 1 and self.signed_by(a, self.live_roots(a.party)) >= self.parties[a.party].threshold, "a mission key: too few roots")
        else:
            need(a.keys[0].use == "mission", "a delegate's key that no mission key enrols")
        need(self.clock is None or self.clock < until <= self.clock + 86400 * (368 if mission else 92), "until")
        self.enrol(a, key, o["use"], o.get("kinds", ()), until, {"rp_id": o.get("rp_id"), "origins": o.get("origins", [])})

    def record_key_rotate(self, a, o):
        need(o["party"] == a.party, "another party")
        live, p = self.live_roots(a.party), self.parties[a.party]
        roots = self.roots_of(a, o, [key.vkey for key in live])
        need(1 <= o["threshold"] <= len(roots) and self.signed_by(a, live) >= p.threshold, "too few old roots")
        need(len({key.name for key in roots} & set(a.names)) >= o["threshold"], "too few new roots")
        p.threshold = o["threshold"]
        for key in live:
            key.revoked = a.index
        for key in roots:
            self.enrol(a, key, "root")

    def record_key_revoke(self, a, o):
        key, by = self.keys.get(o["name"]), a.keys[0]
        need(key and key.revoked is None and key.use != "admit", "no key that can be revoked")
        own = a.by in (o["name"], key.issuer) or by.use == "root" and by.party == key.party
        need(by.use == "admit" if key.use == "attest" else own, "a key that somebody else revokes")
        key.revoked = a.index

    def record_blob(self, a, o):
        data = self.blob_of(o["sha256"])
        need(data is None or sha256(data).hex() == o["sha256"], "a blob that is not the one named")

    def record_seal(self, a, o):
        need(o["class"] != "entry" and o["size"] in [256 * 4**n for n in range(5)], "the class or the size")
        self.seal(a, o["commit"], a.party, o["class"])

    def record_seal_batch(self, a, o):
        commits = o["commits"]
        need(0 < len(commits) == self.settings["seal_batch_size"] and commits == sorted(set(commits)), "the commitments of a batch")
        for commit in commits:
            self.seal(a, commit, None, "entry")

    def seal(self, a, commit, party, kind):
        need(commit not in self.seals, "a commitment that was there before")
        self.seals[commit] = types.SimpleNamespace(act=a, party=party, kind=kind, state="confidential")

    def record_open(self, a, o):
        seal = self.confidential(o)
        need(("payload" in o) != ("blob" in o), "one payload")
        payload = o["payload"].encode() if "payload" in o else self.blob_of(o["blob"])
        if payload is None:
            raise Missing(f"entry {a.index}: blob {o['blob']}")
        need("blob" not in o or sha256(payload).hex() == o["blob"], "a blob that is not the one named")
        lines = b"rapporteur/commit/v1\n", seal.kind.encode(), b"\n", bytes.fromhex(o["salt"]), len(payload).to_bytes(8, "big"), payload
        need(sha256(*lines).hex() == o["commit"], "a payload that does not open the commitment")
        need(a.party == (seal.party or self.sealed_entry(payload, seal.act)), "opened by another party")
        seal.state = "opened"

    def confidential(self, o):
        seal = self.seals.get(o["commit"])
        need(seal and seal.state == "confidential", "no commitment that is confidential")
        return seal

    def sealed_entry(self, payload, batch):
        """The party of the author; signatures that were not good at the batch are only counted, since the page does not refuse them."""
        with at("the sealed entry"):
            inner = entry_of(payload)
        try:
            for name, key_id, signature in inner.lines:
                key = self.keys[name]
                need(key.vkey.id == key_id, "another key")
                self.may_sign(key, inner.kind, batch.index, batch.clock)
                self.good(key.vkey, signature, inner.body, key.terms)
        except (ValueError, KeyError):
            self.badly_sealed += 1
        return inner.by.split("/")[0]

    def record_erase(self, a, o):
        seal = self.confidential(o)
        need(a.party == seal.party or a.keys[0].use == "attest", "erased by another party")
        seal.state = "erased"

    def record_checkpoint(self, a, o):
        judged = judge(o["checkpoint"].encode(), self.regimes[-1])
        need(judged.quorum is not None, "no quorum")
        need(judged.size <= a.index and judged.root == self.tree.root(judged.size), "a checkpoint that is not of this record")
        if "closes" in o:
            self.close(o["closes"], judged)
        self.clock = max(self.clock or 0, judged.quorum)
        for p in self.parties.values():
            p.time = judged.quorum if p.time is None and judged.size > p.admitted else p.time

    def close(self, name, judged):
        act = self.names.get(name)
        d = act and self.deadlines.get(act.index)
        need(d and judged.quorum >= d.time and judged.size > act.index, "closes no deadline that it can close")
        need(d.size is None or judged.size < d.size and self.clock <= d.until, "a deadline that is closed")
        d.until = judged.quorum + 3600 * self.settings["challenge_hours"] if d.until is None else d.until
        d.size = judged.size

    def record_confirm(self, a, o):
        act = self.names.get(o["act"])
        need(act and act.on_behalf and act.party == a.party and not act.answered, "no act that this party can answer")
        act.answered = True

    record_disavow = record_confirm

    def record_end(self, a, o):
        self.ended = True
