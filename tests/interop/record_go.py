#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Our records under an independent verifier: recordcheck.go, on Debian's Go and golang.org/x/mod.

It accepts the example record with every option, two foreign logs, records of sizes about the borders of tiles (made by make_record, written out by `record export`, with receipts of `record
prove`), and one that `record serve` serves. Then single bytes of a record of 600 entries, with three witnesses' cosignatures, are changed: in the checkpoint, the cosigners' lines,
tiles of each level, bundles and receipts. Every change is refused by it and by us, except that one in a cosigner's line may lose that cosigner instead. RAPPORTEUR_SEED=N repeats the changes
of a seed; RAPPORTEUR_LONG=1 takes larger records and 10,000 changes in place of 300.
"""
import base64
import collections
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import record_sign  # noqa: E402
import record_verifier as second  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
VECTORS = pathlib.Path(os.environ.get("RAPPORTEUR_SOURCE", HERE.parents[1])) / "tests/vectors/record"
BUILD = pathlib.Path(os.environ.get("RAPPORTEUR_BUILD", "build")).resolve()
PROGRAM = os.path.abspath(os.environ.get("RAPPORTEUR", BUILD / "rapporteur"))
LONG = bool(os.environ.get("RAPPORTEUR_LONG"))
SIZES = [1, 2, 255, 256, 257, 511] + ([65535, 65536, 65537, 70000, 100000] if LONG else [])
CHANGES, CHANGED_SIZE, MAKER_SEED = 10000 if LONG else 300, 600, 7
MODULES = "/usr/share/gocode"
WITNESSES = [f"witness{n}.example.net/w" for n in (1, 2, 3)]
NOON = 1804680000  # 2027-03-10T12:00:00Z
# How often each class of bytes is drawn.
SHARES = {"checkpoint": 15, "cosigner": 15, "tile/0": 15, "tile/1": 5, "tile/entries": 20, "receipt": 20, "receipt cosigner": 10}
WAIT_S = 60


class Score:
    passed = failed = 0

    def note(self, good, what):
        self.passed += bool(good)
        self.failed += not good
        if not good and self.failed <= 20:
            print(f"FAILED {what}")


def run(*words, **more):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **more)


def forget(place, size):
    """What the program has seen of a record; all of these have one origin, so each size begins anew."""
    os.environ["RAPPORTEUR_STATE"] = f"{place}/state-{size}"


def built(place):
    """The verifier, or None where there is no Go."""
    if shutil.which("go") is None or not pathlib.Path(MODULES, "src/golang.org/x/mod/sumdb/tlog").is_dir():
        return None
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": MODULES, "GOFLAGS": "", "GOCACHE": f"{place}/go-cache"}
    made = run("go", "build", "-o", f"{place}/recordcheck", HERE / "recordcheck.go", env=environment)
    if made.returncode != 0:
        sys.exit(f"recordcheck.go: {made.stderr}")
    return f"{place}/recordcheck"


def accepts(score, what, least, *words):
    """The verifier's own count of checks is at least this, and none failed."""
    done = run(*words)
    found = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    good = done.returncode == 0 and found and int(found[1]) >= least and int(found[2]) == 0
    score.note(good, f"{what}: {done.stdout}{done.stderr}")
    print(f"{what}: {found[0] if found else 'no count'}")


# Records that are to be accepted.

def foreign(score, check):
    example, prototype, tessera = VECTORS / "example-record", VECTORS / "prototype-log257", VECTORS / "tessera-log"
    keys = (example / "vkeys").read_text().split()
    receipts = sorted(example.glob("*.tlog-proof"))
    accepts(score, "example-record", 114, check, "-cosigners", ",".join(keys[1:5]), "-acts", example / "vkeys", "-old", example / "checkpoint.5", keys[0], example, *receipts)
    keys = (prototype / "vkeys").read_text().split()
    accepts(score, "prototype-log257", 830, check, "-cosigners", ",".join(keys[1:3]), keys[0], prototype, *sorted(prototype.glob("*.tlog-proof")))
    accepts(score, "tessera-log", 70, check, (tessera / "vkey").read_text().strip(), tessera)


