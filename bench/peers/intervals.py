"""What an attacker can work out of each primary cell when inner cells are at least 0, by the linear programs of HiGHS in scipy:
seconds per pair of programs, and how far the ranges lie from those that another program (Rglpk) gave.
Usage: intervals.py CELLS.csv GEO.csv [MOST]"""
import csv
import itertools
import sys
import time

import numpy
import scipy
from scipy.optimize import linprog
from scipy.sparse import csr_array

cells = list(csv.DictReader(open(sys.argv[1])))
geo = {line["code"]: line for line in csv.DictReader(open(sys.argv[2]))}
most = int(sys.argv[3]) if len(sys.argv) > 3 else 40
names = list(cells[0])[: list(cells[0]).index("freq")]
others = {name: sorted({c[name] for c in cells} - {"Total"}) for name in names[1:]}


def places(code):
    """The neighbourhoods of an area."""
    parts = [c for c, line in geo.items() if line["parent"] == code and line["level"] != "pc4"]
    return [p for part in parts for p in places(part)] if parts else [code]


inner = {key: i for i, key in enumerate(itertools.product(places("Total"), *others.values()))}


def part_of(cell):
    """The inner cells of a cell."""
    codes = [places(cell["geo"])] + [others[n] if cell[n] == "Total" else [cell[n]] for n in names[1:]]
    return [inner[key] for key in itertools.product(*codes)]


published = [c for c in cells if c["suppressed"] == "0"]
parts = [part_of(c) for c in published]
rows = numpy.repeat(numpy.arange(len(parts)), [len(p) for p in parts])
known = csr_array((numpy.ones(len(rows)), (rows, numpy.concatenate(parts))), shape=(len(published), len(inner)))
values = numpy.array([float(c["freq"]) for c in published])
primary = [c for c in cells if c["primary"] == "1"][:most]
worst, begin = 0.0, time.process_time()
for cell in primary:
    goal = numpy.zeros(len(inner))
    goal[part_of(cell)] = 1
    ends = []
    for sign in (1, -1):
        found = linprog(sign * goal, A_eq=known, b_eq=values, bounds=(0, None), method="highs")
        if found.status != 0:
            sys.exit(f"no optimum for {[cell[n] for n in names]}: {found.message}")
        ends.append(sign * found.fun)
    worst = max(worst, abs(ends[0] - float(cell["lo"])), abs(ends[1] - float(cell["up"])))
used = time.process_time() - begin
print(f"HiGHS in scipy {scipy.__version__}: {len(inner)} inner cells, {len(primary)} primary cells, "
      f"{1000 * used / len(primary):.1f} ms per pair, at most {worst:.2g} from Rglpk")
if worst > 1e-6:
    sys.exit("the ranges differ")
