# SPDX-License-Identifier: Apache-2.0
"""What the source checks share: finding the C files of a tree, and reading C without comments."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# A comment, a string, a character; whatever comes first at a place is what it is.
PIECES = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def root_given():
    """The tree to look at: the first argument, or the project itself."""
    return pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT


def c_files(root, folder="src"):
    return sorted(path for path in (root / folder).rglob("*.[ch]") if path.is_file())


def without_comments(text, strings=True):
    """The text with comments as blanks, and strings too unless they are wanted; line numbers stay."""
    def blank(match):
        piece = match.group()
        if piece.startswith("/") or not strings:
            return re.sub(r"[^\n]", " ", piece)
        return piece
    return PIECES.sub(blank, text)


def includes(path):
    """(line number, name) of every include of a file of ours."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
        if match:
            yield number, match.group(1)


def finish(name, looked_at, faults):
    """Prints every fault and the count that tools/count-tests reads; ends the program."""
    for fault in faults:
        print(fault)
    print(f"{name}: {max(looked_at - len(faults), 0)} passed, {len(faults)} failed")
    sys.exit(1 if faults else 0)
