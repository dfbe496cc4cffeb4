# SPDX-License-Identifier: Apache-2.0
"""The log half of record_verifier.py: keys, signed notes, passkeys, policies, checkpoints, tiles, bundles, receipts and the grammar of entries.

Written from docs/formats/record.md, sections 2 to 11; the rules for acts are in record_rules.py.
"""
import base64
import collections
import contextlib
import datetime
import functools
import json
import pathlib
import re
import struct
import types

from record_curves import Fault, ed25519, es256, need, point256, rs256, rsa_key, sha256

Vkey = collections.namedtuple("Vkey", "text name id type material")
Policy = collections.namedtuple("Policy", "logs witnesses groups quorum")
Regime = collections.namedtuple("Regime", "size host clock policy")
Judged = collections.namedtuple("Judged", "size root times quorum alone")
HALF = "[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?"
KEYNAME, ORIGIN, KIND = f"{HALF}/{HALF}", "[a-z0-9.:/-]{0,99}[a-z0-9.:-]", r"[a-z_]{1,20}(?:\.[a-z_]{1,20}){1,3}"
SIZE, HEX = "(?:0|[1-9][0-9]{0,18})", "[0-9a-f]{64}"
BODY = re.compile(rf"rapporteur/act/v1\n({ORIGIN})\n({KIND})\nby ({KEYNAME})\nseen ({SIZE}) ([^\n]{{44}})\nat ([^\n]+)\n([^\n]+)\n")


class Missing(Exception):
    """Data without which nothing can be said."""


@contextlib.contextmanager
def at(where):
    try:
        yield
    except (ValueError, LookupError, TypeError, struct.error, RecursionError) as fault:
        raise Fault(f"{where}: {fault}") from None


# Keys, notes and signatures.

def unbase64(text):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "base64 that is not canonical")
    return raw


def key_label(name):
    need(0 < len(name.encode()) <= 255 and "+" not in name and not any(c.isspace() or c < " " for c in name), "a key's name")


