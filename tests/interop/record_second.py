#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The example record under a second verifier, record_verifier.py, which was written from the page alone.

    record_second.py [FOLDER…]      further folders of records that have to be verified too, each under the policy of its entry 0

The record is accepted: from its folder, over http, with its receipts. Then several hundred changes of one byte each
(RECORD_SECOND_SEED=N repeats those of a seed): all refused, except that a changed name or key id may lose one cosigner. Then acts that are put behind the
eighteen, signed with the test keys: those that the page allows are accepted, the others refused, each for its own reason.
"""
import base64
import contextlib
import functools
import http.server
import io
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import record_sign  # noqa: E402
import record_verifier as second  # noqa: E402

EXAMPLE = pathlib.Path(os.environ.get("RAPPORTEUR_SOURCE", pathlib.Path(__file__).parents[2])) / "tests/vectors/record/example-record"
PROGRAM = os.environ.get("RAPPORTEUR", "build/rapporteur")
MAKER = os.path.join(os.environ.get("RAPPORTEUR_BUILD", "build"), "tests/bench/make_record")
POLICY = ["--policy", str(EXAMPLE / "policy")]
RECEIPTS = [f"entry-{index}.tlog-proof" for index in (0, 5, 9, 17)]
SEEDS = dict(line.split("\t") for line in (EXAMPLE / "seeds.tsv").read_text().splitlines()[1:])
VKEYS = {key.name: key for key in map(second.vkey, (EXAMPLE / "vkeys").read_text().splitlines())}
ORIGIN, REGISTRY, PROTOCOL, ROOT = "record.example.org/rapporteur", "secretariat/registry-1", "secretariat/protocol-1", "delegation-01/root-"
MISSION, DESK, PASSKEY = "delegation-01/mission-1", "delegation-01/desk-1", "delegation-01/passkey-1"
WITNESSES = [f"witness{n}.example.net/w" for n in (1, 2, 3)]
NOON = 1804680000  # 2027-03-10T12:00:00Z


class Score:
    passed = failed = 0

    def note(self, good, what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"FAILED {what}")


def verify(*arguments):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = second.main([str(argument) for argument in arguments])
    return code, said.getvalue()


def cosigners(said):
    return [int(number) for number in re.findall(r"(\d+) cosigners", said)]


# What is as it should be.

class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def over_http(score):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=EXAMPLE)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        code, said = verify(f"http://127.0.0.1:{server.server_port}", *POLICY)
        score.note(code == 0 and said.endswith("VERIFIED\n"), f"over http: {said}")
        server.shutdown()


def accepted(score):
    receipts = [argument for name in RECEIPTS for argument in ("--receipt", EXAMPLE / name)]
    for what, arguments in {"the record": POLICY, "its own policy": [], "its receipts": [*POLICY, *receipts]}.items():
        code, said = verify(EXAMPLE, *arguments)
        score.note(code == 0 and said.endswith("VERIFIED\n"), f"{what}: {said}")
        if what == "the record":
            print(said, end="")
    with tempfile.TemporaryDirectory() as folder:
        policy = pathlib.Path(folder, "policy")
        policy.write_text((EXAMPLE / "policy").read_text().replace(VKEYS[ORIGIN].text, VKEYS[REGISTRY].text))
        code, said = verify(EXAMPLE, "--policy", policy)
    score.note(code == 1 and "pinned" in said, f"another pinned key: {said}")
    over_http(score)


# Changes of one byte.

def changed(data, chance):
    at = chance.randrange(len(data))
    return at, data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1:]


def is_cosigner(data, at):
    """Whether the byte stands in a line of somebody who cosigns (not in the host's own)."""
    start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
    return data[start:end].startswith(("— witness".encode(), f"— {ORIGIN}/clock ".encode()))


def note_change(score, name, old, change, result):
    at, _ = change
    code, said = result
    lost = code == 0 and is_cosigner(old, at) and cosigners(said)[-1] == 3
    score.note(code in (1, 3) and not said.endswith("VERIFIED\n") or lost, f"{name}: byte {at} changed: {said}")
    return lost


def change_record(score, folder, name, times, chance):
    old, lost = (EXAMPLE / name).read_bytes(), 0
    for _ in range(times):
        change = changed(old, chance)
        (folder / name).write_bytes(change[1])
        lost += note_change(score, name, old, change, verify(folder, *POLICY))
    (folder / name).write_bytes(old)
    print(f"{name}: {times} changes, of which {lost} lost a cosigner")


def change_receipt(score, folder, name, times, chance):
    old, lost = (EXAMPLE / name).read_bytes(), 0
    for _ in range(times):
        change = changed(old, chance)
        (folder / name).write_bytes(change[1])
        lost += note_change(score, name, old, change, verify(folder, *POLICY, "--receipt", folder / name))
    print(f"{name}: {times} changes, of which {lost} lost a cosigner")


def one_byte(score):
    seed = int(os.environ.get("RECORD_SECOND_SEED", random.randrange(10**6)))
    print(f"seed {seed}")
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place, "record")
        shutil.copytree(EXAMPLE, folder)
        for name, times in {"checkpoint": 120, "tile/0/000.p/18": 60, "tile/entries/000.p/18": 120}.items():
            change_record(score, folder, name, times, chance)
        for name in RECEIPTS:
            change_receipt(score, folder, name, 60, chance)


