#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Quotations: the 32 cases of tests/cases/quotes over the files, each with its verdict, its documents and its exit code; over a demonstration's record, on the disk and over HTTP; receipts, judged by
minisign and by the record itself; and mistakes."""
import base64
import hashlib
import io
import json
import os
import pathlib
import subprocess
import urllib.error
import urllib.parse
import urllib.request
import zipfile

from scene import Scene

scene = Scene("cli-quote")
run = scene.run
CASES = pathlib.Path(os.environ["RAPPORTEUR_SOURCE"]) / "tests/cases"
FILES = [word for symbol in ("70_237", "74_28", "75_240") for word in ("--in", str(CASES / f"texts/A_RES_{symbol}.en.md"))]
CODES = {"exact": 0, "normalised": 0, "elided": 0, "altered": 1, "misattributed": 1, "absent": 1, "too-short": 2}

for line in (CASES / "quotes/quotes.jsonl").read_text(encoding="utf-8").splitlines():
    case = json.loads(line)
    answer = json.loads(run("quote", "-", *FILES, "--attributed-to", case["attributed_to"], "--json", stdin=case["quote"], code=CODES[case["verdict"]]))
    found = sorted({place["symbol"] for place in answer.get("places", [])})
    scene.check(answer["verdict"] == case["verdict"], f"{case['id']}: {answer['verdict']}, not {case['verdict']}")
    scene.check(case["verdict"] == "too-short" or found == sorted(case["found_in"]), f"{case['id']}: in {found}, not {case['found_in']}")



def minisign(file, key, code=0):
    done = subprocess.run(["minisign", "-V", "-q", "-m", scene.path(file), "-p", scene.path(key)], capture_output=True, text=True, check=False)
    scene.check((done.returncode == 0) == (code == 0), f"minisign -V of {file} by {key}: {done.returncode}, {done.stdout}{done.stderr}")


def get(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()


def post(address, **fields):
    with urllib.request.urlopen(urllib.request.Request(address, urllib.parse.urlencode(fields).encode()), timeout=30) as answer:
        return answer.read()


def root_of(index, size, leaf, proof):
    """RFC 9162, 2.1.3.2, in Python of its own."""
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if fn & 1 or fn == sn:
            r = hashlib.sha256(b"\x01" + p + r).digest()
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            r = hashlib.sha256(b"\x01" + r + p).digest()
        fn >>= 1
        sn >>= 1
    scene.check(sn == 0, "the proof has the right length")
    return r


def check_receipt(name, passage, house, address=None):
    """A receipt by minisign, by this program, by the record, and by forty changed bytes."""
    text = pathlib.Path(scene.path(name)).read_text(encoding="utf-8")
    receipt = json.loads(text)
    minisign(name, name + ".pub")
    run("quote", "--check", name, "--key", name + ".pub", passage, says=f"symbol +{receipt['symbol']}.*start +{receipt['start']}\n.*Good: ")
    run("quote", "--check", name, "--key", name + ".pub", "--host", "host.vkey", says="that the record’s host signed.*No passage was given")
    run("quote", "--check", name, "--key", name + ".pub", passage + " x", code=1, says="of another passage")
    scene.check(receipt["quote"] == hashlib.sha256(passage.strip().encode()).hexdigest(), "the hash is that of the passage")
    scene.check(passage not in text, "the passage itself is not in the receipt")
    # what `record prove` says of the same act
    proved = run("record", "prove", house, str(receipt["index"]))
    lines = [line for line in proved.split("\n\n")[0].split("\n")[1:] if not line.startswith(("extra ", "index "))]
    scene.check(f"\nindex {receipt['index']}\n" in proved, "record prove: the same index")
    scene.check(lines == receipt["proof"] and receipt["checkpoint"].split("\n")[:3] == proved.split("\n\n")[1].split("\n")[:3], "record prove: the same proof and checkpoint")
    size, root = int(receipt["checkpoint"].split("\n")[1]), base64.b64decode(receipt["checkpoint"].split("\n")[2])
    scene.check(root_of(receipt["index"], size, bytes.fromhex(receipt["leaf"]), [base64.b64decode(one) for one in receipt["proof"]]) == root, "the leaf hashes up to the checkpoint's root")
    if address is not None:
        scene.check(hashlib.sha256(b"\0" + get(f"{address}/act/{receipt['act']}")).hexdigest() == receipt["leaf"], "the leaf is that of the act")
    # a byte changed, anywhere
    for at in range(0, len(text), max(1, len(text) // 40)):
        changed = text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1:]
        if ord(text[at]) > 126 or changed == text:
            continue
        scene.write("changed", changed)
        scene.write("changed.minisig", pathlib.Path(scene.path(name + ".minisig")).read_text(encoding="utf-8"))
        minisign("changed", name + ".pub", code=1)
        run("quote", "--check", "changed", "--key", name + ".pub", code=1, says="was changed")


# ---- the record of a house: what its texts have; their mastheads are not among them
run("setup", "house", "--demo")
PASSAGE = "acting on a majority basis, to continue, as a priority, to further develop the rules"
for where in ("house", "the address"):
    if where == "the address":
        where = scene.serve("serve", "house", "--listen", "127.0.0.1:0")
        where = "/".join(where.split("/")[:3])
    run("quote", "--house", where, PASSAGE, "--attributed-to", "A/RES/75/240", code=1, says=r"altered: .*A/RES/75/240.*\[-consensus-\] \{\+majority\+\}")
    run("quote", "--house", where, PASSAGE.replace("majority", "consensus"), "--attributed-to", "A/RES/75/240", says="exact: .*A/RES/75/240")
    run("quote", "--house", where, "embedding harmful hidden functions in information and communications technologies", "--attributed-to", "A/RES/70/237", code=1, says="misattributed: .*A/RES/75/240")
    run("quote", "--house", where, "all States shall disclose their offensive cyber capabilities within ninety days", code=1, says="absent: .*From this record: [0-9]+ texts")
    run("quote", "--house", where, "information", code=2, says="too-short: ")

# ---- receipts: over HTTP as the command asks for them, as the page does (one ZIP), and from the folder when nobody serves it
EXACT = PASSAGE.replace("majority", "consensus")
origin = json.loads(get(f"{where}/en/record?as=json"))["origin"]
run("quote", "--house", where, EXACT, "--attributed-to", "A/RES/75/240", "--receipt", "served", says="exact: ")
said = json.loads(pathlib.Path(scene.path("served")).read_text(encoding="utf-8"))
scene.write("host.vkey", pathlib.Path(scene.path("house/keys/log.key")).read_text(encoding="utf-8").split("\n")[1] + "\n")
check_receipt("served", EXACT, where, where)
scene.check(get(f"{where}/receipts.pub") == pathlib.Path(scene.path("served.pub")).read_bytes(), "the key of receipts is served")
scene.check(said["origin"] == origin and said["verdict"] == "exact" and said["attributed_to"] == "A/RES/75/240", "the receipt says of what record, what was found, and to whom it was attributed")
size_before = json.loads(get(f"{where}/en/record?as=json"))["size"]
answer = json.loads(post(f"{where}/en/quote", q=PASSAGE, attributed_to="A/RES/75/240", **{"as": "json"}))
place = "/".join(str(answer["places"][0][part]) for part in ("act", "language", "paragraph", "start"))
with zipfile.ZipFile(io.BytesIO(post(f"{where}/en/quote/receipt", q=PASSAGE, attributed_to="A/RES/75/240", place=place))) as files:
    scene.check(files.namelist() == ["quote-receipt.json", "quote-receipt.json.minisig", "receipts.pub"], f"three files, not {files.namelist()}")
    for inside, name in zip(files.namelist(), ("altered", "altered.minisig", "altered.pub")):
        scene.write(name, files.read(inside).decode())
check_receipt("altered", PASSAGE, where, where)
scene.check(json.loads(pathlib.Path(scene.path("altered")).read_text(encoding="utf-8"))["found"] == "altered", "a receipt of an altered passage says so")
try:
    post(f"{where}/en/quote/receipt", q=PASSAGE, place="0" * 64 + "/en/p-aaaaaaaaaa/0")
    scene.check(False, "a place that is not there has no receipt")
except urllib.error.HTTPError as refused:
    scene.check(refused.code == 404, f"a place that is not there: {refused.code}")
run("quote", "--house", where, "all States shall disclose their offensive cyber capabilities within ninety days", "--receipt", "none", code=1, says="absent: ")
scene.check(not os.path.exists(scene.path("none")), "no receipt of what is not there")
scene.check(json.loads(get(f"{where}/en/record?as=json"))["size"] == size_before, "no receipt is an act")
run("quote", "--house", "house", EXACT, "--receipt", "busy", code=3, says="")
scene.stop()
run("quote", "--house", "house", EXACT, "--receipt", "folder", says="exact: ")
check_receipt("folder", EXACT, "house")
# another key of the house over the same bytes: no other signature is taken for a receipt's
minisign("served", "folder.pub")
for line, what in (("RWQ" + "A" * 53, "another key"), ("untrusted comment: x", "public key")):
    scene.write("other.pub", line + "\n")
    run("quote", "--check", "served", "--key", "other.pub", code=1, says=what)
# a house that was made before there were receipts gets its key when it is opened
os.unlink(scene.path("house/keys/receipts.key"))
run("quote", "--house", "house", EXACT, "--receipt", "later", says="exact: ")
minisign("later", "later.pub")
minisign("later", "served.pub", code=1)
# of a mirror: it has no key
run("record", "export", "house", "-o", "house.tar")
run("record", "import", "house.tar", "copy")
run("quote", "--house", "copy", EXACT, "--receipt", "mirrored", code=3)

# ---- mistakes
run("quote", EXACT, "--in", FILES[1], "--receipt", "x", code=2, says="Only a house")
run("quote", "--check", "served", code=2, says="--key receipts.pub")
run("quote", "a passage of several words", code=2, says="--in FILE, or --house")
run("quote", "a passage of several words", "--in", "nothing-there.md", code=3, says="nothing-there.md")
run("quote", "a passage of several words", "--house", "nowhere", code=3, says="no such folder")
run("quote", "x " * 20000, *FILES, code=1, says="too long")

scene.end()