def passkey_material(material):
    need(material[:22] == b"rapporteur/passkey/v1\0" and len(material) <= 640, "a passkey's material")
    algorithm, spki = struct.unpack(">h", material[22:24])[0], material[24:]
    if algorithm == -7:
        need(spki[:27] == bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"), "an SPKI of P-256")
        point256(spki[27:])
    elif algorithm == -8:
        need(spki[:12] == bytes.fromhex("302a300506032b6570032100") and len(spki) == 44, "an SPKI of Ed25519")
    else:
        need(algorithm == -257, "a COSE algorithm")
        rsa_key(spki)
    return algorithm, spki


@functools.lru_cache(4096)
def vkey(text):
    name, key_id, data = text.split("+", 2)
    key_label(name)
    raw = unbase64(data)
    need(sha256(name.encode(), b"\n", raw)[:4].hex() == key_id, "the key id of a vkey")
    need(raw[0] in (1, 4, 255), "the type of a key")
    need(raw[0] == 255 or len(raw) == 33, "the length of a key")
    if raw[0] == 255:
        passkey_material(raw[1:])
    return Vkey(text, name, bytes.fromhex(key_id), raw[0], raw[1:])


def sigline(line):
    dash, name, data = line.split(" ")
    raw = unbase64(data)
    need(dash == "—" and len(raw) > 4, "a signature line")
    key_label(name)
    return name, raw[:4], raw[4:]


def note(raw):
    text = raw.decode()
    head, empty, tail = text.rpartition("\n\n")
    need(len(raw) <= 1000000 and not re.search("[\0-\x09\x0b-\x1f]", text) and empty and tail.endswith("\n"), "the form of a note")
    lines = tail[:-1].split("\n")
    need(len(lines) <= 100, "too many signature lines")
    return head + "\n", [sigline(line) for line in lines]


def note_signature(key, signature, text):
    if key.type == 1:
        ed25519(key.material, signature, text)
        return None
    need(key.type == 4 and len(signature) == 72, "the form of a cosignature")
    time = struct.unpack(">Q", signature[:8])[0]
    need(0 < time < 2**63 - 1, "the time of a cosignature")
    ed25519(key.material, signature[8:], b"cosignature/v1\ntime %d\n" % time + text)
    return time


def passkey(key, signature, body, terms):
    parts = []
    while signature:
        size = struct.unpack(">H", signature[:2])[0]
        need(len(signature) >= 2 + size and len(parts) < 3, "the parts of a passkey's signature")
        parts.append(signature[2:2 + size])
        signature = signature[2 + size:]
    need(len(parts) == 3, "the parts of a passkey's signature")
    data, client, assertion = parts
    challenge = base64.urlsafe_b64encode(sha256(b"rapporteur/webauthn/v1\n", body)).rstrip(b"=")
    heads = [b'{"type":"webauthn.get","challenge":"%s","origin":"%s","crossOrigin":false' % (challenge, o.encode()) for o in terms["origins"]
             if not re.search(r'["\\\0-\x1f]', o)]
    need(any(client.startswith(head) and client[len(head):len(head) + 1] in (b",", b"}") for head in heads), "a passkey's clientDataJSON")
    need(len(data) >= 37 and data[:32] == sha256(terms["rp_id"].encode()) and data[32] & 5 == 5, "a passkey's authenticatorData")
    algorithm, spki = passkey_material(key.material)
    message = data + sha256(client)
    if algorithm == -8:
        return ed25519(spki[12:], assertion, message)
    return (es256 if algorithm == -7 else rs256)(spki, assertion, message)


# Policies and checkpoints.

def policy_of(text):
    need(len(text.encode()) <= 60000 and text.endswith("\n") and not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f]", text), "the form of a policy")
    policy, quorums, members = Policy([], {}, {}, []), [], []
    for line in text[:-1].split("\n"):
        words = re.split("[ \t]+", line.strip(" \t"))
        if words == [""] or words[0].startswith("#"):
            continue
        with at(f"policy: {line[:40]}"):
            policy_line(policy, words, quorums, members)
    need(len(quorums) == 1 and len(set(members)) == len(members) and len(policy.witnesses) + len(policy.groups) <= 512, "a policy: quorum or members")
    need(quorums == ["none"] or quorums[0] in policy.witnesses or quorums[0] in policy.groups, "a policy: the quorum's name")
    for keys in (list(policy.witnesses.values()), policy.logs):
        need(len({key.material for key in keys}) == len(keys), "a policy: a key twice")
    return policy._replace(quorum=quorums[0])


def policy_line(policy, words, quorums, members):
    if words[0] == "quorum" and len(words) == 2:
        quorums.append(words[1])
    elif words[0] == "log" and len(words) in (2, 3):
        policy.logs.append(vkey(words[1]))
        need(policy.logs[-1].type in (1, 4), "a log's key")
    else:
        name = words[1]
        need(name != "none" and len(name.encode()) <= 255 and name not in policy.witnesses and name not in policy.groups, "a name")
        if words[0] == "witness" and len(words) in (3, 4):
            policy.witnesses[name] = vkey(words[2])
            need(policy.witnesses[name].type == 4, "a witness's key")
        else:
            need(words[0] == "group" and len(words) >= 4 and all(w in policy.witnesses or w in policy.groups for w in words[3:]), "a line")
            k = {"any": 1, "all": len(words) - 3}.get(words[2]) or int(words[2] if re.fullmatch(SIZE, words[2]) else 0)
            need(1 <= k <= len(words) - 3, "the number of a group")
            policy.groups[name] = (k, words[3:])
            members += words[3:]


def quorum_time(policy, times, name):
    if name in policy.witnesses:
        return times.get(policy.witnesses[name])
    k, names = policy.groups[name]
    met = sorted(time for time in (quorum_time(policy, times, member) for member in names) if time is not None)
    return met[k - 1] if len(met) >= k else None


def checkpoint_text(raw):
    text, lines = note(raw)
    parts = text.split("\n")
    need(len(parts) == 4 and re.fullmatch(SIZE, parts[1]) and int(parts[1]) <= 2**62, "the three lines of a checkpoint")
    root = unbase64(parts[2])
    need(len(root) == 32, "the root of a checkpoint")
    return text, parts[0], int(parts[1]), root, lines


def judge(raw, regime, further=()):
    text, origin, size, root, lines = checkpoint_text(raw)
    need(origin == regime.host.name, "the origin of a checkpoint")
    keys = [regime.host, *([regime.clock] if regime.clock else []), *regime.policy.witnesses.values()]
    known, times, hosts = {(key.name, key.id): key for key in keys}, {}, 0
    for name, key_id, signature in [*lines, *further]:
        key = known.get((name, key_id))
        if key:
            with at(name):
                time = note_signature(key, signature, text.encode())
            hosts += key == regime.host
            if time is not None:
                times[key] = min(time, times.get(key, time))
    need(hosts, "no signature by the host")
    alone = regime.policy.quorum == "none"
    return Judged(size, root, times, times.get(regime.clock) if alone else quorum_time(regime.policy, times, regime.policy.quorum), alone)


# The tree, tiles, bundles and receipts.

class Tree:
    def __init__(self, leaves):
        self.levels = [leaves]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([sha256(b"\1", below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    def root(self, size):
        result, level = None, 0
        while size >> level:
            if size >> level & 1:
                left = self.levels[level][(size >> level) - 1]
                result = sha256(b"\1", left, result) if result else left
            level += 1
        return result or sha256()

    def tile(self, level, n, width):
        hashes = self.levels[8 * level][256 * n:256 * n + width] if 8 * level < len(self.levels) else []
        return b"".join(hashes) if len(hashes) == width else None


def cuts(size, level):
    count = size >> 8 * level
    return [(n, 256) for n in range(count // 256)] + ([(count // 256, count % 256)] if count % 256 else [])


def tile_path(level, n, width):
    digits, groups = f"{n:03d}", []
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = ["x" + digits[i:i + 3] for i in range(0, len(digits) - 3, 3)] + [digits[-3:]]
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < 256 else "")


def get_cut(source, level, n, width):
    data = source(tile_path(level, n, width))
    whole = source(tile_path(level, n, 256)) if data is None and width < 256 else None
    if data is None and whole is None:
        raise Missing(tile_path(level, n, width))
    return data, whole


def bundle(data, whole, count):
    left, entries = data if whole is None else whole, []
    while len(entries) < count:
        size = struct.unpack(">H", left[:2])[0]
        need(len(left) >= 2 + size, "an entry that is cut short")
        entries.append(left[2:2 + size])
        left = left[2 + size:]
    need(whole is not None or not left, "bytes behind the last entry")
    return entries


def compare_tile(tree, path, data, level, n, width):
    expected = tree.tile(level, n, width)
    if data == expected or expected is None:
        return
    i = next((i for i in range(width) if data[32 * i:32 * i + 32] != expected[32 * i:32 * i + 32]), width)
    where = f"entry {256 * n + i}" if level == 0 and i < width else path
    raise Fault(f"{where}: {path}: hash {i} is not that of the entries")


def compare_tiles(source, tree, size):
    count, level = 0, 0
    while size >> 8 * level:
        for n, width in cuts(size, level):
            data, whole = get_cut(source, level, n, width)
            compare_tile(tree, tile_path(level, n, width), data if whole is None else whole[:32 * width], level, n, width)
            count += 1
        level += 1
    return count


def compare_older(folder, tree):
    """In a folder also the partial tiles of former sizes, and nothing that is no tile."""
    paths = [p for p in pathlib.Path(folder, "tile").rglob("*") if p.is_file() and p.relative_to(folder).parts[1] != "entries"]
    for path in paths:
        name = path.relative_to(folder).as_posix()
        m = re.fullmatch(r"tile/([0-7])/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", name)
        level, n, width = (int(m[1]), int(m[2].replace("x", "").replace("/", "")), int(m[3] or 256)) if m else (0, 0, 0)
        need(m and name == tile_path(level, n, width), f"{name}: not a tile's path")
        compare_tile(tree, name, path.read_bytes(), level, n, width)


def inclusion(index, size, leaf, proof, root):
    need(index < size, "an index beyond the size")
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        need(sn, "a proof that is too long")
        if fn & 1 or fn == sn:
            r = sha256(b"\1", p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha256(b"\1", r, p)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0 and r == root, "the entry is not included")


def receipt(raw, regime_of, bytes_of):
    m = re.fullmatch(rb"c2sp\.org/tlog-proof@v1\n(?:extra ([^\n]*)\n)?index (0|[1-9][0-9]{0,18})\n((?:[^\n]{44}\n){0,64})\n(.*)", raw, re.S)
    need(m, "the form of a receipt")
    need(len(unbase64((m[1] or b"").decode())) <= 4096, "the extra data of a receipt")
    proof = [unbase64(line) for line in m[3].decode().split("\n")[:-1]]
    need(all(len(p) == 32 for p in proof), "a hash of a receipt")
    judged = judge(m[4], regime_of(checkpoint_text(m[4])[2]))
    inclusion(int(m[2]), judged.size, sha256(b"\0", bytes_of(int(m[2]))), proof, judged.root)
    return int(m[2]), judged


# Entries and their JSON.

def posix(text):
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text, re.A), "a time")
    numbers = [int(number) for number in re.split("[-T:Z]", text)[:6]]
    return int(datetime.datetime(*numbers, tzinfo=datetime.timezone.utc).timestamp())


def check_string(text):
    need(not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text), "a character that is not allowed")
    opened = 0
    for c in re.findall("[\u2066-\u2069]", text):
        opened = opened + 1 if c != "\u2069" else max(opened - 1, 0)
    need(not opened, "a bidirectional isolate that is not closed")


def check_value(value, depth):
    if isinstance(value, (dict, list)):
        need(depth <= 8, "JSON that lies too deep")
        for name in value if isinstance(value, dict) else ():
            need(re.fullmatch("[a-z][a-z0-9_]{0,39}", name), "a member's name")
        for inner in value.values() if isinstance(value, dict) else value:
            check_value(inner, depth + 1)
    elif isinstance(value, str):
        check_string(value)
    else:
        need(value is None or isinstance(value, int) and abs(value) < 2**53, "a number that is not allowed")


def canonical(text):
    value = json.loads(text)
    need(isinstance(value, dict), "the seventh line is no object")
    check_value(value, 1)
    need(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text, "JSON that is not canonical")
    return value


def entry_of(raw):
    end = raw.index(b"\n\n") + 1
    body, tail = raw[:end], raw[end + 1:].decode()
    m = BODY.fullmatch(body.decode())
    need(m and len(raw) <= 65535 and len(body) <= 60000 and len(m[2]) <= 64 and tail.endswith("\n"), "the lines of an entry")
    lines, seen, o = [sigline(line) for line in tail[:-1].split("\n")], unbase64(m[5]), canonical(m[7])
    names, others = [line[0] for line in lines], o.get("with", [])
    need(all(len(line[2]) <= 4096 for line in lines), "the length of a signature")
    need(1 <= len(lines) <= 16 and all(re.fullmatch(KEYNAME, name) for name in names) and len(set(names)) == len(names), "the signature lines")
    need(isinstance(others, list) and names == [m[3], *others], "the signature lines are not those of `by` and `with`")
    posix(m[6])
    return types.SimpleNamespace(origin=m[1], kind=m[2], by=m[3], seen=(int(m[4]), seen), o=o, lines=lines, names=names, body=body, id=sha256(body).hex(),
                                 leaf=sha256(b"\0", raw))
