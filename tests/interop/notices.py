#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""notices.py [PROGRAM]: a silence procedure is told by mail, through a real server, to everyone who acts for a party and to nobody else, once, in their language; also over a stop of the house. Calls for
views are told to the heads of the delegations that they ask: issued, moved, and once before the deadline to those who have not answered."""
import datetime
import email
import email.header
import http.cookiejar
import os
import pathlib
import re
import socket
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

WAIT_S = 120
TEXT = "organization-of-work"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class House:
    def __init__(self, program, folder):
        self.program, self.folder, self.port = program, folder, free_port()

    def __enter__(self):
        self.process = subprocess.Popen([self.program, "serve", self.folder, "--listen", f"127.0.0.1:{self.port}"], stdout=subprocess.PIPE, text=True)
        self.url = next(word for word in self.process.stdout.readline().split() if word.startswith("http")).rstrip("/")
        return self

    def does(self, kind, **fields):
        """The secretariat fills in a form."""
        jar = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https")))))
        link = next(line for line in iter(self.process.stdout.readline, "") if "Secretariat" in line).split()[0] if not hasattr(self, "link") else self.link
        self.link = link
        jar.open(link).read()
        page = jar.open(f"{self.url}/en/do/{kind}").read().decode()
        fields["form"] = re.search('name="form" value="([^"]*)"', page).group(1)
        jar.open(urllib.request.Request(f"{self.url}/en/do/{kind}", urllib.parse.urlencode(fields).encode(), {"Origin": "https://meeting.example.org", "Sec-Fetch-Site": "same-origin"})).read()

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(WAIT_S)

    def says(self, *words):
        return subprocess.run([self.program, "text", words[0], self.url, TEXT, *words[1:], "--by", os.path.join(self.folder, "keys", "attest.key")], capture_output=True, text=True, timeout=WAIT_S,
                              env={**os.environ, "RAPPORTEUR_STATE": os.path.join(self.folder, "..", "state")}, check=True).stdout


def messages(file):
    """[(to, subject, words)] of what aiosmtpd printed."""
    got = []
    for part in file.read_text("utf-8", "replace").split("---------- MESSAGE FOLLOWS ----------\n")[1:]:
        message = email.message_from_string(part.split("\n------------ END MESSAGE")[0])
        subject = str(email.header.make_header(email.header.decode_header(message["Subject"])))
        got.append((message["To"], subject, message.get_payload(decode=True).decode()))
    return got


def wait_for(file, count):
    end = time.time() + WAIT_S
    while time.time() < end and len(messages(file)) < count:
        time.sleep(0.5)
    return messages(file)


def play(program, top, faults):
    folder, output, port = os.path.join(top, "house"), pathlib.Path(top, "mail"), free_port()
    subprocess.run([program, "setup", folder, "--demo"], check=True, timeout=600, stdout=subprocess.DEVNULL)
    pathlib.Path(folder, "settings").write_text(f"address https://meeting.example.org\nmail-server 127.0.0.1:{port}\nmail-from registry@example.org\n")
    with open(output, "wb") as sink, subprocess.Popen(["/usr/bin/python3", "-u", "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Debugging", "stdout"], stdout=sink, stderr=subprocess.DEVNULL) as server:
        try:
            return letters(program, folder, output, faults)
        finally:
            server.terminate()
            server.wait(WAIT_S)


def letters(program, folder, output, faults):
    with House(program, folder) as house:
        time.sleep(2)  # it has seen what was there before
        house.says("silence", "--hours", "72", "--note", "For a test.")
        first = wait_for(output, 3)
    with House(program, folder) as house:
        house.says("extend", "--hours", "96")
        second = wait_for(output, 6)[len(first):]
        time.sleep(35)  # a round later nothing more has come
        last = messages(output)
    want = {"chair@demonstration.example", "head@demonstration.example", "delegate@demonstration.example"}
    for name, got, word in (("begun", first, "Silence until 20"), ("extended", second, "Silence extended to 20")):
        if {to.strip("<>") for to, _, _ in got} != want or len(got) != len(want):
            faults.append(f"{name}: told to {sorted(to for to, _, _ in got)}")
        if not all(subject.startswith(word) and f"https://meeting.example.org/en/texts/{TEXT}" in words for _, subject, words in got):
            faults.append(f"{name}: says {got[:1]}")
    if len(last) != 6:
        faults.append(f"{len(last)} letters in the end")
    return 5 + calls(program, folder, output, faults)


def in_days(days):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def calls(program, folder, output, faults):
    before = len(messages(output))
    with House(program, folder) as house:
        time.sleep(2)
        house.does("call.issue", **{"call": "new-call", "purpose": "views", "names.en": "A new call", "wording.en": "Invites views", "until": in_days(10), "addressees": "state"})
        issued = wait_for(output, before + 1)[before:]
        house.does("call.extend", call="new-call", until=in_days(12))
        moved = wait_for(output, before + 2)[before + 1:]
    with open(os.path.join(folder, "settings"), "a") as settings:
        settings.write("call-reminder-days 14\n")
    with House(program, folder):
        reminded = wait_for(output, before + 3)[before + 2:]
        time.sleep(35)  # a round later nothing more has come
    for name, got, word in (("issued", issued, "Views are asked for until 20"), ("moved", moved, "Deadline moved to 20"), ("reminded", reminded, "Views are due by 20")):
        if [to.strip("<>") for to, _, _ in got] != ["head@demonstration.example"] or not got[0][1].startswith(word) or "https://meeting.example.org/en/calls/new-call" not in got[0][2]:
            faults.append(f"call {name}: {got[:1]}")
    if len(messages(output)) != before + 3:
        faults.append(f"{len(messages(output)) - before} letters about calls in the end")
    return 4


def main():
    program, faults = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ["RAPPORTEUR"]), []
    with tempfile.TemporaryDirectory() as top:
        checks = play(program, top, faults)
    for fault in faults:
        print(f"notices: {fault}")
    print(f"notices: {checks - len(faults)} passed, {len(faults)} failed")
    return len(faults) != 0


if __name__ == "__main__":
    sys.exit(main())
