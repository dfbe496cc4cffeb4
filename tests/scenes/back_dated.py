#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What an act says of its own time changes nothing: keys end by the record's clock, deadlines by the place of the act."""
from drama import *

scene("back_dated")
host = Host("host").admits("Delegation 01", "Delegation 03").serves()
third = as_("Delegation 03")

# A key that ends soon.
third.makes_key("desk-2")
ends = time.time() + 8
third.enrols("desk-2", "delegate", by="mission", ends_at=in_days(0, 8), says="entry")
recorded(third.with_key("desk-2").submits(document("In time")))
while time.time() < ends + 1:
    time.sleep(0.2)

# The record does not know yet that it is over: its clock is what it was told.
recorded(third.submits(document("The record's clock stands still")))
recorded(host.tells_the_time())
refused(third.submits(document("Late")), 403, "ended|expired|over|end")
refused(third.submits(document("Late, and says otherwise"), at=in_days(-1)), 403, "ended|expired|over|end")
refused(third.submits(document("Late, and says so by a day"), at=in_days(1)), 403, "ended|expired|over|end")
recorded(third.with_key("desk-1").submits(document("By a key that lasts, with an old date"), at="1971-02-03T04:05:06Z"))
shown = rapporteur("act", "show", "host", third.id, says="1971-02-03T04:05:06Z")
expect("shown as its author's claim, beside the record's clock", shown.row("written").startswith("1971") and shown.row("known by").startswith("20"), shown)
expect("its place is where it came", third.last.index == host.size - 1)

# An enrolment that is over before it begins.
third.makes_key("desk-3")
third.enrols("desk-3", "delegate", by="mission", ends_at=in_days(0, -3600), code=65, says="not in the past")

# A deadline is kept by place: what comes after the closing checkpoint is late, whatever it claims. (Kinds with deadlines are not taken in yet; tests/scenes/deadline.py has one in a record.)
host.verifies()
host.stops()
host.verifies(says="VERIFIED")
curtain()
