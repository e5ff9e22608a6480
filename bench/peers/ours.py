"""Protects a table with our program, for the independent checker to attack.

    ours.py PROGRAM CELLS.csv GEO.csv MINIMUM publish|protect FOLDER

Writes FOLDER/whole.csv: every cell with its true count and what was withheld. That is what whoever holds the data knows; the
protected table itself leaves out the counts of withheld cells.
"""
import csv
import os
import subprocess
import sys

program, cells, geo, minimum, zeros, folder = sys.argv[1:]
os.makedirs(folder, exist_ok=True)
with open(cells, newline="") as f:
    rows = list(csv.reader(f))
header = rows[0]
freq = header.index("freq")
places = []
for name in header[:freq]:
    if name == "geo":
        places.append("  geo: {codes: %s}\n" % os.path.abspath(geo))
        continue
    values = sorted({row[header.index(name)] for row in rows[1:]} - {"Total"})
    places.append("  %s: {total: Total, categories: [%s]}\n" % (name, ", ".join('"%s"' % v for v in values)))
path = {name: os.path.join(folder, name) for name in ("dims.yaml", "policy.yaml", "cells.csv", "ours.csv", "ours.json", "whole.csv")}
with open(path["dims.yaml"], "w") as f:
    f.write("dimensions:\n" + "".join(places) + "measures: {freq: freq}\n")
with open(path["policy.yaml"], "w") as f:
    f.write("name: bench\nminimum_frequency: %s\nzeros: %s\n" % (minimum, zeros))
with open(path["cells.csv"], "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(row[:freq + 1] for row in rows)
subprocess.run([program, "protect", path["cells.csv"], "--dims", path["dims.yaml"], "--policy", path["policy.yaml"], "--method", "suppress",
                "--out", path["ours.csv"], "--report", path["ours.json"], "--quiet"], check=True)
with open(path["ours.csv"], newline="") as f, open(path["whole.csv"], "w", newline="") as out:
    write = csv.writer(out, lineterminator="\n")
    for before, after in zip(rows, csv.reader(f), strict=True):
        write.writerow(before[:freq + 1] + after[freq + 1:])
