# SPDX-License-Identifier: Apache-2.0
"""Rows of what is got and what is wanted, for tests that need no folder of state: a command and what it gave, a check of one thing, the parts of a test in an empty folder."""
import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = os.environ["RAPPORTEUR"]
SHOWN = 600
counts = {"passed": 0, "failed": 0}


def run(*words):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, check=False)


def check(name, got, want):
    counts["passed" if got == want else "failed"] += 1
    if got != want:
        print(f"FAILED {name}: {str(got)[:SHOWN]!r}, want {str(want)[:SHOWN]!r}")


def run_parts(name, *parts):
    """Each part gets the same folder. Ends the program."""
    with tempfile.TemporaryDirectory() as folder:
        for part in parts:
            part(pathlib.Path(folder))
    print(f"{name}: {counts['passed']} passed, {counts['failed']} failed")
    sys.exit(counts["failed"] != 0)
