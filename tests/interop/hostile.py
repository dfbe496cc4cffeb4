#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hostile.py [PROGRAM]: clients that mean ill, and the server keeps answering the others.

Slow heads and bodies, bodies that are too large or never end, requests that are none, 2,000 idle lines, all at once; meanwhile an honest reader asks for a page again and again. Each bad request
ends in a 4xx or a closed line, never in a page of something else, and the process lives on within its memory.
"""
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

IDLE, SLOW, PATIENCE_S, ANSWER_S, MEMORY_MB = 2000, 60, 60, 10, 400
PAGE = "/en/"

MALFORMED = [
    (b"\r\n\r\n", "nothing"),
    (b"GET\r\n\r\n", "a word"),
    (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", "a version that is not"),
    (b"GET /en/ HTTP/1.1\r\n\r\n", "no host"),
    (b"BREW /en/ HTTP/1.1\r\nHost: x\r\n\r\n", "a method of another drink"),
    (b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", "a very long path"),
    (b"GET /en/ HTTP/1.1\r\nHost: x\r\nX: " + b"b" * 100000 + b"\r\n\r\n", "a very long header"),
    (b"GET /en/ HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 20000 + b"\r\n", "very many headers"),
    (b"GET /en/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "a way out"),
    (b"GET /en/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "a way out in disguise"),
    (b"GET /en/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", "bytes that are no text"),
    (b"GET /en/%00 HTTP/1.1\r\nHost: x\r\n\r\n", "a zero byte"),
    (b"GET //evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n", "another house"),
    (b"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", "two lengths"),
    (b"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "a length and chunks"),
    (b"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "less than nothing"),
    (b"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", "more than everything"),
    (b"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n" + b"x" * 1000, "a gigabyte, it says"),
    (b"POST /act HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n\x00\x01\x02", "an act that is none"),
    (b"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=\r\nContent-Length: 4\r\n\r\n----", "a form without an edge"),
    (b"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na=%zz&&&=", "a form of scraps"),
    (b"GET /en/search?q=" + b"%22" * 500 + b" HTTP/1.1\r\nHost: x\r\n\r\n", "five hundred quotes"),
    (b"GET /en/search?q=AND+OR+NOT+(((*+NEAR/0+:^ HTTP/1.1\r\nHost: x\r\n\r\n", "words of a query language"),
    (b"GET /en/ HTTP/1.1\r\nHost: x\r\nCookie: " + b"a=b; " * 4000 + b"\r\n\r\n", "a jar of cookies"),
]
ALLOWED = {200, 301, 302, 303, 400, 403, 404, 405, 411, 413, 414, 415, 422, 431, 501, 505}


class Results:
    def __init__(self):
        self.passed, self.failed, self.lock = 0, 0, threading.Lock()

    def say(self, good, what):
        with self.lock:
            self.passed += bool(good)
            self.failed += not good
            if not good:
                print(f"hostile: {what}", flush=True)


def connect(port):
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
    line.settimeout(PATIENCE_S)
    return line


def answer_of(line):
    """The status, 0 when the line was closed without one."""
    got = b""
    try:
        while b"\r\n" not in got:
            more = line.recv(4096)
            if not more:
                break
            got += more
    except (ConnectionError, socket.timeout):
        pass
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", got)
    return int(found.group(1)) if found else 0


def malformed(port, results):
    for bytes_, what in MALFORMED:
        with connect(port) as line:
            try:
                line.sendall(bytes_)
                line.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            status = answer_of(line)
            results.say(status == 0 or status in ALLOWED, f"{what}: answered {status}")


def endless(port, results):
    """A chunked body without an end: cut off when it is over the limit."""
    with connect(port) as line:
        sent = 0
        try:
            line.sendall(b"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            while sent < 512 * 1024 * 1024:
                line.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                sent += 65536
        except OSError:
            pass
        results.say(sent < 256 * 1024 * 1024, "a body without an end was taken")


def slow(port, stop, head):
    """Bytes now and then, until told to stop or cut off."""
    lines = []
    for _ in range(SLOW):
        line = connect(port)
        line.sendall(b"GET /en/ HTTP/1.1\r\nHost: x\r\n" if head else b"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n")
        lines.append(line)
    while not stop.wait(0.5):
        for line in lines:
            try:
                line.send(b"X")
            except OSError:
                pass
    for line in lines:
        line.close()


def honest(base, stop, results, count):
    while not stop.is_set():
        try:
            with urllib.request.urlopen(base + PAGE, timeout=ANSWER_S) as answer:
                good = answer.status == 200 and b"<html" in answer.read()
        except OSError as why:
            good = False
            print(f"hostile: the honest reader: {why}")
        results.say(good, "an honest reader had no page")
        count.append(1)
        stop.wait(0.2)


def memory_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def attack(base, process, results):
    port = int(base.rsplit(":", 1)[1])
    stop, answered = threading.Event(), []
    threads = [threading.Thread(target=honest, args=(base, stop, results, answered)), threading.Thread(target=slow, args=(port, stop, True)), threading.Thread(target=slow, args=(port, stop, False))]
    for thread in threads:
        thread.start()
    idle = [connect(port) for _ in range(IDLE)]
    malformed(port, results)
    endless(port, results)
    time.sleep(2)
    stop.set()
    for thread in threads:
        thread.join()
    results.say(len(answered) > 5, "the honest reader hardly got to ask")
    for line in idle:
        line.close()
    with urllib.request.urlopen(base + PAGE, timeout=ANSWER_S) as answer:
        results.say(answer.status == 200, "afterwards there is no page")
    results.say(process.poll() is None, "the server has ended")
    used = memory_mb(process.pid)
    results.say(used < MEMORY_MB, f"the server holds {used:.0f} MB")
    print(f"{len(answered)} pages to an honest reader, beside {IDLE} idle and {2 * SLOW} slow lines; {used:.0f} MB at the end")


def main():
    program, results = sys.argv[1] if len(sys.argv) > 1 else os.environ["RAPPORTEUR"], Results()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "setup", os.path.join(folder, "house"), "--demo"], check=True, timeout=600)
        with subprocess.Popen([program, "serve", os.path.join(folder, "house"), "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True) as process:
            try:
                base = next(word for word in process.stdout.readline().split() if word.startswith("http")).rstrip("/")
                attack(base, process, results)
            finally:
                process.send_signal(signal.SIGTERM)
            results.say(process.wait(PATIENCE_S) == 0, "the server did not stop cleanly")
    print(f"hostile: {results.passed} passed, {results.failed} failed")
    return results.failed != 0


if __name__ == "__main__":
    sys.exit(main())
