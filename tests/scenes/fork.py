#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The fork drill: somebody copies the host's folder, keys and all, and two nodes go on signing. Whoever looks finds it, names the first entry that differs, and keeps what proves it."""
from drama import *

scene("fork")
host = Host("branch-a").admits("Delegation 01", "Delegation 03").serves()
common = host.size
host.stops()
other = host.copied("branch-b")
host.serves()
other.serves()
mirror = Mirror("mirror", host)
mirror.copies()

# Two histories of one size under the same keys, each shown to one delegation.
as_("Delegation 03").follows(other)
recorded(as_("Delegation 01").submits(document("Draft on branch A")))
recorded(as_("Delegation 01").submits(document("Second draft on branch A")))
recorded(as_("Delegation 03").submits(document("Draft on branch B")))
recorded(as_("Delegation 03").submits(document("Second draft on branch B")))
ours, theirs = host.get("checkpoint"), other.get("checkpoint")
expect("one size, two roots", ours.size == theirs.size == common + 2 and ours.text.split("\n")[2] != theirs.text.split("\n")[2])
host.verifies()
other.verifies()

# A mirror of A asks B: it refuses, says where they part, and keeps both checkpoints; from A it goes on.
mirror.copies()
mirror.copies(source=other, code=3, says=f"(entry|{ORIGIN}).*{common}.*the first entry that differs")
kept = b"".join(bytes_ for _, bytes_ in mirror.evidence())
expect("both checkpoints are kept", all(one.text.split("\n")[2].encode() in kept for one in (ours, theirs)), kept)
mirror.serves()
expect("and shown to everyone", all(one.text.split("\n")[2] in mirror.get("evidence").text for one in (ours, theirs)), mirror.get("evidence"))
mirror.copies()
expect("nothing of B was taken", mirror.entries() == host.entries())

# A witness that cosigned A does not cosign B, in the same size or later.
witness = Witness(1).watches(host)
expect("the witness cosigns A", witness.post("add-checkpoint", f"old 0\n\n{ours.text}".encode()).status == 200)
refused(witness.post("add-checkpoint", f"old {ours.size}\n\n{theirs.text}".encode()), 422, "another root of the same size")
refused(witness.post("add-checkpoint", f"old 0\n\n{theirs.text}".encode()), 409, rf"^{ours.size}\n$")
shown = witness.get(hashlib.sha256(ORIGIN.encode()).hexdigest() + "/checkpoint")
expect("it still shows A's checkpoint", shown.text.startswith(ours.text.split("\n\n")[0]), shown)
with sqlite3.connect(path(witness.folder, "node.sqlite")) as db:
    expect("it keeps the checkpoint that it refused", any(theirs.text.split("\n")[2].encode() in row[0] for row in db.execute("SELECT bytes FROM evidence")))

# Every act is gossip: what a delegate saw on A is impossible on B, and the other way round.
as_("Delegation 01").signs(document("Who saw A"))
refused(as_("Delegation 01").posts(to=other), 409, "saw another record")
expect("B keeps and publishes the act", as_("Delegation 01").act.split(b"\n\n")[0].decode() in other.get("evidence").text, other.get("evidence"))
as_("Delegation 03").signs(document("Who saw B"))
refused(as_("Delegation 03").posts(to=host), 409, "saw another record")
expect("A keeps and publishes the act", as_("Delegation 03").act.split(b"\n\n")[0].decode() in host.get("evidence").text)

# A delegate who saw A does not sign on B.
write("by-1.json", json.dumps(document("Never signed")))
said = rapporteur("act", "sign", "by-1.json", "--record", other.url, "--kind", "record.blob", "--by", as_("Delegation 01").key("desk-1"), "-o", "never.act", code=3, state=as_("Delegation 01").state)
expect("both checkpoints are printed before anything is signed", all(one.text.split("\n")[2] in said.text for one in (ours, theirs)) and not os.path.exists(path("never.act")), said)

# Verifying from the other's checkpoint prints both: permanent evidence.
write("from-a", ours.body)
for at in ("branch-b", other.url):
    said = rapporteur("record", "verify", at, "--from", "from-a", code=1)
    expect("verify prints both checkpoints", ours.text.strip() in said.text and theirs.text.split("\n\n")[0] in said.text, said)
host.verifies("--from", "from-a")
curtain()