# Acts behind the eighteen.

def seed_of(name):
    return bytes.fromhex(SEEDS[name]) * 32


def ed25519_sign(name, message):
    return record_sign.sign(seed_of(name), message)


def made_key(name, seed, kind=1):
    SEEDS[name] = seed
    VKEYS[name] = second.vkey(record_sign.vkey_text(name, kind, seed_of(name)))
    return VKEYS[name].text


def der_number(number):
    raw = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return bytes([2, len(raw)]) + raw


def passkey_sign(body, flags=5, origin="https://sign.record.example.org"):
    challenge = base64.urlsafe_b64encode(second.sha256(b"rapporteur/webauthn/v1\n", body)).rstrip(b"=").decode()
    client = f'{{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}'.encode()
    data = second.sha256(b"sign.record.example.org") + bytes([flags]) + bytes(4)
    z, d, k = int.from_bytes(second.sha256(data, second.sha256(client)), "big"), int(SEEDS[PASSKEY] * 32, 16), 12345
    x, _, t = second.combine(second.add256, second.ZERO256, (k, second.G256))
    r = x * pow(t, -1, second.Q) % second.Q % second.N
    numbers = b"".join(der_number(number) for number in (r, pow(k, -1, second.N) * (z + r * d) % second.N))
    return b"".join(len(part).to_bytes(2, "big") + part for part in (data, client, b"\x30" + bytes([len(numbers)]) + numbers))


def line(name, signature, key=None):
    return record_sign.line(key or VKEYS[name], signature)


def signed_checkpoint(leaves, size, seconds=0, signers=(ORIGIN, ORIGIN + "/clock", *WITNESSES)):
    root = base64.b64encode(second.Tree(leaves[:size]).root(size)).decode()
    text, lines = f"{ORIGIN}\n{size}\n{root}\n", ""
    for name in signers:
        if VKEYS[name].type == 1:
            lines += line(name, ed25519_sign(name, text.encode()))
        else:
            lines += record_sign.cosignature(VKEYS[name], seed_of(name), NOON + seconds, text)
    return f"{text}\n{lines}"


