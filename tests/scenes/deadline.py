#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A deadline in a record without witnesses: closed by the host alone, and said so; what comes after the closing checkpoint is late, whatever date it claims.
Challenges are tested with the rules (tests/unit/process/rules.c): this record's settings leave no time for them.

No kind with a deadline is taken in yet, so the act that sets it is put into the storage, as a newer version of the program would have left it."""
from drama import *

scene("deadline")
host = Host("host", "--open-kinds", "example.silence").admits("Delegation 01", "Delegation 03").serves()
third = as_("Delegation 03")
host.verifies(says="deadlines +0 closed by quorum, 0 by the host alone, 0 open to challenge, 0 open")
host.stops()
over = time.time() + 15
silence = host.inserts("example.silence", {"deadline": in_days(0, 15), "text": "Silence until then"}, as_("Delegation 01"))
host.serves()
host.verifies(says="1 not interpreted.*0 by the host alone, 0 open to challenge, 1 open")
recorded(third.submits(document("In time")))
in_time = third.last.index
refused(host.acts("record.checkpoint", {"checkpoint": host.get("checkpoint").text, "closes": silence.id}), 422)
until("the host closes it by itself", lambda: b'"closes":"' + silence.id.encode() in b"".join(host.entries()), 60)
expect("not before it was over", time.time() >= over)
recorded(third.submits(document("Late, and says otherwise"), at=in_days(-2)))
late = third.last.index
host.verifies(says="deadlines +0 closed by quorum, 1 by the host alone, 0 open to challenge, 0 open.*VERIFIED")
with host.tables("view.sqlite") as db:
    size, closed, alone = db.execute("SELECT size, time, alone FROM deadline").fetchone()
expect("in time and late, by place", in_time < size <= late, (in_time, size, late))
expect("by the host alone, at or after the deadline", alone == 1 and closed >= int(over) - 1, (alone, closed, over))
rapporteur("record", "verify", host.url, says="1 by the host alone")
curtain()
