#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""backup.py [PROGRAM]: a copy made while the house is served, as docs/guide/operator.md says, is the house.

A person files a document; the files that the guide names are copied in its order into another folder, which is then served. Pages, people and record are the same, who was signed in still is, and the
next act is taken. A copy of another order (the node's memory newer than its record) is refused.
"""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid

WAIT_S, SETUP_S = 60, 600
DATABASES, FILES, FOLDERS = ("node.sqlite", "record.sqlite", "private.sqlite"), ("payload.keys", "settings"), ("blobs", "keys")
MADE_ANEW = {"view.sqlite", "node.lock"}
PAPER = b"The group met, and this paper says so (fictional).\n"
TITLE = "A paper for the backup (fictional)"
PAGES = ("en/", "ar/", "en/bodies/demonstration-group", "en/documents", "en/documents/A/RES/75/240", "en/statements", "en/initiatives", "en/parties", "en/acts", "en/record", "acts.csv", "documents.atom")
counts = {True: 0, False: 0}


def check(good, what):
    counts[bool(good)] += 1
    if not good:
        print(f"FAILED: {what}")


class Unredirected(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(Unredirected)


def ask(address, cookie="", body=None, headers=None):
    request = urllib.request.Request(address, data=body, headers={**({"Cookie": cookie} if cookie else {}), **(headers or {})})
    try:
        with opener.open(request, timeout=WAIT_S) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read(), refused.headers


@contextlib.contextmanager
def served(program, folder, port=0):
    """The address and what else was printed: the links of the demonstration."""
    with subprocess.Popen([program, "serve", folder, "--listen", f"127.0.0.1:{port}"], stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().strip()
            yield address, [process.stdout.readline().split()[0] for _ in range(4)] if address else []
        finally:
            process.send_signal(signal.SIGTERM)
            check(process.wait(WAIT_S) == 0, f"serving {os.path.basename(folder)} ends with 0")


def files_a_paper(base, cookie, title, name="paper.txt"):
    _, page, _ = ask(base + "en/do/document.file", cookie)
    token = re.search(rb'name="form" value="([^"]+)"', page)
    edge = uuid.uuid4().hex
    fields = {"form": token.group(1).decode() if token else "", "names.en": title, "language": "en", "body": "demonstration-group"}
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode() for field, value in fields.items()]
    parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode() + PAPER + f"\r\n--{edge}--\r\n".encode())
    status, page, _ = ask(base + "en/do/document.file", cookie, b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={edge}", "Origin": base.rstrip("/")})
    act = re.search(rb"/en/acts/([0-9a-f]{64})", page)
    check(status == 201 and act, f"{name} is filed ({status})")
    return act.group(1).decode() if act else "0" * 64


def copy_database(source, target):
    """What `sqlite3 SOURCE ".backup TARGET"` does."""
    with contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)


def back_up(source, target):
    """In the order of the guide: what may only be older first, what may only be more last."""
    os.makedirs(target, mode=0o700)
    for name in DATABASES:
        copy_database(os.path.join(source, name), os.path.join(target, name))
    for name in FILES:
        if os.path.exists(os.path.join(source, name)):
            shutil.copy2(os.path.join(source, name), target)
    for name in FOLDERS:
        shutil.copytree(os.path.join(source, name), os.path.join(target, name))


def dump(path):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return list(database.iterdump())


def verified(program, folder):
    """The report without its time; the state is a fresh one each time, so that nothing is compared with what was seen before."""
    with tempfile.TemporaryDirectory() as state:
        done = subprocess.run([program, "record", "verify", folder], capture_output=True, text=True, timeout=SETUP_S, check=False, env={**os.environ, "RAPPORTEUR_STATE": state})
    check(done.returncode == 0 and "VERIFIED" in done.stdout, f"{os.path.basename(folder)} is verified: {done.stdout[-300:]}{done.stderr}")
    return {line for line in done.stdout.splitlines() if re.search(r"[0-9a-f]{64}|[A-Za-z0-9+/]{43}=", line)}


def refused_out_of_order(program, early, late, top):
    mixed = shutil.copytree(early, os.path.join(top, "mixed"))
    copy_database(os.path.join(late, "node.sqlite"), os.path.join(mixed, "node.sqlite"))
    done = subprocess.run([program, "serve", mixed, "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=WAIT_S, check=False)
    check(done.returncode != 0 and "older copy" in done.stderr, f"a record older than node.sqlite is refused: {done.returncode} {done.stderr}")


def main():
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ["RAPPORTEUR"])
    with tempfile.TemporaryDirectory() as top:
        house, early, copy = (os.path.join(top, name) for name in ("house", "early", "copy"))
        subprocess.run([program, "setup", house, "--demo"], check=True, timeout=SETUP_S)
        pathlib.Path(house, "settings").write_text("# none\n", encoding="utf-8")
        with served(program, house):  # the first duty of a day is done
            time.sleep(2)
        back_up(house, early)
        with served(program, house) as (base, links):
            port = base.rstrip("/").rsplit(":", 1)[1]
            cookie = ask(links[3])[2].get("Set-Cookie", "").split(";")[0]
            act = files_a_paper(base, cookie, TITLE)
            back_up(house, copy)  # while it is served
            check(not (MADE_ANEW & set(os.listdir(copy))), "the view and the lock are not copied")
            people = dump(os.path.join(house, "private.sqlite"))
            pages = {page: ask(base + page)[:2] for page in PAGES + (f"en/acts/{act}", f"en/acts/{act}?as=json")}
            signed_in = ask(base + "en/desk?as=json", cookie)[:2]
        check(all(status == 200 for status, _ in pages.values()), f"pages of the house: {[(page, status) for page, (status, _) in pages.items() if status != 200]}")
        check(TITLE.encode() in pages[f"en/acts/{act}?as=json"][1], "the act has the title of the paper")
        check(dump(os.path.join(copy, "private.sqlite")) == people and any("delegate@demonstration.example" in line for line in people), "people and their means of signing in are the same")
        report = verified(program, house)
        check(report and verified(program, copy) == report, "the record is the same: every hash of the report")
        refused_out_of_order(program, early, house, top)
        shutil.move(house, os.path.join(top, "lost"))
        with served(program, copy, port) as (base, _):  # the same port: it stands in no page, but in addresses
            for page, answer in pages.items():
                check(ask(base + page)[:2] == answer, f"{page} is the same")
            check(signed_in[0] == 200 and ask(base + "en/desk?as=json", cookie)[:2] == signed_in, "who was signed in still is")
            files_a_paper(base, cookie, "Another paper (fictional)", "paper.md")
        verified(program, copy)
    print(f"backup: {counts[True]} passed, {counts[False]} failed")
    return counts[False] != 0


if __name__ == "__main__":
    sys.exit(main())
