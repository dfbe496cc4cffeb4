#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A silence that is broken in its last second, by the record's clock: what stands below the closing checkpoint counts, what stands above does not, whatever its author's clock says. Both are shown by
receipts alone, to a verifier that has neither the record nor a network."""
from table import *

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))
import record_verifier as second

scene("silence_last_second")
group = Table().seats_delegations("Delegation 01", "Delegation 02").opens()
one, two = as_("Delegation 01"), as_("Delegation 02")
chair().does("open", "--body", BODY, "--title", "Working methods (fictional)", "--form", "decision")
chair().does("issue", write("zero.txt", ZERO), "--name", "Zero draft")
said = chair().does("silence", "--until", in_days(-1), code=None)
expect("a silence ends later than now", said.status != 0, said)
end = int(time.time()) + 20
chair().does("silence", "--until", in_days(0, 20), "--note", "Silence of twenty seconds, for a scene.")
opened = chair().id
said = one.does("propose", "--prose", 'delete "written" in paragraph 5', code=None)
expect("nothing changes in a silence", said.status != 0 and said.says("silence procedure runs"), said)
said = chair().does("conclude", code=None)
expect("it is not over before the clock says so", said.status != 0 and said.says("not closed this deadline"), said)
while time.time() < end - 1.5:
    time.sleep(0.1)
one.does("break", "--reason", "Our capital asks for more time.")
broken_id = one.id
expect("in the last seconds", time.time() < end + 1)
group.until_closed(opened)
two.signs({"opened": opened, "reason": "Signed with a clock that is a day behind."}, kind="text.silence.break", at=in_days(-1)).posts()
recorded(two.last)
late_id = two.id
steps = {row["party"]["party"]: row.get("in_time", False) for row in group.text()["silence_steps"] if row["what"] == "broken"}
expect("one in time, one late", steps == {"delegation-01": True, "delegation-02": False}, steps)

silence = group.text()["silences"][0]
closing = silence["closing"]
expect("closed at or after its time", silence["closed_time"] >= silence["deadline"], silence)
chair().signs({"opened": opened, "checkpoint": closing, "outcome": "kept"}, kind="text.silence.close").posts()
refused(chair().last, 422, "The record says otherwise")
chair().does("conclude")
said = chair().does("adopt", "--by-silence", code=None)
expect("not adopted by a broken silence", said.status != 0 and said.says("broken in time"), said)

# Offline: the act that closes the deadline carries the checkpoint; its receipt and those of both objections are all that a second verifier needs, beside the two keys of the host.
origin = json.loads(group.entries()[0].split(b"\n")[6])
keys = second.Regime(None, second.vkey(origin["host"]), second.vkey(origin["clock"]), second.Policy({}, {}, {}, "none"))
proofs = {}
for name, act in (("closing", closing), ("in_time", broken_id), ("late", late_id)):
    rapporteur("record", "prove", group.url, act, "-o", f"{name}.tlog-proof")
    extra, index, _, _ = second.RECEIPT.fullmatch(read(f"{name}.tlog-proof").decode()).groups()
    proofs[name] = (int(index), second.unbase64(extra))
said = two.does("challenge", "in_time.tlog-proof", code=None)
expect("a later checkpoint than the closing one challenges nothing", said.status != 0 and said.says("later than the one"), said)
write("closing.note", json.loads(proofs["closing"][1].split(b"\n")[6])["checkpoint"])
said = two.does("challenge", "closing.note", code=None)
expect("nor does the closing one itself", said.status != 0 and said.says("the checkpoint that the silence is closed with"), said)
write("nothing.txt", "no proof\n")
said = two.does("challenge", "nothing.txt", code=None)
expect("nor does what is no proof", said.status != 0, said)
group.stops()
for name, (index, entry) in proofs.items():
    rapporteur("record", "check", f"{name}.tlog-proof", "--key", origin["host"])
    judged = second.receipt(read(f"{name}.tlog-proof"), lambda size: keys, {index: entry})
    expect(f"{name}: in the record, by a second verifier", index < judged.size, judged)
tampered = {proofs["late"][0]: proofs["late"][1].replace(b"a day behind", b"a day before")}
try:
    second.receipt(read("late.tlog-proof"), lambda size: keys, tampered)
    expect("other words are not in the record", False)
except Exception as why:
    expect("other words are not in the record", "not included" in str(why), why)
closing_act = json.loads(proofs["closing"][1].split(b"\n")[6])
expect("the closing act names the silence", closing_act["closes"] == opened, closing_act)
checkpoint = second.judge(closing_act["checkpoint"].encode(), keys)
expect("its checkpoint is the host's, at or after the deadline", min(checkpoint.times.values()) >= silence["deadline"], checkpoint)
expect("below it counts, above it does not", proofs["in_time"][0] < checkpoint.size <= proofs["late"][0], (proofs["in_time"][0], checkpoint.size, proofs["late"][0]))
group.serves_house()
replays(group)
curtain()
