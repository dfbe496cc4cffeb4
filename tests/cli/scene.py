# SPDX-License-Identifier: Apache-2.0
"""A scene: commands of the program in an empty folder, what is expected of each, and the count at the end."""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("RAPPORTEUR", "build/rapporteur")
WAIT_S = 60


class Scene:
    def __init__(self, name):
        self.name, self.passed, self.failed, self.servers = name, 0, 0, []
        self.program = os.path.abspath(PROGRAM)
        self.folder = tempfile.mkdtemp(prefix="rapporteur-scene-")
        self.state = os.path.join(self.folder, "state")
        self.language = {"RAPPORTEUR_LANGUAGE": "en"}  # the variables that say it; the others of their kind are not there

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text, mode=0o600):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)
        return name

    def check(self, condition, what):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}")

    def environment(self):
        others = {name: value for name, value in os.environ.items() if name not in ("RAPPORTEUR_LANGUAGE", "RAPPORTEUR_LANG", "LC_ALL", "LC_MESSAGES", "LANG")}
        return {**others, "RAPPORTEUR_STATE": self.state, **self.language}

    def run(self, *words, code=0, says=None, stdin=""):
        """Runs a command. `code`: the exit code it must have; `says`: a pattern that its output must hold. Returns standard output."""
        done = subprocess.run([self.program, *words], cwd=self.folder, env=self.environment(), input=stdin, capture_output=True, encoding="utf-8", timeout=WAIT_S, start_new_session=True, check=False)
        what = "rapporteur " + " ".join(words)
        good = done.returncode == code and (says is None or re.search(says, done.stdout + done.stderr, re.DOTALL) is not None)
        self.check(good, f"{what}\n  exit {done.returncode}, expected {code}; expected to read: {says}\n  {done.stdout}{done.stderr}")
        if code not in (0, None):
            sentences = [line for line in done.stderr.splitlines() if line.startswith("rapporteur: ")]
            self.check(len(sentences) == 1, f"{what}\n  one sentence, not {len(sentences)}: {done.stderr}")
        return done.stdout

    def serve(self, *words):
        """Starts a server, returns the address that it prints last."""
        server = subprocess.Popen([self.program, *words], cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, text=True)
        self.servers.append(server)
        for line in server.stdout:
            if line.startswith("http"):
                return line.strip().rstrip("/")
        self.check(False, "rapporteur " + " ".join(words) + ": no address")
        return "http://127.0.0.1:1"

    def stop(self):
        """Every server of this scene ends cleanly when told to."""
        for server in self.servers:
            server.send_signal(signal.SIGTERM)
            try:
                self.check(server.wait(WAIT_S) == 0, "a server ends with 0 on SIGTERM")
            except subprocess.TimeoutExpired:
                server.kill()
                self.check(False, "a server ends on SIGTERM")
            server.stdout.close()
        self.servers = []

    def end(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        print(f"{self.name}: {self.passed} passed, {self.failed} failed")
        sys.exit(self.failed != 0)


def row(text, label):
    """The value of a line "label      value"."""
    found = re.search(rf"^{re.escape(label)} +(.*)$", text, re.MULTILINE)
    return found.group(1) if found else ""


def days_ahead(days):
    import datetime
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).strftime("%Y-%m-%dT00:00:00Z")


def free_port():
    import socket
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
