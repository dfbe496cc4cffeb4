#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""invitation.py [PROGRAM]: the picture in an invitation is read by another program (rsvg-convert draws it, zbarimg reads it), and says the secret and the address that stand beside it, also where the
address has signs that mean something in one."""
import contextlib
import html
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

WAIT_S = 60
MAILS = ("registry@example.org", "a+b&c=d%e#f@example.org")


@contextlib.contextmanager
def served(program, folder):
    with subprocess.Popen([program, "serve", folder, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield next(word for word in process.stdout.readline().split() if word.startswith("http")).rstrip("/")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(WAIT_S)


def read_picture(page, folder):
    """What zbarimg reads in the page's only picture of the class qr."""
    picture, drawn = os.path.join(folder, "qr.svg"), os.path.join(folder, "qr.png")
    with open(picture, "w", encoding="utf-8") as file:
        file.write(html.unescape(re.search(r'<svg class="qr".*?</svg>', page, re.S).group(0)))
    subprocess.run(["rsvg-convert", "-o", drawn, picture], check=True, timeout=WAIT_S)
    return subprocess.run(["zbarimg", "--quiet", "--raw", drawn], check=True, timeout=WAIT_S, capture_output=True, text=True).stdout.strip()


def check(program, mail, folder):
    house = os.path.join(folder, "house")
    told = subprocess.run([program, "setup", house, "--title", "T", "--origin", "x.example.org", "--audience", "public", "--members", "none", "--secretariat", f"Registry <{mail}>"], check=True,
                          timeout=WAIT_S, capture_output=True, text=True).stdout
    link = re.search(r"https://\S+?(/en/invitation/\S+)", told).group(1)
    with served(program, house) as base:
        with urllib.request.urlopen(base + link, timeout=WAIT_S) as answer:
            page = answer.read().decode()
    secret = re.search(r'name="code_secret" value="([A-Z2-7]+)"', page).group(1)
    link = urllib.parse.urlsplit(read_picture(page, folder))
    query = urllib.parse.parse_qs(link.query)
    faults = [] if (link.scheme, link.netloc, query) == ("otpauth", "totp", {"secret": [secret], "issuer": ["Rapporteur"]}) else [f"{mail}: the picture says {link}"]
    if urllib.parse.unquote(link.path) != f"/Rapporteur:{mail}" or link.fragment:
        faults.append(f"{mail}: the picture names {link.path}")
    if re.sub(" ", "", re.search(r'<code dir="ltr">([A-Z2-7 ]+)</code>', page).group(1)) != secret:
        faults.append(f"{mail}: the text is another secret")
    return faults


def main():
    program, faults = sys.argv[1] if len(sys.argv) > 1 else os.environ["RAPPORTEUR"], []
    if not all(shutil.which(tool) for tool in ("rsvg-convert", "zbarimg")):
        print("invitation: rsvg-convert or zbarimg is not here (tools/packages-check.txt)")
        print("invitation: 0 passed, 1 failed")
        return 1
    for mail in MAILS:
        with tempfile.TemporaryDirectory() as folder:
            faults += check(program, mail, folder)
    for fault in faults:
        print(f"invitation: {fault}")
    print(f"invitation: {len(MAILS) * 3 - len(faults)} passed, {len(faults)} failed")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
