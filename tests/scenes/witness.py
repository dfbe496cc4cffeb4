#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two of three witnesses: receipts with a quorum and its time; one away, two away and back; and a host that was restored from an old copy with all that it knew of itself."""
from drama import *

scene("witness")
witnesses = [Witness(number) for number in (1, 2, 3)]
write("policy", "".join(one.line() for one in witnesses) + "group all 2 w1 w2 w3\nquorum all\n")
host = Host("host", "--policy", path("policy"))
for one in witnesses:
    one.watches(host)
host.admits("Delegation 01").serves()
delegation = as_("Delegation 01")
log = f"log {host.log}\n".encode() + read("policy")
write("verifier-policy", log)

# All three are there.
recorded(delegation.submits(document("All three")), 201)
cosigners = [one for one in witnesses if f"— {one.name} " in delegation.last.text]
expect("the receipt bears two or three cosignatures", len(cosigners) >= 2, delegation.last)
write("all.proof", delegation.last.body)
write("all.act", delegation.act)
rapporteur("record", "check", "all.proof", "all.act", "--policy", "verifier-policy", says="VERIFIED")
host.verifies(says="time +20.*by quorum.*2 of 3.*VERIFIED")
rapporteur("record", "verify", host.url, "--policy", "verifier-policy", says="by quorum.*VERIFIED")
shown = rapporteur("act", "show", "host", delegation.id, says="known by +20")
expect("the record's clock is a quorum's", b'"checkpoint"' in b"".join(host.entries()) and b"witness-" in b"".join(host.entries()))

# One is away.
witnesses[0].stops()
recorded(delegation.submits(document("Two of three")), 201)
expect("without the one that is away", witnesses[0].name not in delegation.last.text.split("\n\n")[-1], delegation.last)
host.verifies(says="by quorum")

# Two are away: recorded, not witnessed; the receipt has the quorum once they are back.
witnesses[1].stops()
recorded(delegation.submits(document("One of three")), 202)
place = delegation.last.index
write("alone.proof", delegation.last.body)
write("alone.act", delegation.act)
rapporteur("record", "check", "alone.proof", "alone.act", "--key", host.log, says="VERIFIED")
rapporteur("record", "check", "alone.proof", "alone.act", "--policy", "verifier-policy", code=1)
again = delegation.posts()
expect("posted again: 200, the same place", again.status == 200 and again.index == place, again)
witnesses[0].starts("record", "witness", witnesses[0].folder)
witnesses[1].starts("record", "witness", witnesses[1].folder)
until("receipt/<index> has the quorum later", lambda: sum(f"— {one.name} " in host.get(f"receipt/{place}").text for one in witnesses) >= 2)
write("later.proof", host.get(f"receipt/{place}").body)
rapporteur("record", "check", "later.proof", "alone.act", "--policy", "verifier-policy", says="VERIFIED")
recorded(delegation.submits(document("All three again")), 201)
size = host.size
cosigned = host.get(f"cosignatures/{size}")
expect("cosignatures/<size> has every line", cosigned.status == 200 and cosigned.text.count("\n") >= 2, cosigned)
mirror = Mirror("mirror", host, "--key", host.log)
mirror.copies()
mirror.verifies(says="by quorum")

# The whole folder is put back to an old copy, with what the node knew of itself: only a witness can tell. It is asked before anything is signed.
host.stops()
shutil.copytree(path("host"), path("old-copy"))
host.serves()
for number in range(3):
    recorded(delegation.submits(document(f"After the old copy {number}")), 201)
mirror.copies()
entries = host.entries()
host.stops()
shutil.rmtree(path("host"))
shutil.copytree(path("old-copy"), path("host"))
ahead = "A witness has cosigned [0-9]+ entries, but this node knows of only [0-9]+"
rapporteur("record", "serve", "host", "--listen", "127.0.0.1:0", code=3, says=ahead)

# Or all witnesses were away when it started, and come back: it stops signing and says so; reading goes on.
for one in witnesses:
    one.stops()
host.serves()
old = host.size
for one in witnesses:
    one.starts("record", "witness", one.folder)
delegation.state = "state-new"  # a machine that does not know better yet
until("it says why on standard error", lambda: re.search(ahead, host.complaints) is not None)
refused(delegation.submits(document("Refused")), 409, "Nothing is signed")
checkpoint = host.get("checkpoint")
expect("the checkpoint is still served", checkpoint.status == 200)
expect("kept as evidence", any(what == "stopped" for what, _ in host.evidence()), host.evidence())
taken = host.size
time.sleep(2)
expect("nothing more is signed", host.size == taken and host.get("checkpoint").body == checkpoint.body)
host.stops()

# The mirror gives back what is missing; the service goes on, and the witnesses with it.
expect("nothing was added", taken == old)
mirror.serves()
rapporteur("record", "mirror", mirror.url, "host", says="3 new entries")
host.serves()
delegation.state = "state-delegation-01"
recorded(delegation.submits(document("Cleared up")), 201)
expect("nothing is lost", host.entries()[:len(entries)] == entries)
curtain()
