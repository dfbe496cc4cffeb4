#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""house.py [PROGRAM]: what every reader may see of the demonstration follows from the record alone.

Every public page in six languages is fetched by following links from the front page; no link is broken, every page is well-formed enough to be read, and is JSON too. Then the same addresses are asked
again after the view was deleted and made anew, without the private store, and of a verifying mirror: every answer has the same bytes.
"""
import contextlib
import html.parser
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

LANGUAGES, WAIT_S, PAGES_LEAST, PAGES_MOST = ("ar", "zh", "en", "fr", "ru", "es"), 60, 400, 20000
LONG = os.environ.get("RAPPORTEUR_LONG") == "1"
ONCE = ("/acts/", "/parties/")  # hundreds of pages of one kind: in ./check in English, and of the others in every language
OUTSIDE = ("/act/", "/receipt/",  # a proof is made to the newest checkpoint, which another node signed at another time
           "/live", "/metrics", "/health", "/blob/", "/checkpoint", "/evidence", "/tile/", "/sign-in", "/assets/")
FILES = ("/editions/", "/notes/", "/agendas/")
FEEDS = ("/documents.atom", "/statements.atom", "/calendar.ics", "/openapi.json")


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.language, self.ids, self.twice = [], "", set(), set()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "html":
            self.language = attributes.get("lang", "")
        if "id" in attributes:
            (self.twice if attributes["id"] in self.ids else self.ids).add(attributes["id"])
        if tag in ("a", "link") and attributes.get("href"):
            self.found.append(attributes["href"])


@contextlib.contextmanager
def served(program, folder, port=0):
    """The address, at a port that stays the same: what names it in a page stays the same too."""
    with subprocess.Popen([program, "serve", folder, "--listen", f"127.0.0.1:{port}"], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield next(word for word in process.stdout.readline().split() if word.startswith("http")).rstrip("/")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(WAIT_S)


def fetch(base, path, accept="text/html"):
    request = urllib.request.Request(base + urllib.parse.quote(path, safe="/?&=%;:,()*'!$+@~#"), headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def wanted(path):
    if not LONG and path[:4] != "/en/" and any(path[3:].startswith(part) for part in ONCE):
        return False
    return path.startswith("/") and not any(path.startswith(part) or path[3:].startswith(part) for part in OUTSIDE) and "as=json" not in path


def crawl(base, faults):
    """Every public page by its path, and what it answered."""
    pages, waiting = {}, [f"/{language}/" for language in LANGUAGES] + list(FEEDS)
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        status, body = fetch(base, path)
        pages[path] = body
        if status != 200:
            faults.append(f"{path} is linked and answers {status}")
        if path in FEEDS or not body.lstrip().startswith(b"<!doctype html"):
            continue
        links = Links()
        links.feed(body.decode())
        if links.language != path[1:3]:
            faults.append(f"{path} says that it is in {links.language!r}")
        if links.twice:
            faults.append(f"{path} has ids twice: {sorted(links.twice)[:3]}")
        for href in links.found:
            target = urllib.parse.urldefrag(urllib.parse.unquote(urllib.parse.urljoin(path, href)))[0]
            if "://" not in target and wanted(target) and target not in pages:
                waiting.append(target)
        if len(pages) > PAGES_MOST:
            faults.append("the pages have no end")
            break
    return pages


def check_json(base, pages, faults):
    asked = [path for path in pages if path[:4] == "/en/" and not path[3:].startswith(FILES) and not path.split("?")[0].endswith((".docx", ".txt", ".svg", ".pdf"))]
    for path in asked:
        status, body = fetch(base, path, "application/json")
        try:
            good = status == 200 and isinstance(json.loads(body), dict)
        except ValueError:
            good = False
        if not good:
            faults.append(f"{path} is no JSON object: {status} {body[:80]!r}")
    return len(asked)


def check_absent(base, faults):
    answers = {fetch(base, f"/en/{path}") for path in ("documents/A/RES/1/999", "bodies/none", "statements/" + "0" * 64, "acts/" + "f" * 64, "nothing", "parties/none")}
    bodies = {body.replace(b"documents/A/RES/1/999", b"") for _, body in answers}
    if {status for status, _ in answers} != {404}:
        faults.append("what is not there is not answered 404")
    return len(bodies)


def compare(what, base, pages, faults):
    different = [path for path, body in pages.items() if fetch(base, path)[1] != body]
    faults += [f"{what}: {path} has other bytes" for path in different[:10]]
    return len(pages) - len(different), len(different)


def main():
    program, passed, failed, faults = sys.argv[1] if len(sys.argv) > 1 else os.environ["RAPPORTEUR"], 0, 0, []
    with tempfile.TemporaryDirectory() as top:
        house, mirror = os.path.join(top, "house"), os.path.join(top, "mirror")
        subprocess.run([program, "setup", house, "--demo"], check=True, timeout=600)
        with served(program, house):  # the first duty of a day is done
            time.sleep(2)
        with served(program, house) as base:
            port = base.rsplit(":", 1)[1]
            pages = crawl(base, faults)
            as_json = check_json(base, pages, faults)
            check_absent(base, faults)
            subprocess.run([program, "record", "mirror", base, mirror], check=True, timeout=600, stdout=subprocess.DEVNULL)
        passed += len(pages) + as_json - len(faults)
        failed += len(faults)
        if len(pages) < PAGES_LEAST:
            faults.append(f"only {len(pages)} pages were found")
        for file in pathlib.Path(house).glob("view.sqlite*"):
            file.unlink()
        with served(program, house, port) as base:
            good, bad = compare("the view made anew", base, pages, faults)
            passed, failed = passed + good, failed + bad
        bare = shutil.copytree(house, os.path.join(top, "bare"))
        for file in list(pathlib.Path(bare).glob("private.sqlite*")) + list(pathlib.Path(bare).glob("payload.keys*")):
            file.unlink()
        shutil.rmtree(os.path.join(bare, "keys"))  # without keys it is served for reading
        with served(program, bare, port) as base:
            good, bad = compare("without the private store", base, pages, faults)
            passed, failed = passed + good, failed + bad
        with served(program, mirror, port) as base:
            good, bad = compare("a mirror", base, pages, faults)
            passed, failed = passed + good, failed + bad
    for fault in faults:
        print(f"house: {fault}")
    print(f"{len(pages)} public pages, {as_json} of them as JSON too")
    print(f"house: {passed} passed, {failed} failed")
    return failed != 0 or bool(faults)


if __name__ == "__main__":
    sys.exit(main())
