# SPDX-License-Identifier: Apache-2.0
"""Test keys and signatures in plain Python, on the arithmetic of record_verifier.py: Ed25519 of RFC 8032, vkeys, cosignatures. For tests only: nothing here takes care of timing."""
import base64
import hashlib

import record_verifier as second


def compressed(factor):
    return second.encoded25519(second.combine(second.add25519, second.ZERO25519, (factor, second.G25519)))


def expanded(seed):
    digest = hashlib.sha512(seed).digest()
    return int.from_bytes(digest[:32], "little") & (2**254 - 8) | 2**254, digest[32:]


def sign(seed, message):
    a, prefix = expanded(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % second.L
    big = compressed(r)
    h = int.from_bytes(hashlib.sha512(big + compressed(a) + message).digest(), "little")
    return big + ((r + h * a) % second.L).to_bytes(32, "little")


def vkey_text(name, kind, seed):
    raw = bytes([kind]) + compressed(expanded(seed)[0])
    return f"{name}+{second.sha256(name.encode(), bytes([10]), raw)[:4].hex()}+{base64.b64encode(raw).decode()}"


def line(key, signature):
    return f"— {key.name} {base64.b64encode(key.id + signature).decode()}\n"


def cosignature(key, seed, time, text):
    return line(key, time.to_bytes(8, "big") + sign(seed, f"cosignature/v1\ntime {time}\n{text}".encode()))
