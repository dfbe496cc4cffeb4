#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same entries mean the same everywhere: taken in one by one or all at once, replayed under other locales and time zones, and by a digest that is computed here from the page on the format."""
from drama import *

scene("determinism")
host = Host("host").admits("Delegation 01", "Delegation 03").serves()
one = as_("Delegation 01")
step = Mirror("step-by-step", host)
step.copies()
for number in range(4):
    recorded(one.submits(document(f"Titles: İstanbul, Ωμέγα, {number}")))
    step.copies(says="1 new entry")
acts = [one.signs(document(f"In a batch: ı, ß, {number}")).act for number in range(12)]
threads = [threading.Thread(target=host.post, args=("act", act)) for act in acts]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(WAIT_S)
recorded(one.submits({"class": "note", "commit": "ab" * 32, "size": 256, "readers": []}, kind="record.seal"))
recorded(host.acts("record.erase", {"commit": "ab" * 32, "reason": "agreed"}))
one.revokes("desk-1", since=in_days(-1))
step.copies()
whole = Mirror("all-at-once", host)
whole.copies()

views = set()
for folder in (host, step, whole):
    for env in ({}, {"LC_ALL": "C", "TZ": "UTC"}, {"LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati"}, {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "America/St_Johns"}, {"TZ": "XYZ-25:59:59"}):
        said = rapporteur("record", "verify", folder.name, env=env, says="contested.*VERIFIED")
        views.add(said.row("view"))
expect("one view", len(views) == 1, views)
view = next(iter(views)).removeprefix("sha256:")
for folder in (host, step, whole):
    expect(f"the view of {folder.name}, by another hand", folder.view_digest() == view)

# The view is deleted: all of it is made anew in one go, under another locale and time zone.
host.stops()
for file in ("view.sqlite", "view.sqlite-wal", "view.sqlite-shm"):
    if os.path.exists(path("host", file)):
        os.remove(path("host", file))
os.environ.update(LC_ALL="C", TZ="Asia/Kathmandu")
host.serves()
expect("made anew, the same", host.view_digest() == view)
host.stops()
curtain()