class Longer:
    """The example record with further acts."""

    def __init__(self):
        bundle = (EXAMPLE / "tile/entries/000.p/18").read_bytes()
        self.entries = second.bundle(bundle, 18)

    def leaves(self):
        return [second.sha256(b"\0", entry) for entry in self.entries]

    def body(self, kind, by, members, seen=None, form=None):
        size, of = seen or (len(self.entries), len(self.entries))
        root = base64.b64encode(second.Tree(self.leaves()[:of]).root(of)).decode()
        text = form or json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"rapporteur/act/v1\n{ORIGIN}\n{kind}\nby {by}\nseen {size} {root}\nat 2027-03-11T09:00:00Z\n{text}\n".encode()

    def act(self, kind, by, members, seen=None, form=None, edit=None, flags=5):
        body = self.body(kind, by, members, seen, form)
        lines = "".join(line(name, passkey_sign(body, flags) if name == PASSKEY else ed25519_sign(name, body)) for name in (by, *members.get("with", [])))
        entry = body + b"\n" + lines.encode()
        self.entries.append(edit(entry) if edit else entry)
        return self

    def checkpoint(self, size=None, seconds=60, by=REGISTRY, signers=(ORIGIN, ORIGIN + "/clock", *WITNESSES), **members):
        text = signed_checkpoint(self.leaves(), len(self.entries) if size is None else size, seconds, signers)
        return self.act("record.checkpoint", by, {"checkpoint": text, **members})

    def write(self, folder):
        size, hashes, level = len(self.entries), self.leaves(), 0
        files = {"checkpoint": signed_checkpoint(hashes, size, 120).encode()}
        while hashes:
            for at in range(0, len(hashes), 256):
                part = hashes[at:at + 256]
                path = f"{at // 256:03d}" + (f".p/{len(part)}" if len(part) < 256 else "")
                files[f"tile/{level}/{path}"] = b"".join(part)
                if level == 0:
                    files[f"tile/entries/{path}"] = b"".join(len(entry).to_bytes(2, "big") + entry for entry in self.entries[at:at + 256])
            hashes = [second.Tree(hashes[at:at + 256]).root(256) for at in range(0, len(hashes) - 255, 256)]
            level += 1
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)


def seal(**more):
    return {"class": "note", "commit": "ab" * 32, "readers": [], "size": 256, **more}


def act_id(index):
    return [row.split("\t") for row in (EXAMPLE / "acts.tsv").read_text().splitlines()[1:]][index][1]


def enrolment(name="delegation-01/desk-2", seed="21", until="2027-05-01T00:00:00Z", **more):
    return {"key": made_key(name, seed), "kinds": ["text.*"], "name": name, "until": until, "use": "delegate", "with": [name], **more}


def self_enrolment(use):
    """By the very key that it would enrol."""
    return {**enrolment(use=use), "with": []}


def rotation(threshold, names, signers):
    return {"party": "delegation-01", "roots": [VKEYS[name].text for name in names], "threshold": threshold, "with": signers}


def host_rotation(by_old=True):
    old = VKEYS[ORIGIN]
    host, clock = made_key(ORIGIN, "31"), made_key(ORIGIN + "/clock", "32", 4)
    new, text = VKEYS[ORIGIN], f"{host}\n{clock}\n"
    lines = line(ORIGIN, ed25519_sign(ORIGIN, text.encode()))
    if by_old:
        SEEDS[ORIGIN] = "01"
        lines += line(ORIGIN, ed25519_sign(ORIGIN, text.encode()), old)
        SEEDS[ORIGIN] = "31"
    assert VKEYS[ORIGIN] == new
    return {"clock": clock, "host": host, "statements": [f"{text}\n{lines}"]}


DESK_SEAL = ("record.seal", DESK, seal())
REVOKE = ("record.key.revoke", MISSION, {"name": DESK, "reason": "test"})
POSITION = ("text.position.declare", PASSKEY, {"position": "support"})
ROOTS = [ROOT + "1", ROOT + "2", ROOT + "3"]


def good_acts():
    yield "a seal", Longer().act(*DESK_SEAL)
    yield "seen of a former size", Longer().act(*DESK_SEAL, seen=(5, 5))
    yield "a passkey", Longer().act(*POSITION)
    yield "a revocation", Longer().act(*REVOKE)
    yield "an enrolment", Longer().act("record.key.enrol", MISSION, enrolment()).act("text.position.declare", "delegation-01/desk-2", {"position": "object"})
    yield "an isolate", Longer().act("text.note", DESK, {"text": "\u2067x\u2069"})
    yield "a checkpoint", Longer().checkpoint()
    yield "an older checkpoint", Longer().checkpoint(size=5, seconds=-86400)
    yield "a deadline closed earlier", Longer().checkpoint(size=12, seconds=5, closes=act_id(8))
    yield "a rotation of roots", Longer().act("record.key.rotate", ROOT + "1", rotation(2, ROOTS[:2], [ROOT + "2"])).act(
        "record.party.leave", ROOT + "2", {"party": "delegation-01", "with": [ROOT + "1"]})
    yield "a party that leaves", Longer().act("record.party.leave", PROTOCOL, {"party": "delegation-02"})
    yield "an opened commitment", Longer().act("record.open", DESK, opening())
    yield "an erased commitment", Longer().act("record.erase", MISSION, {"commit": opening()["commit"], "reason": ""})
    yield "the end", Longer().act("record.end", PROTOCOL, {"reason": "test"})
    yield "a policy without witnesses", Longer().act("record.policy", PROTOCOL, {"policy": "quorum none\n"}).checkpoint(signers=(ORIGIN, ORIGIN + "/clock"))


