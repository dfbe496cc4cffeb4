# SPDX-License-Identifier: Apache-2.0
"""The stage of the scenes: records, mirrors and witnesses as the real program runs them on loopback, delegations that sign and file, and what is expected of it all.

A scene reads like a play. `as_("Delegation 03").submits(document("Draft"))` signs with the command line on that delegation's own machine (a state folder of its own) and posts the act;
`expect(...)` says what must be so. Everything lives in one temporary folder; servers are ended by their own process id; every wait has an end.
"""
import atexit
import base64
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from by_hand import signed, tree_frontier, tree_root, view_digest

PROGRAM = os.path.abspath(os.environ.get("RAPPORTEUR", "build/rapporteur"))
WAIT_S = 60
ORIGIN = "record.example.org/rapporteur"


class Stage:
    name, passed, failed = "", 0, 0
    folder = tempfile.mkdtemp(prefix="rapporteur-scenes-")
    servers, delegations = [], {}


def path(*parts):
    return os.path.join(Stage.folder, *parts)


def write(name, text):
    with open(path(name), "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return path(name)


def read(name):
    with open(path(name), "rb") as file:
        return file.read()


def expect(what, condition, seen=""):
    if condition:
        Stage.passed += 1
    else:
        Stage.failed += 1
        print(f"FAILED: {what}" + (f"\n  {str(seen).strip()}" if seen else ""), flush=True)
    return condition


def scene(name):
    Stage.name = name


def curtain():
    for server in list(Stage.servers):
        server.stops()
    print(f"scene {Stage.name}: {Stage.passed} passed, {Stage.failed} failed")
    sys.exit(Stage.failed != 0)


@atexit.register
def _clear_the_stage():
    for server in list(Stage.servers):
        server.is_killed()
    shutil.rmtree(Stage.folder, ignore_errors=True)


def in_days(days, seconds=0):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400 * days + seconds))


def now():
    return in_days(0)


def until(what, condition, seconds=30):
    """Waits for a condition, and expects it."""
    end = time.time() + seconds
    while time.time() < end:
        if condition():
            return expect(what, True)
        time.sleep(0.1)
    return expect(what, False, f"not within {seconds} s")


# ---- the program ----

class Said:
    """What a command said: exit code, both outputs; or what a server answered: status, body."""
    def __init__(self, status, text, body=b"", kind=""):
        self.status, self.text, self.body, self.kind = status, text, body, kind

    def says(self, pattern):
        return re.search(pattern, self.text, re.DOTALL) is not None

    @property
    def index(self):
        found = re.search(r"^index (\d+)$", self.text, re.MULTILINE)
        return int(found.group(1)) if found else None

    @property
    def size(self):
        """Of the checkpoint that a receipt holds, or that this is."""
        return int(self.text[self.text.index(ORIGIN + "\n"):].split("\n")[1])

    def row(self, label):
        found = re.search(rf"^{re.escape(label)} +(.*)$", self.text, re.MULTILINE)
        return found.group(1) if found else ""

    def __str__(self):
        return f"{self.status}: {self.text}"


