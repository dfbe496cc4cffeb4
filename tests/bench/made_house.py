# SPDX-License-Identifier: Apache-2.0
"""A made negotiation (make_negotiation), served by the real program, and one delegation that acts in it: what the benchmarks over HTTP share."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAKER = ROOT / "build/tests/bench/make_negotiation"
PROCESS, WAIT_S = "lanterns-and-gardens", 60


class House:
    """The program serving a folder, with one connection to it."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.process = subprocess.Popen([program, "serve", folder, "--listen", "127.0.0.1:0", "--log", "quiet"], stdout=subprocess.PIPE, text=True)
        self.base = self.process.stdout.readline().split()[0].rstrip("/")
        self.line = http.client.HTTPConnection("127.0.0.1", int(self.base.rsplit(":", 1)[1]), timeout=WAIT_S)

    def busy(self):
        """Milliseconds that the program has had of the processors."""
        return sum(int(file.read_text().split()[0]) for file in pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")) / 1e6

    def ask(self, method, path, body=None, accept="text/html"):
        """(ms by the clock, ms of the processors, body)"""
        busy, began = self.busy(), time.perf_counter()
        self.line.request(method, path, body, {"Accept": accept})
        answer = self.line.getresponse()
        got = answer.read()
        took = 1000 * (time.perf_counter() - began)
        if answer.status not in (200, 201, 202):
            raise SystemExit(f"{path} answers {answer.status}: {got[:200]!r}")
        return took, self.busy() - busy, got

    def settle(self):
        """Past the duty of the day, which files an act."""
        time.sleep(1.5)

    def close(self):
        self.line.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(WAIT_S)


class Delegate:
    """Delegation 001, which has a key of its own: signs beforehand, so that only the act itself is measured."""

    def __init__(self, house, top):
        self.house, self.top, self.number = house, top, 0
        self.text = json.loads(house.ask("GET", f"/en/texts/{PROCESS}", accept="application/json")[2])
        self.base = next(row for row in reversed(self.text["versions"]))["sha256"]
        self.paragraphs = [row["id"] for row in self.text["paragraphs"] if "closed" not in row]

    def signs(self):
        """A new paragraph after one of them."""
        self.number += 1
        after = self.paragraphs[self.number * 7 % len(self.paragraphs)]
        change = {"op": "insert_paragraph", "after": after, "key": "n", "kind": "operative", "level": 0, "now": f"Decides that lantern {self.number} is lit at {time.time()}."}
        file, act = self.top / "act.json", self.top / f"{self.number}.act"
        file.write_text(json.dumps({"process": PROCESS, "version": self.base, "changes": [change]}), encoding="utf-8")
        key = pathlib.Path(self.house.folder) / "party/delegation-001.key"
        subprocess.run([self.house.program, "act", "sign", file, "--record", self.house.base, "--kind", "text.amendment.propose", "--by", key, "-o", act], check=True,
                       env={**os.environ, "RAPPORTEUR_STATE": str(self.top / "state")}, stdout=subprocess.DEVNULL)
        return act.read_bytes()
