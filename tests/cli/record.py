#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The life of a record, from its making to a revoked key and a fork."""
import shutil

from scene import Scene, days_ahead, free_port, row

scene = Scene("cli-record")
run = scene.run

# The host makes a record.
made = run("record", "init", "host", "--origin", "record.example.org/rapporteur", "--title", "A fictional body", "--demonstration", says="origin +record.example.org/rapporteur")
log = row(made, "log")
scene.write("log.vkey", log + "\n")
scene.write("policy", f"log {log}\nquorum none\n")
run("record", "verify", "host", says="size +1 .*VERIFIED")

# Delegation 01 makes its keys; the passphrase of the mission key is in a file.
scene.write("pass", "correct horse battery\n")
for root in ("root-a", "root-b", "root-c"):
    vkey = run("key", "new", f"delegation-01/{root}", "--no-passphrase", "-o", f"{root}.key")
    scene.write(f"{root}.vkey", vkey)
run("key", "new", "delegation-01/mission", "--passphrase-file", "pass", "-o", "mission.key")
run("key", "new", "delegation-01/desk-1", "--no-passphrase", "-o", "desk-1.key")
shown = run("key", "show", "mission.key", says="delegation-01/mission")
scene.check(row(shown, "vkey").split("+")[1] == row(shown, "SHA-256")[:8], "the fingerprint begins with the key id")

# Its roots sign the admission one after the other, on machines of their own.
run("record", "admit", "host", "delegation-01", "--name", "Delegation 01", "--roots", "root-a.vkey", "--roots", "root-b.vkey", "--roots", "root-c.vkey", "--threshold", "2", code=65,
    says="root-a is still missing")
run("record", "admit", "host", "delegation-01", "--name", "Delegation 01", "--roots", "root-a.vkey", "--roots", "root-b.vkey", "--roots", "root-c.vkey", "--threshold", "2", "-o", "admission.act",
    says="next to sign: delegation-01/root-a")
run("act", "show", "admission.act", says="signed +1 / 4.*delegation-01/root-a")
run("act", "sign", "admission.act", "--key", "root-b.key", code=3, says="next to sign is delegation-01/root-a")
run("act", "sign", "admission.act", "--key", "root-a.key", "--key", "root-b.key")
run("act", "submit", "host", "admission.act", code=65, says="root-c is still missing")
run("act", "sign", "admission.act", "--key", "root-c.key")
run("act", "sign", "admission.act", "--key", "root-c.key", code=3, says="all its signatures")
run("act", "submit", "host", "admission.act", "-o", "admission.tlog-proof", says="entry +1")
run("act", "submit", "host", "admission.act", says="recorded before")

# Two roots enrol the mission key, the mission key enrols a delegate's.
run("key", "enrol", "host", "--key", "mission.key", "--use", "mission", "--by", "root-a.key", "--until", days_ahead(200), "--passphrase-file", "pass", code=77, says="threshold")
run("key", "enrol", "host", "--key", "mission.key", "--use", "mission", "--by", "root-a.key", "--by", "root-b.key", "--until", days_ahead(200), "--passphrase-file", "pass", says="entry +2")
run("key", "enrol", "host", "--key", "desk-1.key", "--use", "delegate", "--by", "mission.key", "--kinds", "record.blob,text.*", "--until", days_ahead(60), "--passphrase-file", "pass",
    says="entry +3")

# From here on the record is served.
url = scene.serve("record", "serve", "host", "--listen", "127.0.0.1:0")
scene.write("draft.txt", "The Committee shall meet each working day.\n")
scene.write("document.json", '{ "title": "Draft", "media": "text/plain" }')
run("act", "sign", "document.json", "--record", url, "--kind", "record.blob", "--by", "desk-1.key", "--blob", "draft.txt", "-o", "document.act")
document = row(run("act", "show", "document.act"), "act")
before = int(row(run("act", "show", "document.act"), "seen").split()[0])
recorded = run("act", "submit", url, "document.act", "--blob", "draft.txt", "-o", "document.tlog-proof", says=f"act +{document}")
place = row(recorded, "entry")
run("act", "submit", "host", "document.act", code=75, says="by another process")
run("act", "show", url, document, says="record.blob.*delegation-01/desk-1.*Draft.*tlog-proof")
run("act", "show", "host", document, says="grade +own key.*audience +public")

# Its receipt convinces a stranger without a network.
run("record", "prove", url, document, "-o", "document.proof")
run("record", "prove", "host", place, "-o", "place.proof")
run("record", "check", "document.proof", "--key", log, says="VERIFIED")
run("record", "check", "place.proof", "--key", "log.vkey", says="VERIFIED")
run("record", "check", "document.tlog-proof", "document.act", "--policy", "policy", says="VERIFIED")
run("record", "check", "document.tlog-proof", "admission.act", "--key", log, code=1, says="does not show this act")
run("record", "check", "document.tlog-proof", "--key", log, code=2, says="does not carry its entry")
run("record", "check", "document.proof", "--key", row(run("key", "show", "desk-1.key"), "vkey"), code=1, says="not of the same record")

