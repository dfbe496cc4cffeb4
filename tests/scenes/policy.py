#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A record gets witnesses while it is served, by an act: from the next act on an answer of 201 means their quorum, without a restart; and they are dismissed again."""
from drama import *

scene("policy")
host = Host("host").admits("Delegation 01").serves()
one = as_("Delegation 01")
recorded(one.submits(document("By the host alone")), 201)
host.verifies(says="by the host alone.*VERIFIED")

witnesses = [Witness(number).watches(host) for number in (1, 2)]
policy = "".join(each.line() for each in witnesses) + "group both all w1 w2\nquorum both\n"
refused(host.acts("record.policy", {"policy": policy}), 403)
recorded(host.acts("record.policy", {"policy": policy}, by="admit"), 201, 202)
recorded(one.submits(document("Before two witnesses")), 201)
expect("the receipt bears both", all(f"— {each.name} " in one.last.text for each in witnesses), one.last)
host.verifies(says="by quorum.*2 of 2.*VERIFIED")
witnesses[0].stops()
recorded(one.submits(document("One is away, both are needed")), 202)
witnesses[0].starts("record", "witness", witnesses[0].folder)
until("the receipt has them later", lambda: host.get(f"receipt/{one.last.index}").text.count("— witness-") == 2)
recorded(host.acts("record.policy", {"policy": "quorum none\n"}, by="admit"), 201, 202)
for each in witnesses:
    each.stops()
recorded(one.submits(document("By the host alone again")), 201)
host.verifies(says="by the host alone.*VERIFIED")
curtain()
