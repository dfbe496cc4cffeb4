#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sealed payloads and sealed acts: batches in their rhythm, opening, erasing without a trace, and who may read."""
from drama import *

scene("sealed")
host = Host("host", "--seal-batch-minutes", "1").admits("Delegation 01", "Delegation 02", "Delegation 03").serves()
started = time.time()
third, second, first = as_("Delegation 03"), as_("Delegation 02"), as_("Delegation 01")
tokens = {name: host.token(name) for name in ("Delegation 01", "Delegation 02", "Delegation 03")}


def commitment(kind, salt, payload):
    return hashlib.sha256(b"rapporteur/commit/v1\n" + kind.encode() + b"\n" + salt + len(payload).to_bytes(8, "big") + payload).hexdigest()


# Acts whose author is secret: posted to `sealed`, answered with commitment and salt.
answers = []
for words in ("Incident at the airport", "Another incident"):
    third.signs(document(words))
    said = host.post("sealed", third.act)
    expect("a sealed act is taken: 202, commitment and salt", said.status == 202, said)
    answer = json.loads(said.text)
    expect("the commitment is of class entry over the act", answer["commit"] == commitment("entry", bytes.fromhex(answer["salt"]), third.act), answer)
    answers.append((answer, third.act, third.id))
refused(host.post("sealed", third.act.replace(b"Another", b"Changed")), 403)
refused(host.post("sealed", b"no entry"), 400)
expect("the act is nowhere in the record", host.get(f"act/{third.id}").status == 404)

# A payload whose author is no secret: one record.seal, the payload for two readers.
payload, salt = b"CANARY-" + b"words of a payload that will be erased" * 4, os.urandom(32)
opened, opened_salt = b"words of a payload that will be opened", os.urandom(32)
for what, its_salt in ((payload, salt), (opened, opened_salt)):
    recorded(third.submits({"class": "note", "commit": commitment("note", its_salt, what), "size": 256, "readers": ["delegation-02"]}, kind="record.seal"))
named, opened_name = commitment("note", salt, payload), commitment("note", opened_salt, opened)
refused(host.put("sealed/" + named, os.urandom(32) + payload), 422)
expect("the payload is put", host.put("sealed/" + named, salt + payload, tokens["Delegation 03"]).status == 204)
expect("the other as well", host.put("sealed/" + opened_name, opened_salt + opened, tokens["Delegation 03"]).status == 204)
for name, may in (("Delegation 03", True), ("Delegation 02", True), ("Delegation 01", False)):
    said = host.get("sealed/" + named, tokens[name])
    expect(f"{name} {'reads' if may else 'does not read'} it", (said.status == 200 and base64.b64decode(json.loads(said.text)["payload"]) == payload) if may else said.status == 404, said)
absent = host.get("sealed/" + "0" * 64)
stranger = host.get("sealed/" + named)
expect("to a stranger it does not exist", (stranger.status, stranger.body) == (absent.status, absent.body) and absent.status == 404)
host.verifies(says="opened 0, confidential 2, erased 0, withheld 0.*2 payloads not seen.*VERIFIED")

# An entitled reader asks, and says what was not given; a party that is no reader has nothing to ask for. A third payload was never handed in.
recorded(third.submits({"class": "note", "commit": "cd" * 32, "size": 256, "readers": ["delegation-02"]}, kind="record.seal"))
for name, party, verdict in (("Delegation 02", "delegation-02", "confidential 2, erased 0, withheld 1.*1 payload not seen"), ("Delegation 01", "delegation-01", "confidential 3, erased 0, withheld 0.*3 payloads not seen")):
    write("token", tokens[name] + "\n")
    rapporteur("record", "verify", host.url, "--token", "token", "--party", party, says=verdict + ".*VERIFIED")
rapporteur("record", "verify", "host", "--party", "delegation-02", code=2, says="whose token")
recorded(third.submits({"commit": "cd" * 32, "reason": "never handed in"}, kind="record.erase"))

# Opened: everybody reads it in the record.
refused(second.submits({"commit": opened_name, "salt": opened_salt.hex(), "payload": opened.decode()}, kind="record.open"), 403)
refused(third.submits({"commit": opened_name, "salt": opened_salt.hex(), "payload": "other words"}, kind="record.open"), 422)
recorded(third.submits({"commit": opened_name, "salt": opened_salt.hex(), "payload": opened.decode()}, kind="record.open"))
host.verifies(says="opened 1, confidential 1, erased 1")

# Erased: no byte of salt or payload in any file of the folder, nor in what was kept beside it.
refused(second.submits({"commit": named, "reason": "mischief"}, kind="record.erase"), 403)
keys = set(read("host/payload.keys").split(b"\n"))
recorded(third.submits({"commit": named, "reason": "agreed"}, kind="record.erase"))
until("nobody reads it any more", lambda: host.get("sealed/" + named, tokens["Delegation 03"]).status == 404)


def folder_holds(*needles):
    found = []
    for folder, _, files in os.walk(path("host")):
        for file in files:
            with open(os.path.join(folder, file), "rb") as opened_file:
                content = opened_file.read()
            found += [file for needle in needles if needle in content]
    return found


def traces():
    return folder_holds(payload, payload[:24], base64.b64encode(payload)[:40], salt, salt.hex().encode(), base64.b64encode(salt)[:40])


until("no byte of it is left in the folder while it is served", lambda: not traces())
expect("the search finds what is there", folder_holds(opened))
gone = keys - set(read("host/payload.keys").split(b"\n"))
expect("its key is gone from the file of keys, and from every other", len(gone) == 1 and not folder_holds(*(line[-24:] for line in gone)), gone)
refused(host.put("sealed/" + named, salt + payload, tokens["Delegation 03"]), 404)
refused(third.submits({"commit": named, "salt": salt.hex(), "payload": payload.decode()}, kind="record.open"), 409)
host.verifies(says="opened 1, confidential 0, erased 2, withheld 0.*VERIFIED")

# The batch: sixteen commitments in order, a minute after the start, ours among them.
until("a batch is filed", lambda: b"\nrecord.seal_batch\n" in b"".join(host.entries()), max(10, started + 90 - time.time()))
batches = [json.loads(entry.split(b"\n")[6]) for entry in host.entries() if b"\nrecord.seal_batch\n" in entry[:200]]
expect("sixteen, sorted", len(batches[0]["commits"]) == 16 and batches[0]["commits"] == sorted(batches[0]["commits"]))
expect("ours are among them", all(answer["commit"] in batches[0]["commits"] for answer, _, _ in answers))
expect("and nothing of them is legible", not any(act in entry for entry in host.entries() for _, act, _ in answers))
host.verifies(says="opened 1, confidential 16, erased 2, withheld 0.*16 payloads not seen.*VERIFIED")

# The author opens one of them, and has the other erased.
(one, act, _), (other, kept, _) = answers
refused(first.submits({"commit": one["commit"], "salt": one["salt"], "payload": act.decode()}, kind="record.open"), 403)
recorded(third.submits({"commit": one["commit"], "salt": one["salt"], "payload": act.decode()}, kind="record.open"))
recorded(host.acts("record.erase", {"commit": other["commit"], "reason": "agreed"}))
host.verifies(says="opened 2, confidential 14, erased 3, withheld 0.*VERIFIED")
secret = (kept[:60], kept[-60:], bytes.fromhex(other["salt"]), other["salt"].encode())
until("nothing of the erased act is left", lambda: not folder_holds(*secret[2:]) and not folder_holds(b"Another incident"))
host.stops()
expect("nor after the service has ended", not traces() and not folder_holds(*secret[2:]), traces())
host.verifies()
curtain()
