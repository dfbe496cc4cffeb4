#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""record_verifier.py DIR|URL [--policy FILE] [--receipt FILE.tlog-proof]…

A second verifier of a record, written from docs/formats/record.md alone, with nothing but Python's standard library. It judges signatures, notes,
policies, checkpoints, the grammar of entries, the tree with all its tiles, which key signs what and where, openings, embedded checkpoints and receipts.
Not judged: what else an act of a kind says and who may file it (13, 17; 15, points 2 and 6 to 9; thresholds of roots), admission in effect, RSA.
It ends with VERIFIED (0), FAILED: where: why (1) or INCOMPLETE: what is missing (3); wrong use is 2.
"""
import argparse, base64, collections, contextlib, datetime, functools, hashlib, json, pathlib, re, struct, sys, types, urllib.request

Vkey, Policy = collections.namedtuple("Vkey", "text name id type material"), collections.namedtuple("Policy", "logs witnesses groups quorum")
Regime, Judged = collections.namedtuple("Regime", "size host clock policy"), collections.namedtuple("Judged", "size root times quorum alone")
HALF, SIZE, ORIGIN = "[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", "(?:0|[1-9][0-9]{0,18})", "[a-z0-9.:/-]{0,99}[a-z0-9.:-]"
KEYNAME, KIND, LABEL = f"{HALF}/{HALF}", r"[a-z_]{1,20}(?:\.[a-z_]{1,20}){1,3}", r"[^\s+\0-\x1f]+"
BODY = re.compile(rf"rapporteur/act/v1\n({ORIGIN})\n({KIND})\nby ({KEYNAME})\nseen ({SIZE}) ([^\n]{{44}})\nat ([^\n]+)\n([^\n]+)\n")
RECEIPT = re.compile(rf"c2sp\.org/tlog-proof@v1\n(?:extra ([^\n]*)\n)?index ({SIZE})\n((?:[^\n]{{44}}\n){{0,64}})\n(.*)", re.S)

def need(good, reason):
    if not good:
        raise ValueError(reason)
@contextlib.contextmanager
def at(where):
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, struct.error, RecursionError) as fault:
        raise ValueError(f"{where}: {fault}") from None
def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

# Curves, with a complete addition each. Nothing here is secret, so nothing takes care of timing.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Q, N = 2**256 - 2**224 + 2**192 + 2**96 - 1, 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
B256 = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
G256 = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296, 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5, 1)
ZERO25519, ZERO256 = (0, 1, 1, 0), (0, 1, 0)
def add25519(a, b):
    p, q = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    r, s = 2 * D * a[3] * b[3] % P, 2 * a[2] * b[2] % P
    e, f, g, h = q - p, s - r, s + r, q + p
    return e * f % P, g * h % P, f * g % P, e * h % P
def add256(a, b):
    xx, yy, zz = a[0] * b[0] % Q, a[1] * b[1] % Q, a[2] * b[2] % Q
    xy, yz, xz = ((a[i] + a[j]) * (b[i] + b[j]) - s - t for i, j, s, t in ((0, 1, xx, yy), (1, 2, yy, zz), (0, 2, xx, zz)))
    p = 3 * (xz - B256 * zz) % Q
    u, v, w, m = yy - p, yy + p, 3 * (B256 * xz - 3 * zz - xx) % Q, 3 * (xx - zz)
    return (xy * v - yz * w) % Q, (v * u + m * w) % Q, (yz * u + xy * m) % Q
def combine(add, zero, *pairs):
    total = zero
    for bit in reversed(range(256)):
        total = add(total, total)
        for factor, point in pairs:
            total = add(total, point) if factor >> bit & 1 else total
    return total
def point25519(raw):
    y, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    x = x if v * x * x % P == u else x * pow(2, (P - 1) // 4, P) % P
    need(y < P and v * x * x % P == u, "an Ed25519 key that is no point in canonical form")
    x = (P - x if x & 1 != sign else x) % P
    return x, y, 1, x * y % P
def encoded25519(point):
    inverse = pow(point[2], -1, P)
    return (point[1] * inverse % P | (point[0] * inverse % P & 1) << 255).to_bytes(32, "little")
G25519 = point25519((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
@functools.lru_cache(8192)
def ed25519(key, signature, message):
    need(len(signature) == 64, "the length of an Ed25519 signature")
    s, (x, y, z, t) = int.from_bytes(signature[32:], "little"), point25519(key)
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    r = combine(add25519, ZERO25519, (s, G25519), (h, (-x % P, y, z, -t % P)))
    eight = [combine(add25519, ZERO25519, (8, point)) for point in (r, (x, y, z, t))]
    need(s < L and encoded25519(r) == signature[:32] and all(point[0] or point[1] != point[2] for point in eight), "a signature that is not good")
def point256(raw):
    x, y = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    need(len(raw) == 64 and x < Q and y < Q and (y * y - x * x * x + 3 * x - B256) % Q == 0, "no point of P-256")
    return x, y, 1
@functools.lru_cache(8192)
def es256(spki, signature, message):
    split = 4 + signature[3]
    for number in (signature[2:split], signature[split:]):
        need(number[0] == 2 and number[1] == len(number) - 2 > 0 and number[2] < 128 and (len(number) == 3 or number[2] or number[3] >= 128), "DER: a number")
    r, s = int.from_bytes(signature[4:split], "big"), int.from_bytes(signature[split + 2:], "big")
    need(signature[0] == 0x30 and signature[1] == len(signature) - 2 < 128 and 0 < r < N and 0 < s < N, "an ECDSA signature in DER")
    w, z = pow(s, -1, N), int.from_bytes(sha256(message), "big")
    x, _, t = combine(add256, ZERO256, (z * w % N, G256), (r * w % N, point256(spki[27:])))
    need(t and x * pow(t, -1, Q) % Q % N == r, "an ECDSA signature that is not good")

# Keys, notes and signatures.
def unbase64(text):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "base64 that is not canonical")
    return raw
@functools.lru_cache(4096)
def vkey(text):
    name, key_id, data = text.split("+", 2)
    raw = unbase64(data)
    need(re.fullmatch(LABEL, name) and len(name.encode()) <= 255, "a key's name")
    need(sha256(name.encode(), b"\n", raw)[:4].hex() == key_id and (raw[0] in (1, 4) and len(raw) == 33 or raw[0] == 255), "a key's id or type")
    if raw[0] == 255:
        head, point = (("302a300506032b6570032100", point25519) if raw[23:25] == b"\xff\xf8" else
                       ("3059301306072a8648ce3d020106082a8648ce3d03010703420004", point256))
        need(raw[1:23] == b"rapporteur/passkey/v1\0" and raw[23:25] in (b"\xff\xf8", b"\xff\xf9") and raw[25:].hex().startswith(head), "a passkey")
        need(len(raw) == 25 + (44 if point == point25519 else 91) and point(raw[25 + len(head) // 2:]), "the length of a passkey")
    return Vkey(text, name, bytes.fromhex(key_id), raw[0], raw[1:])
def sigline(line):
    dash, name, data = line.split(" ")
    raw = unbase64(data)
    need(dash == "—" and len(raw) > 4 and re.fullmatch(LABEL, name) and len(name.encode()) <= 255, "a signature line")
    return name, raw[:4], raw[4:]
def note(raw):
    text = raw.decode()
    head, empty, tail = text.rpartition("\n\n")
    need(len(raw) <= 1000000 and not re.search("[\0-\x09\x0b-\x1f]", text) and empty and tail[-1] == "\n" and tail.count("\n") <= 100, "a note")
    return head + "\n", [sigline(line) for line in tail[:-1].split("\n")]
def note_signature(key, signature, text):
    if key.type == 1:
        return ed25519(key.material, signature, text)
    need(key.type == 4 and len(signature) == 72 and 0 < (time := struct.unpack(">Q", signature[:8])[0]) < 2**63 - 1, "the form of a cosignature")
    ed25519(key.material, signature[8:], b"cosignature/v1\ntime %d\n" % time + text)
    return time
def passkey(key, signature, body, terms):
    parts = []
    while signature:
        size = struct.unpack(">H", signature[:2])[0]
        need(len(signature) >= 2 + size, "the parts of a passkey's signature")
        parts.append(signature[2:2 + size])
        signature = signature[2 + size:]
    data, client, assertion = parts
    challenge = base64.urlsafe_b64encode(sha256(b"rapporteur/webauthn/v1\n", body)).decode().rstrip("=")
    heads = [f'{{"type":"webauthn.get","challenge":"{challenge}","origin":"{o}","crossOrigin":false'.encode() for o in terms["origins"]
             if o and not re.search(r'["\\\0-\x1f]', o)]
    need(any(client.startswith((head + b",", head + b"}")) for head in heads), "a passkey's clientDataJSON")
    need(len(data) >= 37 and data[:32] == sha256(terms["rp_id"].encode()) and data[32] & 5 == 5, "a passkey's authenticatorData")
    message, spki = data + sha256(client), key.material[24:]
    return ed25519(spki[12:], assertion, message) if len(spki) == 44 else es256(spki, assertion, message)

# Policies and checkpoints.
def policy_of(text):
    need(len(text.encode()) <= 60000 and text.endswith("\n") and not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f]", text), "the form of a policy")
    logs, witnesses, groups, quorums, members = [], {}, {}, [], []
    for line in text[:-1].split("\n"):
        words, taken = [word for word in re.split("[ \t]+", line) if word], ("none", *witnesses, *groups)
        if not words or words[0].startswith("#"):
            continue
        with at(f"policy: {line[:40]}"):
            word, name, *rest = words
            if word == "quorum" and not rest:
                quorums.append(name)
            elif word == "log" and len(rest) <= 1:
                logs.append(vkey(name))
            elif word == "witness" and len(rest) <= 2:
                witnesses[name] = vkey(rest[0])
                need(name not in taken and witnesses[name].type == 4, "a witness")
            else:
                k = {"any": 1, "all": len(rest) - 1}.get(rest[0]) or int(re.fullmatch(SIZE, rest[0])[0])
                need(word == "group" and name not in taken and 1 <= k < len(rest) and set(rest[1:]) <= {*witnesses, *groups}, "a line")
                groups[name] = (k, rest[1:])
                members += rest[1:]
    names, keys = [*witnesses, *groups], list(witnesses.values())
    need(len(quorums) == 1 and quorums[0] in ("none", *names) and len(set(members)) == len(members) and len(names) <= 512, "a policy: quorum or members")
    need(all(len({key.material for key in some}) == len(some) for some in (keys, logs)) and all(len(n.encode()) < 256 for n in names), "a policy: keys, names")
    return Policy(logs, witnesses, groups, quorums[0])
def quorum_time(policy, times, name):
    if name in policy.witnesses:
        return times.get(policy.witnesses[name])
    k, names = policy.groups[name]
    met = sorted(time for time in (quorum_time(policy, times, member) for member in names) if time is not None)
    return met[k - 1] if len(met) >= k else None
def checkpoint_text(raw):
    text, lines = note(raw)
    origin, size, root, _ = text.split("\n")
    need(re.fullmatch(SIZE, size) and int(size) <= 2**62 and len(unbase64(root)) == 32, "the three lines of a checkpoint")
    return text, origin, int(size), unbase64(root), lines
def judge(raw, regime, further=()):
    text, origin, size, root, lines = checkpoint_text(raw)
    known = {(key.name, key.id): key for key in (regime.host, regime.clock, *regime.policy.witnesses.values())}
    times, hosts = {}, 0
    for name, key_id, signature in [*lines, *further]:
        if key := known.get((name, key_id)):
            with at(name):
                time = note_signature(key, signature, text.encode())
            hosts += key == regime.host
            if time is not None:
                times[key] = min(time, times.get(key, time))
    need(origin == regime.host.name and hosts, "no signature by the host, or another origin")
    alone = regime.policy.quorum == "none"
    return Judged(size, root, times, times.get(regime.clock) if alone else quorum_time(regime.policy, times, regime.policy.quorum), alone)

# The tree, tiles, bundles and receipts.
class Tree:
    def __init__(self, leaves):
        self.leaves, self.node = leaves, functools.lru_cache(None)(self.node_of)
    def node_of(self, first, end):
        half = 1 << (end - first - 1).bit_length() - 1 if end - first > 1 else 0
        return sha256(b"\1", self.node(first, first + half), self.node(first + half, end)) if half else self.leaves[first]
    def root(self, size):
        return self.node(0, size) if size else sha256()
def cuts(source, size, level, name):  # number, width, path and bytes of each tile or bundle
    for n in range((size >> 8 * level) + 255 >> 8):
        width = min(256, (size >> 8 * level) - 256 * n)
        *groups, last = re.findall("...", str(n).zfill(-(-len(str(n)) // 3) * 3))
        path = f"tile/{name}/" + "".join(f"x{group}/" for group in groups) + last + (f".p/{width}" if width < 256 else "")
        yield n, width, path, source(path)
def bundle(left, count):
    entries = []
    while len(entries) < count:
        size = struct.unpack(">H", left[:2])[0]
        need(len(left) >= 2 + size, f"entry {len(entries)} of the bundle is cut short")
        entries.append(left[2:2 + size])
        left = left[2 + size:]
    need(not left, "bytes behind the last entry")
    return entries
def root_from(index, size, leaf, proof):  # by the definition of the tree
    half = 1 << (size - 1).bit_length() - 1 if size > 1 else 0
    need(bool(half) == bool(proof) and index < size, "the length of a proof, or an index beyond the size")
    if index < half:
        return sha256(b"\1", root_from(index, half, leaf, proof[:-1]), proof[-1])
    return sha256(b"\1", proof[-1], root_from(index - half, size - half, leaf, proof[:-1])) if half else leaf
def receipt(raw, regime_of, entries):
    extra, index, proof, checkpoint = RECEIPT.fullmatch(raw.decode()).groups()
    judged = judge(checkpoint.encode(), regime_of(checkpoint_text(checkpoint.encode())[2]))
    root = root_from(int(index), judged.size, sha256(b"\0", entries[int(index)]), [unbase64(line) for line in proof.split()])
    need(root == judged.root and len(unbase64(extra or "")) <= 4096, "the entry is not included")
    return judged

# Entries and their JSON.
def posix(text):
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text, re.A), "a time")
    return int(datetime.datetime.fromisoformat(text[:-1] + "+00:00").timestamp())
def check_value(value, depth):
    if isinstance(value, str):
        need(not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", value), "a character that is not allowed")
        opened = 0
        for c in re.findall("[\u2066-\u2069]", value):
            opened = opened + 1 if c != "\u2069" else max(opened - 1, 0)
        need(not opened, "a bidirectional isolate that is not closed")
    elif isinstance(value, (dict, list)):
        names = value if isinstance(value, dict) else []
        need(depth <= 8 and all(re.fullmatch("[a-z][a-z0-9_]{0,39}", name) for name in names), "JSON that lies too deep, or a member's name")
        for inner in value.values() if names else value:
            check_value(inner, depth + 1)
    else:
        need(value is None or isinstance(value, int) and abs(value) < 2**53, "a number that is not allowed")
def entry_of(raw):
    body, tail = raw.decode().split("\n\n", 1)
    body, m = body.encode() + b"\n", BODY.fullmatch(body + "\n")
    need(m and len(raw) <= 65535 and len(body) <= 60000 and len(m[2]) <= 64 and tail.endswith("\n"), "the lines of an entry")
    lines, o = [sigline(line) for line in tail[:-1].split("\n")], json.loads(m[7])
    check_value(o, 1)
    need(isinstance(o, dict) and json.dumps(o, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == m[7], "JSON that is not canonical")
    names = [line[0] for line in lines]
    need(names == [m[3], *o.get("with", [])] and len(set(names)) == len(names) <= 16, "the signature lines are not those of `by` and `with`")
    need(all(re.fullmatch(KEYNAME, name) and len(signature) <= 4096 for name, _, signature in lines) and posix(m[6]) is not None, "a signature line")
    return types.SimpleNamespace(origin=m[1], kind=m[2], by=m[3], seen=(int(m[4]), unbase64(m[5])), o=o, lines=lines, names=names, body=body,
                                 id=sha256(body).hex(), party=o.get("for", m[3].split("/")[0]))

# Acts, in the order of the record.
AUTHORS = {"record.origin": "attest", "record.key.enrol": "root mission", "record.key.rotate": "root", "record.party.leave": "root admit",
           **dict.fromkeys(("record.party.admit", "record.host.rotate", "record.policy", "record.end"), "admit")}
ENDS = {"record.party.leave": lambda key, o: key.party == o["party"] and key.use in ("root", "mission", "delegate"),
        "record.key.rotate": lambda key, o: key.party == o["party"] and key.use == "root",
        "record.key.revoke": lambda key, o: key.vkey.name == o["name"] and key.use != "admit"}
def brought_by(a, o):  # objects with vkey and use, and for a delegate's key what it may do until when
    members = o["keys"] if a.kind == "record.origin" else [{**o, "vkey": o["key"]}] if a.kind == "record.key.enrol" else [
        {"vkey": root, "use": "root"} for root in o["roots"]] if a.kind in ("record.party.admit", "record.key.rotate") else []
    return {(key := vkey(m["vkey"])).name: types.SimpleNamespace(vkey=key, party=key.name.split("/")[0], use=m["use"], kinds=m.get("kinds", ()), terms=m,
                                                                 until=posix(m["until"]) if "until" in m else None, live=True) for m in members}

class Record:
    def __init__(self, tree, source):
        self.tree, self.source, self.clock, self.ended, self.ids, self.keys, self.seals, self.regimes = tree, source, None, False, set(), {}, {}, []
    def entry(self, raw):
        a, index = entry_of(raw), len(self.ids)
        need((a.kind == "record.origin") == (index == 0) and not self.ended, "its place")
        need(index == 0 or a.origin == self.regimes[0].host.name, "another origin")
        brought = brought_by(a, a.o)
        for line in a.lines:
            with at(line[0]):
                self.check_line(a, *line, brought)
        need(a.seen[0] <= index and a.seen[1] == self.tree.root(a.seen[0]), "seen: not a root of this record")
        need(a.id not in self.ids, "an act id that was there before")
        self.ids.add(a.id)
        by = self.keys.get(a.by) if index else brought[a.by]
        need(by and by.use in AUTHORS.get(a.kind, by.use).split(), "a kind that this key may not file")
        self.change_keys(a, a.o, brought)
        if a.kind in ("record.origin", "record.host.rotate", "record.policy"):
            self.change_regime(a, a.o, index)
        elif a.kind in ("record.seal", "record.seal_batch"):
            for commit in a.o.get("commits", [a.o.get("commit")]):
                need(commit not in self.seals, "a commitment that was there before")
                self.seals[commit] = [a.party if a.kind == "record.seal" else None, a.o.get("class", "entry"), True]
        elif a.kind in ("record.open", "record.erase"):
            self.open(a, a.o, self.seals.get(a.o["commit"]))
        elif a.kind == "record.checkpoint":
            judged = judge(a.o["checkpoint"].encode(), self.regimes[-1])
            need(judged.quorum is not None, "no quorum")
            need(judged.size <= index and judged.root == self.tree.root(judged.size), "a checkpoint that is not of this record")
            self.clock = max(self.clock or 0, judged.quorum)
        self.ended = a.kind == "record.end"
    def check_line(self, a, name, key_id, signature, brought):
        key = self.keys.get(name)
        if key and key.vkey.id == key_id:
            kinds = (*key.kinds, "record.key.revoke") if key.use == "delegate" else (a.kind,)
            need(key.live, "a key that is revoked")
            need(key.until is None or self.clock is None or self.clock <= key.until, "a key that has ended")
            need(any(a.kind.startswith(p[:-1]) if p.endswith(".*") else a.kind == p for p in kinds), "a kind that the key may not sign")
        else:
            need(name in brought and brought[name].vkey.id == key_id, "no key that is enrolled")
            key = brought[name]
        need(key.vkey.type in (1, 255), "a key that signs no acts")
        ed25519(key.vkey.material, signature, a.body) if key.vkey.type == 1 else passkey(key.vkey, signature, a.body, key.terms)
    def change_keys(self, a, o, brought):
        party, days = o.get("party", a.party), 92 if o.get("use") == "delegate" else 368
        ended = {name: key for name, key in self.keys.items() if a.kind in ENDS and key.live and ENDS[a.kind](key, o)}
        need(ended or a.kind != "record.key.revoke", "no key that can be revoked")
        need(a.kind != "record.key.enrol" or self.clock is None or self.clock < posix(o["until"]) <= self.clock + 86400 * days, "until")
        need(a.kind in ("record.origin", "record.key.rotate") or brought.keys() <= set(a.names), "a key that is brought does not sign")
        for name, key in brought.items():
            uses = {"record.origin": ("attest", "admit"), "record.key.enrol": ("mission", "delegate")}.get(a.kind, ("root",))
            need(re.fullmatch(KEYNAME, name) and key.use in uses and key.vkey.type in ((1, 255) if key.use == "delegate" else (1,)), "a key that is brought")
            need(a.kind == "record.origin" or key.party == party, "a key of another party")
            need(name not in self.keys or name in ended and ended[name].vkey == key.vkey, "a key whose name was enrolled before")
        for key in ended.values():
            key.live = False
        self.keys.update(brought)
    def change_regime(self, a, o, index):
        if a.kind == "record.policy":
            return self.regimes.append(self.regimes[-1]._replace(size=index + 1, policy=policy_of(o["policy"])))
        host, clock, signed = vkey(o["host"]), vkey(o["clock"]), set()
        need((host.type, host.name, clock.type, clock.name) == (1, a.origin, 4, a.origin + "/clock"), "the host's keys")
        if a.kind == "record.origin":
            return self.regimes.append(Regime(0, host, clock, policy_of(o["policy"])))
        for text, lines in [note(statement.encode()) for statement in o["statements"]]:
            need(text == f"{host.text}\n{clock.text}\n", "the text of a statement")
            signed |= {key for key in (self.regimes[-1].host, host) for name, key_id, signature in lines
                       if (name, key_id) == (key.name, key.id) and note_signature(key, signature, text.encode()) is None}
        need(signed == {self.regimes[-1].host, host}, "a statement is not signed by both keys")
        return self.regimes.append(self.regimes[-1]._replace(size=index + 1, host=host, clock=clock))
    def open(self, a, o, seal):
        need(seal and seal[2], "no commitment that is confidential")
        party, kind, seal[2] = *seal[:2], False
        if a.kind == "record.open":
            payload = o["payload"].encode() if "payload" in o else self.source(f"blob/{o['blob']}")
            opened = sha256(f"rapporteur/commit/v1\n{kind}\n".encode(), bytes.fromhex(o["salt"]), len(payload).to_bytes(8, "big"), payload)
            need(opened.hex() == o["commit"], "a payload that does not open the commitment")
            need(a.party == (party or entry_of(payload).party), "opened by another party")

# The whole record, and what the verifier brings.
def verify(source, policy, receipts):
    raw, entries, tiles = source("checkpoint"), [], 0
    with at("checkpoint"):
        size, root = checkpoint_text(raw)[2:4]
        need(size, "the record is empty")
    for _, width, path, data in cuts(source, size, 0, "entries"):
        with at(path):
            entries += bundle(data, width)
    tree = Tree([sha256(b"\0", entry) for entry in entries])
    for level in range(8):
        for n, width, path, data in cuts(source, size, level, level):
            hashes, tiles = [tree.node(i << 8 * level, i + 1 << 8 * level) for i in range(256 * n, 256 * n + width)], tiles + 1
            bad = next((i for i in range(width) if data[32 * i:32 * i + 32] != hashes[i]), width)
            need(data == b"".join(hashes), f"{f'entry {256 * n + bad}: ' * (level == 0 and bad < width)}{path}: hash {bad} is not that of the entries")
    need(tree.root(size) == root, "checkpoint: its root is not that of the entries")
    record = Record(tree, source)
    for index, entry in enumerate(entries):
        with at(f"entry {index}"):
            record.entry(entry)
    print(f"entries: {size}; tiles: {tiles}; commitments: {len(record.seals)}")
    pins = {key for key in (policy.logs if policy else ()) if key.type == 1}
    for path in ("checkpoint", *receipts):
        with at(path):
            need(not pins or any(regime.host in pins for regime in record.regimes), "the host key is not the one that was pinned")
            judging = lambda size: [r._replace(policy=policy or r.policy) for r in record.regimes if r.size <= size][-1]
            judged = judge(raw, judging(size)) if path == "checkpoint" else receipt(pathlib.Path(path).read_bytes(), judging, entries)
            need(judged.quorum is not None or not policy, "no quorum under the policy that was brought")
            need(judged.root == tree.root(judged.size), "a root that this record never had")
            print(f"{path}: size {judged.size}, {len(judged.times)} cosigners, quorum time {judged.quorum}{', by the host alone' if judged.alone else ''}")

def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", metavar="DIR|URL")
    parser.add_argument("--policy", type=pathlib.Path)
    parser.add_argument("--receipt", action="append", default=[], metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        policy = policy_of(options.policy.read_text(encoding="utf-8")) if options.policy else None
        where = options.record if re.match("https?://", options.record) else pathlib.Path(options.record).resolve().as_uri()
        verify(lambda path: urllib.request.urlopen(f"{where.rstrip('/')}/{path}", timeout=60).read(), policy, options.receipt)
    except OSError as missing:
        return print(f"INCOMPLETE: {missing}") or 3
    except ValueError as fault:
        return print(f"FAILED: {fault}") or 1
    return print("VERIFIED") or 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