def program(*words, state="state", env=None):
    done = subprocess.run([PROGRAM, *words], cwd=Stage.folder, env={**os.environ, "RAPPORTEUR_STATE": path(state), "RAPPORTEUR_LANGUAGE": "en", **(env or {})}, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=WAIT_S, start_new_session=True, check=False)
    return Said(done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"), done.stdout)


def rapporteur(*words, code=0, says="", **more):
    """A command of which exit code and words are expected. `code` None: whatever comes."""
    said = program(*words, **more)
    if code is not None:
        expect("rapporteur " + " ".join(words) + f": exit {code}, says {says!r}", said.status == code and said.says(says), said)
    return said


def http(method, url, body=None, token=None):
    request = urllib.request.Request(url, data=body, method=method, headers={"Authorization": f"Bearer {token}"} if token else {})
    if body is not None:
        request.add_header("Content-Type", "application/octet-stream")
    try:
        with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
            status, got, kind = answer.status, answer.read(), answer.headers.get("Content-Type", "")
    except urllib.error.HTTPError as refused:
        status, got, kind = refused.code, refused.read(), refused.headers.get("Content-Type", "")
    except OSError as away:
        return Said(0, str(away))
    return Said(status, got.decode("utf-8", "replace"), got, kind)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Server:
    """Something that listens. The port is kept over stops and starts."""
    def __init__(self):
        self.port, self.process, self.url = free_port(), None, ""

    def starts(self, *words):
        self.url = ""
        self.process = subprocess.Popen([PROGRAM, *words, "--listen", f"127.0.0.1:{self.port}"], cwd=Stage.folder, env={**os.environ, "RAPPORTEUR_STATE": path("state"), "RAPPORTEUR_LANGUAGE": "en"},
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=open(path(f"stderr-{self.port}"), "ab"))
        Stage.servers.append(self)
        guard = threading.Timer(WAIT_S, self.process.kill)
        guard.start()
        for line in self.process.stdout:
            if line.startswith(b"http"):
                self.url = line.decode().strip().rstrip("/")
                break
        guard.cancel()
        expect("rapporteur " + " ".join(words) + " listens", self.url != "" and self.process.poll() is None, self.complaints)

    @property
    def complaints(self):
        return read(f"stderr-{self.port}").decode("utf-8", "replace")

    def stops(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            expect("a server ends with 0 on SIGTERM", self.process.wait(WAIT_S) == 0, self.complaints)
        except subprocess.TimeoutExpired:
            expect("a server ends on SIGTERM", False)
        self.is_killed()

    def is_killed(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process = None
            Stage.servers.remove(self)

    def get(self, what, token=None):
        return http("GET", f"{self.url}/{what}", token=token)

    def post(self, what, body, token=None):
        return http("POST", f"{self.url}/{what}", body, token)

    def put(self, what, body, token=None):
        return http("PUT", f"{self.url}/{what}", body, token)


# ---- records ----

class Folder(Server):
    """A record in a folder: an installation, or a mirror."""
    def __init__(self, name):
        super().__init__()
        self.name, self.settled = name, True

    def serves(self):
        before = self.process is None and os.path.isdir(path(self.name, "keys"))
        self.starts("record", "serve", self.name)
        if before and not self.settled:
            self.settles(self.first_size)
        return self

    def settles(self, there):
        """The host tells the record the time once a day, and the first time it announces its key of receipts: two acts behind the `there` first ones. From here on nothing is filed but what the scene files."""
        until("the host files a record.checkpoint and announces its key of receipts", lambda: self.size >= there + 2)
        self.settled = True

    @property
    def size(self):
        return self.get("checkpoint").size

    def verifies(self, *words, code=0, says="VERIFIED", at=None):
        return rapporteur("record", "verify", at or self.name, *words, code=code, says=says)

    def tables(self, name):
        return sqlite3.connect(f"file:{path(self.name, name)}?mode=ro", uri=True)

    def entries(self, files=("record.sqlite",)):
        with self.tables(files[0]) as db:
            return [row[0] for row in db.execute("SELECT bytes FROM entry ORDER BY idx")]

    def view_digest(self):
        with self.tables("view.sqlite") as db:
            return view_digest(db)

    def evidence(self):
        with self.tables("node.sqlite") as db:
            return db.execute("SELECT what, bytes FROM evidence ORDER BY place").fetchall()


class Host(Folder):
    def __init__(self, name, *words):
        super().__init__(name)
        made = rapporteur("record", "init", name, "--origin", ORIGIN, "--demonstration", *words, says="origin +" + ORIGIN)
        self.log, self.settled, self.first_size = made.row("log"), False, 1

    def admits(self, *delegations):
        """Before it is served: admission, mission key, and the key of one delegate."""
        for delegation in delegations:
            one = Delegation(delegation)
            one.enters(self)
            self.first_size += 3
        return self

    def token(self, delegation):
        return rapporteur("record", "token", self.name, "--party", as_(delegation).party, says="^r").text.strip()

    def acts(self, kind, content, by="attest"):
        """An act of the host's own, by the key in its folder."""
        file = sign(kind, content, path(self.name, "keys", by + ".key"), self.url, state="state")
        return self.post("act", read(file))

    def tells_the_time(self):
        """Files a record.checkpoint that is newer than the second in which this is called: the clock of the record passes it."""
        passed = int(time.time())
        while time.time() < passed + 1.1:
            time.sleep(0.1)
        end = time.time() + 90
        while time.time() < end:
            note = self.get("checkpoint").text
            stamp = re.search(rf"^— {re.escape(ORIGIN)}/clock (\S+)$", note, re.MULTILINE)
            if stamp and int.from_bytes(base64.b64decode(stamp.group(1))[4:12], "big") > passed:
                return self.acts("record.checkpoint", {"checkpoint": note})
            time.sleep(0.2)
        return Said(0, "no newer checkpoint")

    def inserts(self, kind, content, delegation):
        """An act of a kind that this version does not take in, put into the storage by hand above what was published: the service is stopped, and signs over it when it starts."""
        size, frontier = 0, b""
        with sqlite3.connect(path(self.name, "record.sqlite")) as db:
            size, frontier = db.execute("SELECT size, frontier FROM head").fetchone()
            leaves = [row[0] for row in db.execute("SELECT leaf FROM entry ORDER BY idx")]
            body = "\n".join(["rapporteur/act/v1", ORIGIN, kind, f"by {delegation.party}/{delegation.desk}", f"seen {size} {base64.b64encode(tree_root(leaves)).decode()}", "at " + now(),
                              json.dumps(content, sort_keys=True, separators=(",", ":")), ""]).encode()
            act = Inserted(signed(body, delegation.key(delegation.desk)), size)
            leaves.append(hashlib.sha256(b"\0" + act.act).digest())
            expect("frontier of the storage", frontier == tree_frontier(leaves[:-1]), frontier.hex())
            db.execute("INSERT INTO entry VALUES(?, ?, ?)", (size, leaves[-1], act.act))
            db.execute("UPDATE head SET size = ?, frontier = ?", (size + 1, tree_frontier(leaves)))
        return act

    def copied(self, name):
        """The folder as it is, under another name: what a thief, a clone or a backup has."""
        shutil.copytree(path(self.name), path(name))
        other = Folder(name)
        other.log = self.log
        return other


class Inserted:
    def __init__(self, act, index):
        self.act, self.index, self.id = act, index, hashlib.sha256(act[:act.index(b"\n\n") + 1]).hexdigest()


class Mirror(Folder):
    def __init__(self, name, source, *words):
        super().__init__(name)
        self.source, self.words = source, words

    def copies(self, code=0, says="verified", source=None):
        return rapporteur("record", "mirror", (source or self.source).url, self.name, *self.words, code=code, says=says)


class Witness(Server):
    def __init__(self, number):
        super().__init__()
        self.folder, self.name = f"witness-{number}", f"witness-{number}.example.org"
        self.key = rapporteur("record", "witness", self.folder, "--name", self.name, says=self.name).text.strip()

    def line(self):
        return f"witness w{self.folder[8:]} {self.key} http://127.0.0.1:{self.port}\n"

    def watches(self, host):
        rapporteur("record", "witness", self.folder, "--watch", host.log)
        self.starts("record", "witness", self.folder)
        return self


# ---- delegations ----

_files = iter(range(10 ** 6))


def sign(kind, content, key, record, state, at=None, seen=None, token=None):
    """Signs an act with the command line; with `at`, with that claim in place of the time of day. Returns the file's name."""
    file, text = f"{next(_files)}.act", f"{next(_files)}.json"
    content = dict(content)
    write(text, json.dumps(content))
    where = ["--record", record] if seen is None else ["--origin", ORIGIN, "--seen", seen]
    if token:
        where += ["--token", write(f"{next(_files)}.token", token + "\n")]
    rapporteur("act", "sign", text, *where, "--kind", kind, "--by", key, "-o", file, state=state)
    if at is not None:
        body = read(file)
        write(file, signed(re.sub(rb"^at .*$", b"at " + at.encode(), body[:body.index(b"\n\n") + 1], flags=re.MULTILINE), key))
    return file


def document(title, text="The Committee shall meet each working day.\n", **more):
    """The object of a record.blob."""
    text = text.encode()
    return {"sha256": hashlib.sha256(text).hexdigest(), "size": len(text), "media": "text/plain", "title": title, **more}


def blob(text="The Committee shall meet each working day.\n"):
    return "blob/" + hashlib.sha256(text.encode()).hexdigest(), text.encode()


class Delegation:
    """A delegation on a machine of its own: its keys, its state, the record that it files with."""
    def __init__(self, name):
        self.name, self.party, self.state = name, name.lower().replace(" ", "-"), "state-" + name.lower().replace(" ", "-")
        self.last, self.act, self.id, self.host, self.desk, self.given = Said(0, ""), None, "", None, "desk-1", None
        Stage.delegations[name] = self
        for key in ("root-a", "mission", "desk-1"):
            self.makes_key(key)

    def key(self, name):
        return path(f"{self.party}-{name}.key")

    def makes_key(self, name):
        made = rapporteur("key", "new", f"{self.party}/{name}", "--no-passphrase", "-o", self.key(name), state=self.state)
        write(self.key(name) + ".vkey", made.text)

    def enters(self, host, kinds="record.*,example.*", party_class="state"):
        self.host = host
        rapporteur("record", "admit", host.name, self.party, "--name", self.name, "--class", party_class, "--roots", self.key("root-a"), "--threshold", "1", state=self.state)
        self.enrols("mission", "mission", by="root-a", days=300, at=host.name)
        self.enrols("desk-1", "delegate", by="mission", kinds=kinds, at=host.name)

    def enrols(self, key, use, by, days=60, ends_at=None, kinds="record.*,example.*", at=None, code=0, says=""):
        more = ["--kinds", kinds] if use == "delegate" else []
        return rapporteur("key", "enrol", at or self.host.url, "--key", self.key(key), "--use", use, "--by", self.key(by), "--until", ends_at or in_days(days), *more, code=code, says=says,
                          state=self.state)

    def revokes(self, key, by="mission", since=None, reason="laptop lost"):
        return rapporteur("key", "revoke", self.host.url, f"{self.party}/{key}", "--by", self.key(by), "--reason", reason, *(["--since", since] if since else []), says="entry", state=self.state)

    def follows(self, host):
        """Whom this delegation takes for the record's host from here on."""
        self.host = host
        return self

    def with_key(self, name):
        self.desk = name
        return self

    def with_token(self, token):
        self.given = token
        return self

    def signs(self, content, kind="record.blob", at=None, seen=None):
        self.act = read(sign(kind, content, self.key(self.desk), self.host.url, self.state, at, seen, self.given))
        self.id = hashlib.sha256(self.act[:self.act.index(b"\n\n") + 1]).hexdigest()
        return self

    def posts(self, to=None):
        self.last = (to or self.host).post("act", self.act, self.given)
        return self.last

    def submits(self, content, kind="record.blob", at=None, to=None):
        return self.signs(content, kind, at).posts(to)

    def sends(self, named):
        return self.host.put(named[0], named[1], self.given)


def as_(name):
    return Stage.delegations[name]


def recorded(said, *statuses):
    return expect(f"it is recorded ({'/'.join(map(str, statuses or (201,)))})", said.status in (statuses or (201,)) and said.index is not None, said)


def refused(said, status, pattern=""):
    return expect(f"it is refused with {status}, {pattern!r}", said.status == status and said.says(pattern), said)
