#!/usr/bin/env python3
"""Measures a file with boundaries without any code of this project: python3's standard library, and for files in degrees
PROJ's cs2cs (Debian proj-bin).

python3 measure.py FILE KEY [CODE ...]

FILE is GeoJSON or TopoJSON (.gz), GeoPackage, Shapefile in UTM 31N or CSV (.gz) with EWKB. Prints the number of features, of different codes, of points,
the surface of all features in km2, and of each CODE the number of points and the surface in m2. Water features (h2o or
water = JA) count in all numbers.
"""
import csv, gzip, json, sqlite3, struct, subprocess, sys

path, key, codes = sys.argv[1], sys.argv[2], sys.argv[3:]


def wkb(b, at=0):
    order = "<" if b[at] else ">"
    form, = struct.unpack_from(order + "I", b, at + 1)
    at += 5
    if form & 0x20000000:
        at += 4
    form &= 0xFFFF
    n, = struct.unpack_from(order + "I", b, at)
    at += 4
    polygons = []
    for _ in range(n):
        if form == 6:
            part, at = wkb(b, at)
            polygons += part
        else:
            m, = struct.unpack_from(order + "I", b, at)
            flat = struct.unpack_from(order + "%dd" % (2 * m), b, at + 4)
            at += 4 + 16 * m
            polygons.append(list(zip(flat[::2], flat[1::2])))
    return ([polygons] if form == 3 else polygons), at


features, system = [], None
if path.endswith(".gpkg"):
    db = sqlite3.connect("file:%s?immutable=1" % path, uri=True)
    for table, column in db.execute("select table_name, column_name from gpkg_geometry_columns").fetchall():
        for code, blob in db.execute('select "%s", "%s" from "%s"' % (key, column, table)):
            features.append((code, wkb(blob, 8 + [0, 32, 48, 48, 64][blob[3] >> 1 & 7])[0]))
elif ".csv" in path:
    csv.field_size_limit(1 << 30)
    with gzip.open(path, "rt") as f:
        for row in csv.DictReader(f):
            features.append((row[key], wkb(bytes.fromhex(row["geovlak"]))[0]))
elif path.endswith(".shp"):
    system = "EPSG:32631"
    shp, dbf = open(path, "rb").read(), open(path[:-3] + "dbf", "rb").read()
    head, width = struct.unpack_from("<HH", dbf, 8)
    names = [dbf[i:i + 11].split(b"\0")[0].decode() for i in range(32, head - 1, 32)]
    sizes = [dbf[i + 16] for i in range(32, head - 1, 32)]
    column = names.index(key)
    start = 1 + sum(sizes[:column])
    at, row = 100, 0
    while at < len(shp):
        size = struct.unpack_from(">i", shp, at + 4)[0] * 2
        record = dbf[head + row * width:head + (row + 1) * width]
        if record[:1] != b"*":
            parts, n = struct.unpack_from("<ii", shp, at + 44)
            starts = list(struct.unpack_from("<%di" % parts, shp, at + 52)) + [n]
            flat = struct.unpack_from("<%dd" % (2 * n), shp, at + 52 + 4 * parts)
            rings = [list(zip(flat[2 * a:2 * b:2], flat[2 * a + 1:2 * b:2])) for a, b in zip(starts, starts[1:])]
            code = record[start:start + sizes[column]].decode().strip()
            features.append((code, [[r] for r in rings]))
        at, row = at + 8 + size, row + 1
else:
    with (gzip.open(path) if path.endswith(".gz") else open(path)) as f:
        content = json.load(f)
        if content["type"] == "Topology":
            (sx, sy), (tx, ty) = content["transform"]["scale"], content["transform"]["translate"]
            arcs = []
            for steps in content["arcs"]:
                x = y = 0
                arcs.append([])
                for dx, dy in steps:
                    x, y = x + dx, y + dy
                    arcs[-1].append((x * sx + tx, y * sy + ty))

            def stitch(ring):
                line = []
                for i in ring:
                    arc = arcs[i] if i >= 0 else arcs[~i][::-1]
                    line += arc[1:] if line else arc
                return line

            for layer in content["objects"].values():
                for g in layer["geometries"]:
                    parts = {"Polygon": [g.get("arcs")], "MultiPolygon": g.get("arcs")}.get(g["type"], [])
                    features.append((g["properties"][key], [[stitch(r) for r in part] for part in parts]))
            content["features"] = []
        for feature in content["features"]:
            g = feature["geometry"]
            if g and g["type"] in ("Polygon", "MultiPolygon"):
                parts = [g["coordinates"]] if g["type"] == "Polygon" else g["coordinates"]
                features.append((feature["properties"][key], [[[tuple(p[:2]) for p in r] for r in part] for part in parts]))
            else:
                features.append((feature["properties"][key], []))

points = [p for _, parts in features for part in parts for ring in part for p in ring]
if points and abs(points[0][0]) < 90:
    system = "EPSG:4326"
    points = [(y, x) for x, y in points]
if system:
    text = "\n".join("%r %r" % p for p in points)
    out = subprocess.run(["cs2cs", "-f", "%.6f", system, "EPSG:28992"], input=text, capture_output=True, text=True).stdout
    turned = iter(tuple(map(float, line.split()[:2])) for line in out.splitlines())
    features = [(c, [[[next(turned) for _ in r] for r in part] for part in parts]) for c, parts in features]


def surface(parts):
    total = 0.0
    for part in parts:
        for i, ring in enumerate(part):
            x0, y0 = ring[0]
            ring = ring + [ring[0]]
            a = abs(sum((p[0] - x0) * (q[1] - y0) - (q[0] - x0) * (p[1] - y0) for p, q in zip(ring, ring[1:]))) / 2
            total += a if i == 0 else -a
    return total


print("features", len(features), "codes", len({c for c, _ in features}), "points", len(points),
      "km2 %.6f" % (sum(surface(p) for _, p in features) / 1e6))
for code in codes:
    mine = [parts for c, parts in features if c == code]
    print(code, sum(len(r) for parts in mine for part in parts for r in part), "%.2f" % sum(map(surface, mine)))
