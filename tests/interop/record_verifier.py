#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""record_verifier.py DIR|URL|- [--policy FILE] [--vkey VKEY] [--receipt FILE.tlog-proof [ENTRY]]…

A second verifier of a record, written from docs/formats/record.md alone with nothing but Python's standard library. "-" is no record: then only the
receipts are checked, each with its ENTRY, under the host key and the policy that are brought. It ends with VERIFIED (0), FAILED: where: why (1) or
INCOMPLETE: what is missing (3); wrong use is 2. The log (sections 2 to 11) is in record_log.py,
the rules for acts (13 and 15 to 18) in record_rules.py, the arithmetic of signatures in record_curves.py.
"""
import argparse
import datetime
import pathlib
import re
import sys
import urllib.error
import urllib.request

from record_log import Fault, Missing, Regime, Tree, at, bundle, checkpoint_text, compare_older, compare_tiles, cuts, get_cut, judge, need, policy_of, receipt
from record_log import sha256, sigline, tile_path, vkey
from record_rules import Record


def reader(where):
    def from_folder(path):
        file = pathlib.Path(where, path)
        return file.read_bytes() if file.is_file() else None

    def from_url(path):
        try:
            with urllib.request.urlopen(f"{where.rstrip('/')}/{path}", timeout=60) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            if error.code in (403, 404):
                return None
            raise Missing(f"{path}: {error}") from None
        except OSError as error:
            raise Missing(f"{path}: {error}") from None
    return from_url if re.match("https?://", where) else from_folder


def entries_of(source, size):
    entries = []
    for n, width in cuts(size, 0):
        with at(tile_path("entries", n, width)):
            entries += bundle(*get_cut(source, "entries", n, width), width)
    return entries


def say_judged(judged, what):
    stamp = "not met" if judged.quorum is None else str(datetime.datetime.fromtimestamp(judged.quorum, datetime.timezone.utc))
    print(f"{what}: size {judged.size}, {len(judged.times)} cosigners, quorum time {stamp}{', by the host alone' if judged.alone else ''}")


def brought_regime(options):
    """What the verifier brings: pinned host keys and a policy."""
    policy = policy_of(options.policy.read_text(encoding="utf-8")) if options.policy else None
    pins = [vkey(options.vkey)] if options.vkey else [key for key in (policy.logs if policy else ()) if key.type == 1]
    return policy, pins


def under(regime, policy, pins, hosts):
    need(not pins or any(pin in hosts for pin in pins), "checkpoint: the host key is not the one that was pinned")
    return regime._replace(policy=policy) if policy else regime


def judge_published(source, raw, record, size, policy, pins):
    further = (source(f"cosignatures/{size}") or b"").decode().split("\n")[:-1]
    hosts = {regime.host for regime in record.regimes}
    with at("checkpoint"):
        judged = judge(raw, under(record.regime_of(size), policy, pins, hosts), [sigline(line) for line in further])
        need(judged.quorum is not None or not policy, "no quorum under the policy that was brought")
    say_judged(judged, "checkpoint")


def verify_record(where, policy, pins):
    source = reader(where)
    raw = source("checkpoint")
    if raw is None:
        raise Missing("checkpoint")
    with at("checkpoint"):
        _, _, size, root, _ = checkpoint_text(raw)
    if not size:
        raise Missing("entry 0: the record is empty")
    entries = entries_of(source, size)
    tree = Tree([sha256(b"\0", entry) for entry in entries])
    print(f"tiles: {compare_tiles(source, tree, size)} are those of the {size} entries")
    if source.__name__ == "from_folder":
        compare_older(where, tree)
    need(tree.root(size) == root, "checkpoint: its root is not that of the entries")
    record = Record(tree, lambda name: source(f"blob/{name}"))
    for index, entry in enumerate(entries):
        with at(f"entry {index}"):
            record.entry(entry)
    states = [seal.state for seal in record.seals.values()]
    print(f"entries: {size}, {record.unknown} of kinds that are not interpreted; {record.signatures} signatures")
    print(f"commitments: {len(states)}, {states.count('opened')} opened, {states.count('erased')} erased; {record.badly_sealed} sealed entries not well signed")
    judge_published(source, raw, record, size, policy, pins)
    return record, entries


def verify_receipt(files, record, entries, policy, pins):
    def bytes_of(index):
        if len(files) > 1:
            return pathlib.Path(files[1]).read_bytes()
        need(index < len(entries), "an entry that is not here")
        return entries[index]

    def regime_of(size):
        if record:
            return under(record.regime_of(size), policy, pins, {regime.host for regime in record.regimes})
        clocks = [key for key in policy.logs if key.type == 4]
        return Regime(0, pins[0], clocks[0] if clocks else None, policy)
    with at(files[0]):
        index, judged = receipt(pathlib.Path(files[0]).read_bytes(), regime_of, bytes_of)
        need(judged.quorum is not None or not policy, "no quorum under the policy that was brought")
        if record and judged.size <= len(entries):
            need(judged.root == record.tree.root(judged.size), "a root that this record never had")
    say_judged(judged, f"receipt: entry {index}")


def options_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", metavar="DIR|URL|-")
    parser.add_argument("--policy", type=pathlib.Path)
    parser.add_argument("--vkey")
    parser.add_argument("--receipt", nargs="+", action="append", default=[], metavar="FILE")
    options = parser.parse_args(arguments)
    if any(len(files) > 2 or options.record == "-" and len(files) < 2 for files in options.receipt) or options.record == "-" and not options.policy:
        parser.error("a receipt is FILE [ENTRY]; without a record it needs its ENTRY and a policy")
    return options


def main(arguments):
    options = options_of(arguments)
    try:
        policy, pins = brought_regime(options)
        need(pins or options.record != "-", "no host key was brought")
        record, entries = verify_record(options.record, policy, pins) if options.record != "-" else (None, [])
        for files in options.receipt:
            verify_receipt(files, record, entries, policy, pins)
    except (Missing, OSError) as missing:
        print(f"INCOMPLETE: {missing}")
        return 3
    except (Fault, ValueError) as fault:
        print(f"FAILED: {fault}")
        return 1
    print("VERIFIED")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
