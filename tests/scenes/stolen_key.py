#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A delegate's key is stolen. Revoked, it signs nothing more; what it signed since the theft is shown as contested and stays; the delegate goes on with another key."""
from drama import *

scene("stolen_key")
host = Host("host").admits("Delegation 01", "Delegation 03").serves()
third, first = as_("Delegation 03"), as_("Delegation 01")
recorded(third.submits(document("Before the theft")))
honest = third.id
recorded(host.tells_the_time())
stolen_at = now()
recorded(third.submits(document("By the thief")))
thief = third.id
third.signs(document("Signed by the thief, not filed yet"))
kept = third.act

# Only its own key, its issuer or a root of its party may revoke it.
rapporteur("key", "revoke", host.url, "delegation-03/desk-1", "--by", first.key("mission"), "--reason", "mischief", code=77, state=first.state)
third.revokes("desk-1", since=stolen_at)
third.act = kept
refused(third.posts(), 403, "desk-1 was revoked")
refused(third.submits(document("Later")), 403, "desk-1 was revoked")
refused(third.submits(document("Later, back-dated"), at=in_days(-30)), 403, "desk-1 was revoked")

# What it signed since the theft is contested and stays; what it signed before is not.
rapporteur("act", "show", "host", thief, says="grade +own key.*contested")
said = rapporteur("act", "show", "host", honest, says="grade +own key")
expect("what came before the theft is not contested", "contested" not in said.text, said)
host.verifies(says="0 bad.*contested 1|0 bad.*1 contested|contested.*1")
rapporteur("record", "verify", host.url, says="VERIFIED")
rapporteur("record", "prove", host.url, thief, "-o", "thief.proof")
rapporteur("record", "check", "thief.proof", "--key", host.log, says="VERIFIED")

# A name is used once; another key of the delegate goes on, for the kinds that it is given.
third.enrols("desk-1", "delegate", by="mission", code=77, says="desk-1 was revoked")
third.makes_key("desk-2")
third.enrols("desk-2", "delegate", by="mission", kinds="record.seal,record.open", says="entry")
refused(third.with_key("desk-2").submits(document("Not of its kinds")), 403, "kind")
third.makes_key("desk-3")
third.enrols("desk-3", "delegate", by="mission", kinds="record.blob", says="entry")
recorded(third.with_key("desk-3").submits(document("Of its kind")))

# A delegate's key enrols nobody; one that ends is refused after its end by the record's clock.
third.makes_key("desk-4")
third.enrols("desk-4", "delegate", by="desk-3", code=77)
third.enrols("desk-4", "delegate", by="mission", ends_at=in_days(0, 6), says="entry")
ends = time.time() + 6
recorded(third.with_key("desk-4").submits(document("While it lasts")))
while time.time() < ends + 1:
    time.sleep(0.2)
recorded(host.tells_the_time())
refused(third.submits(document("After its end")), 403)

# The mission key is stolen too: the root revokes it, and nothing can be enrolled by it any more.
third.revokes("mission", by="root-a")
third.makes_key("desk-5")
third.enrols("desk-5", "delegate", by="mission", code=77)
recorded(third.with_key("desk-3").submits(document("Keys that it enrolled before stay")))
host.verifies(says="0 bad.*VERIFIED")
curtain()
