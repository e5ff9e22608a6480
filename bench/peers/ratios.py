"""Our figures beside those of the peers, with ratios; fails when the numbers of links differ.

Usage: ratios.py OURS.json NAME=PEER.json...
"""
import json
import sys


def load(name):
    with open(name) as f:
        return json.load(f)


ours = load(sys.argv[1])
peers = {name: load(file) for name, file in (a.split("=") for a in sys.argv[2:])}
print(f"{'CPU s':<36}{'ours':>9}" + "".join(f"{n:>12}{'x ours':>9}" for n in peers))
jobs = list(ours["Seconds"]) + sorted({j for p in peers.values() for j in p["Seconds"]} - set(ours["Seconds"]))
for job in jobs:
    mine = ours["Seconds"].get(job)
    line = f"{job:<36.36}{'-' if mine is None else format(mine, '9.3f'):>9}"
    for p in peers.values():
        theirs = p["Seconds"].get(job)
        line += "".rjust(21) if theirs is None else f"{theirs:12.2f}" + (f"{theirs / mine:9.0f}" if mine else "".rjust(9))
    print(line)
wrong = [f"{n}: {j} has {c} links, ours {ours['Links'][j]}" for n, p in peers.items() for j, c in p["Links"].items() if c != ours["Links"][j]]
print("\n".join(wrong) if wrong else "Links equal for " + ", ".join(f"{n} {j}" for n, p in peers.items() for j in p["Links"]))
sys.exit(bool(wrong))
