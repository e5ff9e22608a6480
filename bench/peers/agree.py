"""Both programs did the same job: the number of areas with each number of hits, and every area's hits, are equal."""
import collections
import json
import sys

ours, theirs = (json.load(open(f)) for f in sys.argv[1:3])
a = {f["properties"]["code"]: f["properties"]["hits"] for f in ours["features"]}
b = {f["properties"]["BU_CODE"]: f["properties"]["hits"] for f in theirs["features"]}
differ = [c for c in b if a.get(c) != b[c]]
print("hits:", dict(sorted(collections.Counter(a.values()).items())))
if differ or set(a) - set(b):
    sys.exit(f"{len(differ)} areas differ, for example {differ[:3]}; {len(set(a) - set(b))} areas only ours")
print("equal in all", len(b), "areas")