# Everybody verifies by the address, mirrors it, and mirrors the mirror.
# beside the act's blob, perhaps already the key of receipts, which a house names at the time of the daily checkpoint
run("record", "verify", url, says="blobs +([12]) named, \\1 good.*VERIFIED")
run("record", "mirror", url, "mirror", "--key", "log.vkey", says="[12] new blobs?; verified")
copy = scene.serve("record", "serve", "mirror", "--listen", "127.0.0.1:0")
run("record", "mirror", copy, "mirror-2", says="[12] new blobs?; verified")
run("record", "verify", copy, says="VERIFIED")
run("record", "verify", "mirror-2", says="VERIFIED")
run("record", "mirror", "mirror", "mirror-3", code=65, says="rapporteur record serve")
run("act", "submit", copy, "document.act", code=65, says="takes no acts")

# The archive is verified without us, and makes a folder again.
run("record", "export", "host", "-o", "record.tar")
run("record", "import", "record.tar", "restored", says="VERIFIED")
run("record", "verify", "restored", says="VERIFIED")

# A stolen key: revoked by the mission key; what it signs afterwards is refused.
run("act", "sign", "document.json", "--record", url, "--kind", "record.blob", "--by", "desk-1.key", "--blob", "document.json", "-o", "stolen.act")
run("key", "revoke", url, "delegation-01/desk-1", "--by", "mission.key", "--reason", "laptop lost", "--passphrase-file", "pass", says="entry")
run("act", "submit", url, "stolen.act", code=77, says="desk-1 was revoked")
run("record", "mirror", url, "mirror", says="verified")
run("record", "token", "host", "--party", "delegation-01", says="^r[A-Za-z0-9_-]{43}\n$")
run("record", "token", "host", "--party", "delegation-09", code=66)

# Roots are rotated by a threshold of old and new.
run("key", "new", "delegation-01/root-d", "--no-passphrase", "-o", "root-d.key")
run("key", "rotate", url, "--party", "delegation-01", "--old", "root-a.key", "--old", "root-b.key", "--roots", "root-a.key", "--roots", "root-d.key", "--threshold", "2", says="entry")
run("record", "verify", url, says="0 bad.*VERIFIED")
scene.stop()

# A host with the same name and another history: found before anything is signed.
shutil.move(scene.path("host"), scene.path("honest"))
run("record", "init", "host", "--origin", "record.example.org/rapporteur", "--demonstration")
run("act", "sign", "document.json", "--record", "host", "--kind", "record.blob", "--by", "desk-1.key", "--blob", "draft.txt", "-o", "forked.act", code=3, says="shows fewer entries")
run("act", "sign", "document.json", "--record", "honest", "--kind", "record.blob", "--by", "desk-1.key", "--blob", "draft.txt", "-o", "good.act")
# A record for parties, with a witness: strangers get receipts, parties everything; two may not sign beside one another.
port = free_port()
witness = run("record", "witness", "witness", "--name", "witness.example.org").strip()
scene.write("quorum", f"witness w {witness} http://127.0.0.1:{port}\nquorum w\n")
made = run("record", "init", "closed", "--origin", "record.example.org/closed", "--audience", "parties", "--policy", "quorum", "--demonstration")
log = row(made, "log")
scene.write("closed-policy", f"log {log}\nwitness w {witness}\nquorum w\n")
run("record", "witness", "witness", "--watch", log)
scene.serve("record", "witness", "witness", "--listen", f"127.0.0.1:{port}")
run("record", "admit", "closed", "delegation-01", "--name", "Delegation 01", "--roots", "root-a.key", "--receipt", "admitted.tlog-proof")
scene.write("token", run("record", "token", "closed", "--party", "delegation-01"))
url = scene.serve("record", "serve", "closed", "--listen", "127.0.0.1:0")
run("record", "verify", url, code=3, says="give this to us")
run("record", "verify", url, "--token", "token", says="audience parties.*VERIFIED")
run("record", "mirror", url, "closed-mirror", "--token", "token", says="verified")
run("record", "verify", "closed-mirror", says="VERIFIED")
run("key", "enrol", url, "--key", "mission.key", "--use", "mission", "--by", "root-a.key", "--until", days_ahead(200), "--passphrase-file", "pass", "--receipt", "enrolled.tlog-proof", "--token", "token")
run("record", "prove", url, "1", "--token", "token", "-o", "admitted.proof")
run("record", "check", "admitted.proof", "--policy", "closed-policy", says="by quorum.*VERIFIED")
scene.check(before >= 4, "the act names what was seen")
scene.end()
