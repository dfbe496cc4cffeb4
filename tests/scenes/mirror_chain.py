#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A record, its mirror, and the mirror's mirror: all of it arrives, verified at each step; none of the copies takes an act."""
from drama import *

scene("mirror_chain")
host = Host("host").admits("Delegation 01", "Delegation 03").serves()
recorded(as_("Delegation 03").submits(document("Draft A")))
expect("its document is taken", as_("Delegation 03").sends(blob()).status == 204)

a = Mirror("mirror-a", host, "--key", host.log)
a.copies(says="[12] new blobs?; verified")
a.serves()
b = Mirror("mirror-b", a)
b.copies(says="[12] new blobs?; verified")
b.serves()
for copy in (host, a, b):
    copy.verifies(says="blobs +([12]) named, \\1 good.*VERIFIED")
    copy.verifies(at=copy.url, says="blobs +([12]) named, \\1 good.*VERIFIED")
    expect("the public document is there", copy.get(blob()[0]).body == blob()[1])

# Acts arrive at the host, and through one round of each mirror at the end of the chain.
recorded(as_("Delegation 01").submits(document("Draft B", "Other words.\n")))
act = as_("Delegation 01").id
expect("not there yet", b.get(f"act/{act}").status == 404)
for copy in (a, b):
    copy.copies(says="1 new entry")
    until("a served mirror shows what it has copied", lambda copy=copy: copy.get(f"act/{act}").body == as_("Delegation 01").act)
    expect("its receipt is made there", copy.get(f"act/{act}/receipt").index == as_("Delegation 01").last.index)
    copy.verifies(at=copy.url)
expect("the same view everywhere", len({one.verifies().row("view") for one in (host, a, b)}) == 1)
expect("a blob that the host never got is missing everywhere", [one.get(blob("Other words.\n")[0]).status for one in (host, a, b)] == [404] * 3)

# A mirror takes no acts.
as_("Delegation 03").signs(document("Draft C"))
for copy in (a, b):
    refused(as_("Delegation 03").posts(copy), 422, "This is a mirror")
    refused(copy.put(*blob("Other words.\n")), 422, "This is a mirror")
recorded(as_("Delegation 03").posts())
curtain()