def made(score, place, size):
    """An installation of this size, its files, and the vkeys of the host and its clock."""
    home, files = pathlib.Path(place, f"made-{size}"), pathlib.Path(place, f"files-{size}")
    forget(place, size)
    done = run(BUILD / "tests/bench/make_record", home, size, MAKER_SEED)
    score.note(done.returncode == 0, f"make_record {size}: {done.stderr}")
    done = run(PROGRAM, "record", "export", home, "-o", f"{files}.tar")
    score.note(done.returncode == 0, f"record export {size}: {done.stderr}")
    files.mkdir()
    score.note(run("tar", "-xf", f"{files}.tar", "-C", files).returncode == 0, f"tar unpacks the archive of size {size}")
    os.unlink(f"{files}.tar")
    first = (files / ("tile/entries/000" if size > 255 else f"tile/entries/000.p/{size}")).read_bytes()
    entries, keys = second.bundle(first, min(size, 256)), {}
    for entry in map(second.entry_of, entries[:7]):
        texts = [entry.o.get("key"), *entry.o.get("roots", []), *(key["vkey"] for key in entry.o.get("keys", []))]
        keys.update({text: None for text in texts if text})
    origin = second.entry_of(entries[0]).o
    (files / "keys").write_text("".join(f"{text}\n" for text in keys))
    return home, files, origin["host"], origin["clock"]