def opening(**more):
    return {"commit": "8eda22958915cf3c16426cb0b1660d889e58aaf5c10a4a866343381864078674", "payload": "+0 0555 0101", "salt": bytes(range(32)).hex(), **more}


def bad_signatures():
    made_key("delegation-02/desk-9", "22")
    yield "no key that is enrolled", Longer().act("record.seal", "delegation-02/desk-9", seal())
    made_key(DESK, "23")
    yield "no key that is enrolled", Longer().act(*DESK_SEAL)
    yield "revoked", Longer().act(*REVOKE).act(*DESK_SEAL)
    yield "has ended", Longer().checkpoint(seconds=86400 * 100).act(*DESK_SEAL)
    yield "may not sign", Longer().act("record.blob", DESK, {"media": "a", "sha256": "00" * 32, "size": 1})
    yield "not good", Longer().act(*DESK_SEAL, edit=lambda entry: entry.replace(b'"note"', b'"nose"'))
    yield "not those of", Longer().act(*DESK_SEAL, edit=lambda entry: entry + line(MISSION, ed25519_sign(MISSION, entry[:entry.index(b"\n\n") + 1])).encode())
    yield "not those of", Longer().act("record.seal", DESK, seal(**{"with": [MISSION]}), edit=lambda entry: entry[:entry.rindex("— ".encode())])
    yield "authenticatorData", Longer().act(*POSITION, flags=1)
    yield "not good", Longer().act("record.seal", DESK, seal(**{"with": [ROOT + "1"]}), edit=lambda entry: entry[:-20] + b"A" + entry[-19:])


def bad_forms():
    yield "another origin", Longer().act(*DESK_SEAL, edit=lambda entry: entry.replace(b"example.org", b"example.net", 1))
    yield "not canonical", Longer().act("text.note", DESK, {}, form='{"a":1,"a":1}')
    yield "not canonical", Longer().act("text.note", DESK, {}, form='{"a": 1}')
    yield "not canonical", Longer().act("text.note", DESK, {}, form='{"b":1,"a":1}')
    yield "not canonical", Longer().act("text.note", DESK, {}, form='{"a":"\\u0041"}')
    yield "number", Longer().act("text.note", DESK, {}, form='{"a":1.5}')
    yield "number", Longer().act("text.note", DESK, {}, form='{"a":9007199254740992}')
    yield "too deep", Longer().act("text.note", DESK, {}, form='{"a":' + "[" * 8 + "]" * 8 + "}")
    yield "character", Longer().act("text.note", DESK, {}, form='{"a":"\u202e"}')
    yield "isolate", Longer().act("text.note", DESK, {}, form='{"a":"\u2066"}')
    yield "seen", Longer().act(*DESK_SEAL, seen=(18, 17))
    yield "seen", Longer().act(*DESK_SEAL, seen=(19, 18))


def bad_acts():
    yield "may not file", Longer().act("record.end", REGISTRY, {"reason": "test"})
    yield "its place", Longer().act("record.end", PROTOCOL, {"reason": "test"}).act(*DESK_SEAL)
    yield "act id", repeated()
    yield "there before", Longer().act("record.seal", DESK, seal(commit=opening()["commit"]))
    yield "does not open", Longer().act("record.open", DESK, opening(payload="+0 0555 0102"))
    yield "another party", Longer().act("record.open", REGISTRY, opening())
    yield "confidential", Longer().act("record.open", DESK, opening()).act("record.open", DESK, opening())
    yield "until", Longer().act("record.key.enrol", MISSION, enrolment(until="2028-05-01T00:00:00Z"))
    yield "may not file", Longer().act("record.key.enrol", "delegation-01/desk-2", self_enrolment("mission"))
    yield "a key that is brought", Longer().act("record.key.enrol", MISSION, enrolment(use="admit"))
    yield "enrolled before", Longer().act("record.key.rotate", ROOT + "1", rotation(1, [MISSION], [ROOT + "2", MISSION]))
    yield "no quorum", Longer().checkpoint(signers=(ORIGIN, ORIGIN + "/clock", WITNESSES[0]))
    yield "no signature by the host", Longer().checkpoint(signers=WITNESSES)
    yield "not signed by both", Longer().act("record.host.rotate", PROTOCOL, host_rotation(False))


