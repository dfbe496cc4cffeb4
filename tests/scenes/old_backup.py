#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The record's file is put back from an older backup: the service refuses to start, a mirror gives back what is missing, and it goes on with nothing lost."""
from drama import *

scene("old_backup")
host = Host("host").admits("Delegation 01").serves()
one = as_("Delegation 01")
recorded(one.submits(document("Before the backup")))
host.stops()
shutil.copy(path("host", "record.sqlite"), path("backup.sqlite"))

host.serves()
for number in range(5):
    recorded(one.submits(document(f"After the backup {number}")))
mirror = Mirror("mirror", host, "--key", host.log)
mirror.copies()
entries, checkpoint = host.entries(), host.get("checkpoint").body
last = one.last
host.stops()

# The disk dies; the operator puts the older file back.
for file in ("record.sqlite", "record.sqlite-wal", "record.sqlite-shm"):
    if os.path.exists(path("host", file)):
        os.remove(path("host", file))
shutil.copy(path("backup.sqlite"), path("host", "record.sqlite"))
rolled_back = "has published [0-9]+ entries but the storage holds only [0-9]+: it was restored from an older copy"
rapporteur("record", "serve", "host", "--listen", "127.0.0.1:0", code=3, says=rolled_back)
rapporteur("act", "submit", "host", write("again.act", one.act), code=3, says=rolled_back)
with host.tables("record.sqlite") as db:
    expect("nothing was signed or written over", db.execute("SELECT size FROM head").fetchone()[0] == len(entries) - 5)

# The view as well put back, or gone: the same.
for file in ("view.sqlite", "view.sqlite-wal", "view.sqlite-shm"):
    if os.path.exists(path("host", file)):
        os.remove(path("host", file))
rapporteur("record", "serve", "host", "--listen", "127.0.0.1:0", code=3, says=rolled_back)

# A mirror brings what is missing.
mirror.serves()
rapporteur("record", "mirror", mirror.url, "host", says="5 new entries.*verified")
host.verifies(says=f"size +{len(entries)} ")
host.serves()
expect("the same entries", host.entries()[:len(entries)] == entries)
write("before", checkpoint)
host.verifies("--from", "before")
said = one.posts()
expect("what was answered as recorded is there, in its place", said.status == 200 and said.index == last.index, said)
recorded(one.submits(document("And it goes on")))
mirror.copies(says="1 new entry")

# Everything lost but an old backup of the whole folder: the same way, while nothing new was signed.
host.stops()
for file in ("record.sqlite", "record.sqlite-wal", "record.sqlite-shm", "node.sqlite", "node.sqlite-wal", "node.sqlite-shm"):
    if os.path.exists(path("host", file)):
        os.remove(path("host", file))
shutil.copy(path("backup.sqlite"), path("host", "record.sqlite"))
rapporteur("record", "mirror", mirror.url, "host", says="6 new entries.*verified")
host.serves()
recorded(one.submits(document("And on")))
mirror.copies(says="1 new entry")
curtain()