def receipts_of(score, home, files, size):
    (files / "receipt").mkdir()
    for index in sorted({0, size // 2, size - 1}):
        done = run(PROGRAM, "record", "prove", home, index, "-o", files / f"receipt/{index}")
        score.note(done.returncode == 0, f"record prove {size} {index}: {done.stderr}")
        yield files / f"receipt/{index}"


def sizes(score, check, place):
    for size in SIZES:
        home, files, host, clock = made(score, place, size)
        receipts = list(receipts_of(score, home, files, size))
        accepts(score, f"size {size}", size, check, "-cosigners", clock, "-acts", files / "keys", host, files, *receipts)
        if size == 511:
            served(score, check, home, files, host, clock, receipts)
        shutil.rmtree(home)
        shutil.rmtree(files)


def served(score, check, home, files, host, clock, receipts):
    server = subprocess.Popen([PROGRAM, "record", "serve", home, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    try:
        address = next((line.strip().rstrip("/") for line in server.stdout if line.startswith("http")), "")
        accepts(score, "size 511 over http", 511, check, "-cosigners", clock, "-acts", files / "keys", host, address, *receipts)
    finally:
        server.send_signal(signal.SIGTERM)
        score.note(server.wait(WAIT_S) == 0, "the server ends with 0 on SIGTERM")
        server.stdout.close()


# Changes of one byte.

class Changed:
    """A record of 600 entries under three witnesses, of which two are the quorum."""

    def __init__(self, score, place):
        self.home, self.files, self.host, self.clock = made(score, place, CHANGED_SIZE)
        keys = [second.vkey(record_sign.vkey_text(name, 4, name.encode())) for name in WITNESSES]
        text = (self.files / "checkpoint").read_text()
        lines = [record_sign.cosignature(key, key.name.encode(), NOON + n, text[:text.index("\n\n") + 1]) for n, key in enumerate(keys)]
        (self.files / "checkpoint").write_text(text + "".join(lines))
        self.cosigners = [self.clock, *(key.text for key in keys)]
        self.policy = self.files / "policy"
        named = "".join(f"witness w{n} {key.text}\n" for n, key in enumerate(keys))
        self.policy.write_text(f"log {self.host}\n{named}group g 2 w0 w1 w2\nquorum g\n")
        (self.files / "receipt").mkdir()
        for index in (0, 1, 255, 256, 300, 511, 512, CHANGED_SIZE - 1):
            done = run(PROGRAM, "record", "prove", self.home, index, "-o", self.files / f"receipt/{index}")
            score.note(done.returncode == 0, f"record prove {index}: {done.stderr}")
            head, found, _ = (self.files / f"receipt/{index}").read_text().partition("\n\n")
            extra = re.search("extra ([^\n]*)\n", head)
            pathlib.Path(place, f"entry-{index}").write_bytes(base64.b64decode(extra[1]))
            (self.files / f"receipt/{index}").write_text(head.replace(extra[0], "") + found + text + "".join(lines))
        self.place = place

    def draw(self, chance):
        """Class, path, offset and the byte to stand there."""
        which = chance.choices(list(SHARES), list(SHARES.values()))[0]
        while True:
            kind = which.split(" ")[0]
            pattern = {"checkpoint": "checkpoint", "cosigner": "checkpoint", "tile/0": "tile/0/**/*", "tile/1": "tile/1/**/*", "tile/entries": "tile/entries/**/*"}
            path = chance.choice(sorted(p for p in self.files.glob(pattern.get(kind, "receipt/*")) if p.is_file()))
            data = path.read_bytes()
            offset = chance.randrange(len(data))
            if kind in ("checkpoint", "cosigner", "receipt") and self.is_cosigner(data, offset) != which.endswith("cosigner"):
                continue
            return which, path.relative_to(self.files).as_posix(), offset, data[offset] ^ chance.randrange(1, 256)

    def is_cosigner(self, data, offset):
        """In a line of somebody who cosigns (the clock is one), not in the host's own."""
        line = data[data.rfind(b"\n", 0, offset) + 1:]
        return line.startswith(tuple(f"— {key.split('+')[0]} ".encode() for key in self.cosigners))


def expected_place(which, path, offset):
    """What our refusal has to name."""
    if which in ("checkpoint", "cosigner"):
        return "checkpoint"
    if which.startswith("tile/1"):
        return re.escape(path)
    if which.startswith("tile/0"):
        number = int(re.search(r"tile/0/(\d+)", path)[1]) * 256 + offset // 32
        return rf"{re.escape(path)}|entry {number}\b"
    if which == "tile/entries":
        return rf"entry \d+|{re.escape(path)}"
    return "."


def by_us(changed, changes):
    """Our verdicts: the record's files in one process, receipts by `record check` each, which passes over the clock's line (section 9, point 2)."""
    listed = "".join(f"{path} {offset} {byte:02x}\n" for which, path, offset, byte in changes if not which.startswith("receipt"))
    done = subprocess.run([BUILD / "tests/property/property_record_mutations", changed.files, changed.policy], input=listed, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"record_mutations: exit {done.returncode}: {done.stderr}")
    verdicts, ours = iter(done.stdout.splitlines()), []
    for which, path, offset, byte in changes:
        ours.append(checked(changed, path, offset, byte) if which.startswith("receipt") else next(verdicts))
    return ours


def checked(changed, path, offset, byte):
    data = bytearray((changed.files / path).read_bytes())
    data[offset] = byte
    file = pathlib.Path(changed.place, "changed.tlog-proof")
    file.write_bytes(data)
    done = run(PROGRAM, "record", "check", file, pathlib.Path(changed.place, f"entry-{path.split('/')[1]}"), "--policy", changed.policy, errors="replace")
    return {0: "accepted", 1: "refused ", 3: "missing "}.get(done.returncode, f"exit {done.returncode} ") + done.stderr.strip()


def by_go(check, changed, changes):
    listed = pathlib.Path(changed.place, "changes")
    listed.write_text("".join(f"{path} {offset} {byte:02x}\n" for _, path, offset, byte in changes))
    done = run(check, "-changes", listed, "-cosigners", ",".join(changed.cosigners), changed.host, changed.files, errors="replace")
    if done.returncode != 0:
        sys.exit(f"recordcheck -changes: exit {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout.splitlines()


def one_byte(score, check, place):
    seed = int(os.environ.get("RAPPORTEUR_SEED") or random.randrange(10**9))
    print(f"seed {seed}")
    changed, chance = Changed(score, place), random.Random(seed)
    accepts(score, "size 600 under three witnesses", 600, check, "-cosigners", ",".join(changed.cosigners), "-acts", changed.files / "keys", changed.host, changed.files,
            *sorted((changed.files / "receipt").iterdir()))
    verified = run(PROGRAM, "record", "verify", changed.files, "--policy", changed.policy)
    score.note(verified.returncode == 0, f"record verify: {verified.stdout}{verified.stderr}")
    changes = [changed.draw(chance) for _ in range(CHANGES)]
    figures = collections.Counter()
    for change, ours, theirs in zip(changes, by_us(changed, changes), by_go(check, changed, changes), strict=True):
        which, path, offset, _ = change
        lost = which.endswith("cosigner")
        for who, verdict in (("us", ours), ("go", theirs)):
            word = verdict.split(" ")[0]
            good = word in ("refused", "missing") or lost and verdict in ("accepted", "accepted 3")
            figures[which, f"{who} {word}"] += 1
            score.note(good, f"{who}: {change}: {verdict}")
        score.note(not ours.startswith("refused") or re.search(expected_place(which, path, offset), ours), f"the place: {change}: {ours}")
    for which in SHARES:
        print(f"{which}: " + ", ".join(f"{verdict} {count}" for (name, verdict), count in sorted(figures.items()) if name == which))


def main():
    score = Score()
    with tempfile.TemporaryDirectory() as place:
        check = built(place)
        if check is None:
            print("SKIPPED: no Go, or no golang.org/x/mod for it: install golang-go and golang-golang-x-mod-dev")
            print("record go verifier: 0 passed, 0 failed")
            return
        foreign(score, check)
        sizes(score, check, place)
        one_byte(score, check, place)
    print(f"record go verifier: {score.passed} passed, {score.failed} failed")
    sys.exit(score.failed != 0)


if __name__ == "__main__":
    main()
