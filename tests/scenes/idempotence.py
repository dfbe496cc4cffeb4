#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Posting an act twice, at once and by many, puts it into the record once; everybody has the same place in the answer, also over a restart."""
from drama import *

scene("idempotence")
host = Host("host").admits("Delegation 01", "Delegation 03").serves()


def at_once(posts):
    """Calls all of them at the same moment, returns what each said."""
    gate, said = threading.Barrier(len(posts)), [None] * len(posts)

    def one(place, post):
        gate.wait(WAIT_S)
        said[place] = post()

    threads = [threading.Thread(target=one, args=each) for each in enumerate(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    return said


one = as_("Delegation 01")
recorded(one.submits(document("Twice, one after the other")))
place = one.last.index
again = one.posts()
expect("the second time: 200, the same place", again.status == 200 and again.index == place, again)

for number in range(5):
    one.signs(document(f"Twice, at once {number}"))
    as_("Delegation 03").act = one.act
    before = host.size
    said = at_once([one.posts, as_("Delegation 03").posts] * 4)
    expect("one of eight is the first, the others have what it had", sorted(each.status for each in said) == [200] * 7 + [201], [each.status for each in said])
    expect("one place", {each.index for each in said} == {before}, [each.index for each in said])
    expect("one entry", host.size == before + 1)

# Different acts at once: each has a place of its own.
acts = []
for number in range(6):
    acts.append(one.signs(document(f"Many {number}")).act)
said = at_once([lambda act=act: host.post("act", act) for act in acts * 2])
expect("six new, six known", sorted(each.status for each in said) == [200] * 6 + [201] * 6, [each.status for each in said])
expect("twins share a place, others do not", all(said[i].index == said[i + 6].index for i in range(6)) and len({each.index for each in said}) == 6)

# Killed in the middle: what was answered is there, and what was not answered is there once or not at all.
acts = [one.signs(document(f"Killed {number}")).act for number in range(6)]
killer = threading.Timer(0.02, host.process.kill) # of this process: on a quick machine the next one may be up by then
killer.start()
said = at_once([lambda act=act: host.post("act", act) for act in acts])
killer.join()
host.is_killed()
host.serves()
after = [host.post("act", act) for act in acts]
for before, later in zip(said, after):
    recorded(later, 200, 201)
    expect("what was answered kept its place", before.status not in (200, 201) or (later.status == 200 and later.index == before.index), f"{before}\n{later}")
entries = host.entries()
expect("nothing is there twice", len(set(entries)) == len(entries) and all(entries.count(act) == 1 for act in acts))
host.verifies()
curtain()