def repeated():
    record = Longer()
    record.entries.append(record.entries[5])
    return record


def rotated_host(score):
    """Last, because it changes the host's keys: the new ones sign the published checkpoint; under a pin of the old host nothing is lost."""
    record = Longer().act("record.host.rotate", PROTOCOL, host_rotation())
    note_longer(score, "a host that rotates", record, 0, "VERIFIED", POLICY)
    note_longer(score, "and a checkpoint by it", record.checkpoint(), 0, "VERIFIED", [])


def note_longer(score, what, record, code, reason, arguments=()):
    with tempfile.TemporaryDirectory() as folder:
        record.write(pathlib.Path(folder))
        got, said = verify(folder, *arguments)
    last = said.splitlines()[-1]
    score.note(got == code and reason in last and (code == 0 or last.startswith(f"FAILED: entry {len(record.entries) - 1}: ")), f"{what}: {last}")


def several_tiles(score):
    record = Longer()
    for number in range(len(record.entries), 530):
        record.act("text.note", DESK, {"number": number}, seen=(5, 5))
    note_longer(score, "530 acts", record, 0, "VERIFIED", POLICY)
    with tempfile.TemporaryDirectory() as folder:
        record.write(pathlib.Path(folder))
        for name, reason in {"tile/1/000.p/2": "tile/1/000.p/2: ", "tile/0/001": "entry 256: ", "tile/entries/002.p/18": "tile/entries/002.p/18: "}.items():
            path = pathlib.Path(folder, name)
            data = path.read_bytes()
            path.write_bytes(bytes([data[0] ^ 255]) + data[1:])
            code, said = verify(folder)
            score.note(code == 1 and said.splitlines()[-1].startswith(f"FAILED: {reason}"), f"{name} changed: {said}")
            path.unlink()
            score.note(verify(folder)[0] == 3, f"{name} is missing")
            path.write_bytes(data)


def longer(score):
    for what, record in good_acts():
        note_longer(score, what, record, 0, "VERIFIED")
    old = dict(SEEDS), dict(VKEYS)
    for cases in (bad_signatures, bad_forms, bad_acts):
        for reason, record in cases():
            SEEDS.update(old[0])
            VKEYS.update(old[1])
            note_longer(score, f"{cases.__name__}, {reason}", record, 1, reason)
    SEEDS.update(old[0])
    VKEYS.update(old[1])
    rotated_host(score)


def made_record(score):
    """A record of 530 entries from make_record, by way of `record export` and tar."""
    with tempfile.TemporaryDirectory() as place:
        os.environ["RAPPORTEUR_STATE"] = f"{place}/state"
        archive, files = f"{place}/made.tar", f"{place}/files"
        os.mkdir(files)
        for words in ([MAKER, f"{place}/made", "530", "7"], [PROGRAM, "record", "export", f"{place}/made", "-o", archive], ["tar", "-xf", archive, "-C", files]):
            done = subprocess.run(words, check=False, capture_output=True, text=True)
            score.note(done.returncode == 0, f"{words}: {done.stderr}")
        code, said = verify(files)
        score.note(code == 0 and "entries: 530; tiles: 4;" in said, f"a made record: {said}")


def main(folders):
    score = Score()
    accepted(score)
    one_byte(score)
    several_tiles(score)
    longer(score)
    made_record(score)
    for folder in folders:
        code, said = verify(folder)
        score.note(code == 0, f"{folder}: {said}")
    print(f"record second verifier: {score.passed} passed, {score.failed} failed")
    sys.exit(score.failed != 0)


if __name__ == "__main__":
    main(sys.argv[1:])
