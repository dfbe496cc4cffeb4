# SPDX-License-Identifier: Apache-2.0
"""Signatures in plain Python, for record_verifier.py: Ed25519 as libsodium checks it, ECDSA on P-256, RSA with PKCS #1 v1.5; SHA-256 throughout.

Nothing here is secret, so nothing takes care of timing. What is not good raises Fault.
"""
import functools
import hashlib


class Fault(ValueError):
    """Something that can never be in a valid record."""


def need(good, reason):
    if not good:
        raise Fault(reason)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# Curves: a complete addition each, and tables of 64 rows of 16 multiples, so that a product is 64 additions.

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
D2 = 2 * D % P
Q, N = 2**256 - 2**224 + 2**192 + 2**96 - 1, 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
B256 = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
G256 = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296, 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5, 1)


def add25519(a, b):
    p, q, r, s = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P, D2 * a[3] * b[3] % P, 2 * a[2] * b[2] % P
    e, f, g, h = q - p, s - r, s + r, q + p
    return e * f % P, g * h % P, f * g % P, e * h % P


def add256(a, b):
    xx, yy, zz = a[0] * b[0] % Q, a[1] * b[1] % Q, a[2] * b[2] % Q
    xy, yz, xz = ((a[i] + a[j]) * (b[i] + b[j]) - s - t for i, j, s, t in ((0, 1, xx, yy), (1, 2, yy, zz), (0, 2, xx, zz)))
    p = 3 * (xz - B256 * zz) % Q
    u, v, w, m = yy - p, yy + p, 3 * (B256 * xz - 3 * zz - xx) % Q, 3 * (xx - zz)
    return (xy * v - yz * w) % Q, (v * u + m * w) % Q, (yz * u + xy * m) % Q


def rows_of(add, zero, point):
    rows = []
    for _ in range(64):
        row = [zero]
        for _ in range(15):
            row.append(add(row[-1], point))
        rows.append(row)
        point = add(row[15], point)
    return rows


def product(add, total, rows, factor):
    for row in rows:
        total, factor = add(total, row[factor & 15]), factor >> 4
    return total


def point25519(raw):
    y, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    x = x if v * x * x % P == u else x * pow(2, (P - 1) // 4, P) % P
    need(y < P and v * x * x % P == u, "an Ed25519 key that is no point in canonical form")
    x = P - x if x & 1 != sign else x
    return x % P, y, 1, x * y % P


def small25519(point):
    for _ in range(3):
        point = add25519(point, point)
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


ZERO25519, ZERO256 = (0, 1, 1, 0), (0, 1, 0)
ROWS25519 = rows_of(add25519, ZERO25519, point25519((4 * pow(5, -1, P) % P).to_bytes(32, "little")))
ROWS256 = rows_of(add256, ZERO256, G256)


@functools.lru_cache(128)
def minus25519(raw):
    x, y, z, t = point = point25519(raw)
    need(not small25519(point), "an Ed25519 key of small order")
    return rows_of(add25519, ZERO25519, (-x % P, y, z, -t % P))


def ed25519(key, signature, message):
    need(len(signature) == 64, "the length of an Ed25519 signature")
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    r = product(add25519, product(add25519, ZERO25519, ROWS25519, s if s < L else 0), minus25519(key), h)
    inverse = pow(r[2], -1, P)
    encoded = (r[1] * inverse % P | (r[0] * inverse % P & 1) << 255).to_bytes(32, "little")
    need(s < L and encoded == signature[:32] and not small25519(r), "a signature that is not good")


def der(raw, tag):
    need(raw[0] == tag, "DER")
    size, start = raw[1], 2
    if size >= 128:
        start += size - 128
        size = int.from_bytes(raw[2:start], "big")
        need(raw[2] and size >= 128, "DER: a length that is not the shortest")
    need(len(raw) >= start + size, "DER: cut short")
    return raw[start:start + size], raw[start + size:]


def der_numbers(raw):
    body, rest = der(raw, 0x30)
    (one, body), numbers = der(body, 2), []
    two, after = der(body, 2)
    for number in (one, two):
        need(number and number[0] < 128 and (len(number) == 1 or number[0] or number[1] >= 128), "DER: a number")
        numbers.append(int.from_bytes(number, "big"))
    need(not rest and not after, "DER: something behind")
    return numbers


def point256(raw):
    x, y = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    need(len(raw) == 64 and x < Q and y < Q and (y * y - x * x * x + 3 * x - B256) % Q == 0, "no point of P-256")
    return x, y, 1


def es256(spki, signature, message):
    r, s = der_numbers(signature)
    need(0 < r < N and 0 < s < N, "an ECDSA signature out of range")
    w, z = pow(s, -1, N), int.from_bytes(sha256(message), "big")
    one = product(add256, ZERO256, ROWS256, z * w % N)
    x, _, t = product(add256, one, rows_of(add256, ZERO256, point256(spki[27:])), r * w % N)
    need(t and x * pow(t, -1, Q) % Q % N == r, "an ECDSA signature that is not good")


def rsa_key(spki):
    need(spki[:2] == b"\x30\x82", "an RSA key")
    inner, rest = der(spki, 0x30)
    algorithm, inner = der(inner, 0x30)
    bits, after = der(inner, 3)
    need(not rest and not after and algorithm == bytes.fromhex("06092a864886f70d0101010500") and bits[0] == 0, "an RSA key")
    n, e = der_numbers(bits[1:])
    need(n.bit_length() >= 2048, "an RSA key below 2,048 bits")
    return n, e


def rs256(spki, signature, message):
    n, e = rsa_key(spki)
    size = (n.bit_length() + 7) // 8
    tail = bytes.fromhex("003031300d060960864801650304020105000420") + sha256(message)
    need(len(signature) == size and int.from_bytes(signature, "big") < n, "the length of an RSA signature")
    padded = b"\0\1" + b"\xff" * (size - 2 - len(tail)) + tail
    need(pow(int.from_bytes(signature, "big"), e, n) == int.from_bytes(padded, "big"), "an RSA signature that is not good")
