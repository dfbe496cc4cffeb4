#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A record for parties: a stranger has checkpoints, hashes and receipts, and of acts those of public kinds; what is withheld looks like what does not exist. With a token, everything."""
from drama import *

scene("audience")
host = Host("host", "--audience", "parties").admits("Delegation 01", "Delegation 03").serves()
token = host.token("Delegation 03")
write("token", token + "\n")
third = as_("Delegation 03").with_token(token)


def same(a, b):
    return (a.status, a.body, a.kind) == (b.status, b.body, b.kind)


# An act for parties: a proposal of the record's own kinds is public, so one is filed whose audience is narrower: record.confirm follows what it names; a kind that is not known is for parties.
recorded(third.submits(document("A public document")))
public, public_act = third.id, third.act
expect("its document is taken", third.sends(blob()).status == 204)

# Bundles are for parties; checkpoints, hash tiles and receipts for everybody.
size = host.size
bundle = f"tile/entries/000.p/{size}"
refused(host.get(bundle), 403, "for its parties")
refused(host.get(bundle, "r" + "A" * 43), 403)
expect("with a token, bundles", host.get(bundle, token).body == b"".join(len(entry).to_bytes(2, "big") + entry for entry in host.entries()))
for open_path in ("checkpoint", f"tile/0/000.p/{size}", "receipt/0", f"receipt/{size - 1}"):
    expect(f"a stranger has {open_path}", host.get(open_path).status == 200)

# Public acts check by their receipts alone.
for index, entry in enumerate(host.entries()):
    name = hashlib.sha256(entry[:entry.index(b"\n\n") + 1]).hexdigest()
    expect("a public act is served to a stranger", host.get("act/" + name).body == entry)
    write("one.act", entry)
    write("one.proof", host.get(f"act/{name}/receipt").body)
    rapporteur("record", "check", "one.proof", "one.act", "--key", host.log, says="VERIFIED")

# What a stranger may not have is as if it were not there: the same bytes.
host.stops()
withheld = host.inserts("example.position", {"text": "Our position is confidential."}, third)  # as a newer version of the program would have recorded it
host.serves()
absent = "0" * 64
expect("with a token it is there", host.get("act/" + withheld.id, token).body == withheld.act)
expect("with a token its receipt", host.get(f"act/{withheld.id}/receipt", token).status == 200)
for form in ("act/%s", "act/%s/receipt"):
    expect(f"{form}: 404, byte for byte", same(host.get(form % withheld.id), host.get(form % absent)) and host.get(form % absent).status == 404, host.get(form % withheld.id))
    leaf = hashlib.sha256(b"\0" + withheld.act).hexdigest()
    expect(f"{form}: by its leaf hash too", same(host.get(form % leaf), host.get(form % absent)))
    expect("and so with a wrong token", host.get(form % withheld.id, "r" + "A" * 43).status in (403, 404))
expect("its receipt by place is for everybody", host.get(f"receipt/{withheld.index}").index == withheld.index)
expect("a stranger's post of it says no more", not host.post("act", withheld.act).says("position is confidential"))

# Verifying and mirroring need a token.
rapporteur("record", "verify", host.url, code=3)
rapporteur("record", "verify", host.url, "--token", "token", says="1 not interpreted.*VERIFIED")
refusing = Mirror("refused", host, "--key", host.log)
refusing.copies(code=77, says="")
mirror = Mirror("mirror", host, "--key", host.log, "--token", "token")
mirror.copies()
mirror.verifies(says="audience parties.*VERIFIED")
expect("the same entries", mirror.entries() == host.entries())
mirror.serves()
refused(mirror.get(f"tile/entries/000.p/{host.size}"), 403, "for its parties")
expect("a mirror withholds as well", same(mirror.get("act/" + withheld.id), mirror.get("act/" + absent)) and mirror.get("act/" + absent).status == 404)
expect("and serves what is public", mirror.get("act/" + public).body == public_act)
curtain()
