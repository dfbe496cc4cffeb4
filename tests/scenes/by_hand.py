# SPDX-License-Identifier: Apache-2.0
"""Signing what the command line would not: an act with another date, a checkpoint by the host's own key. Ed25519 (RFC 8032) in plain integers, slow and for tests only; and the same for the view's digest
(docs/formats/record.md, section 20), written from the page."""
import base64
import hashlib

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def _add(a, b):
    """Points in extended coordinates (X, Y, Z, T)."""
    p, q, r, s = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P, 2 * D * a[3] * b[3] % P, 2 * a[2] * b[2] % P
    e, f, g, h = q - p, s - r, s + r, q + p
    return e * f % P, g * h % P, f * g % P, e * h % P


def _base():
    y = 4 * pow(5, P - 2, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x % 2:
        x = P - x
    return x, y, 1, x * y % P


def _times_base(number):
    total, point = (0, 1, 1, 0), _base()
    while number:
        if number & 1:
            total = _add(total, point)
        point, number = _add(point, point), number >> 1
    inverse = pow(total[2], P - 2, P)
    return (total[1] * inverse % P | (total[0] * inverse % P & 1) << 255).to_bytes(32, "little")


def ed25519(seed, message):
    digest = hashlib.sha512(seed).digest()
    secret = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    public, nonce = _times_base(secret), int.from_bytes(hashlib.sha512(digest[32:] + message).digest(), "little") % L
    point = _times_base(nonce)
    return point + ((nonce + int.from_bytes(hashlib.sha512(point + public + message).digest(), "little") * secret) % L).to_bytes(32, "little")


def signature_line(key_file, text, time=None):
    """The line of a key in a plain key file over a text; with a time, a cosignature's."""
    with open(key_file, encoding="utf-8") as file:
        _, vkey, form, payload = file.read().splitlines()
    assert form == "plain"
    name, key_id, _ = vkey.split("+", 2)
    stamp = b"" if time is None else time.to_bytes(8, "big")
    message = text if time is None else b"cosignature/v1\ntime %d\n" % time + text
    field = base64.b64encode(bytes.fromhex(key_id) + stamp + ed25519(base64.b64decode(payload), message))
    return "— ".encode() + name.encode() + b" " + field + b"\n"


def signed(body, *key_files):
    return body + b"\n" + b"".join(signature_line(file, body) for file in key_files)


# ---- the tree ----

def tree_root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree_root(leaves[:split]) + tree_root(leaves[split:])).digest()


def tree_frontier(leaves):
    """The roots of the complete subtrees that the leaves fall into, as the storage's head keeps them."""
    parts, start = [], 0
    for level in range(62, -1, -1):
        if len(leaves) >> level & 1:
            parts.append(tree_root(leaves[start:start + (1 << level)]))
            start += 1 << level
    return b"".join(parts)


# ---- the view ----

_columns = {
    "act": "idx id leaf kind author party on_behalf grade backed_up audience interpreted clock answer contested", "blob": "sha256 act size media language title audience",
    "checkpoint": "act size time alone", "deadline": "act deadline closed_by size time alone until", "fact": "name value", "host": "idx host clock",
    "key": "name party use vkey kinds until rp_id origins issuer enrolled revoked", "party": "party name class threshold admitted admit_time gone",
    "seal": "sha256 act party class size readers state changed", "view_state": "one size root"}


def _column(value):
    if value is None:
        return b"n"
    if isinstance(value, int):
        return b"i" + (value % 2 ** 64).to_bytes(8, "big")
    raw = value.encode() if isinstance(value, str) else value
    return (b"t" if isinstance(value, str) else b"b") + len(raw).to_bytes(8, "big") + raw


def view_digest(db):
    running, chunk = bytes(32), b""
    for table in sorted(_columns):
        columns = _columns[table].split()
        chunk += b"T" + len(table).to_bytes(8, "big") + table.encode()
        for row in db.execute(f'SELECT {", ".join(columns)} FROM "{table}" ORDER BY {columns[0]}'):
            chunk += b"r" + b"".join(map(_column, row))
            if len(chunk) >= 65536:
                running, chunk = hashlib.sha256(running + chunk).digest(), b""
    return hashlib.sha256(running + chunk).hexdigest()
