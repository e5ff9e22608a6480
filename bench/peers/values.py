"""P3 as a database does it: new thresholds, and the whole country as GeoJSON with the number of hits, in SQLite's SQL.

The table is made beforehand, with the geometry as GeoJSON text, so that only what depends on the thresholds is measured.
Prints the processor milliseconds of one answer. Usage: values.py BENCH.geojson [ROUNDS]
"""
import json
import sqlite3
import statistics
import sys
import time

layers = ["a", "b", "c", "d", "e"]
db = sqlite3.connect(":memory:")
db.execute(f"CREATE TABLE area (code TEXT PRIMARY KEY, {', '.join(l + ' REAL' for l in layers)}, geometry TEXT)")
for i, f in enumerate(json.load(open(sys.argv[1]))["features"]):
    values = [((i * 2654435761 + 97 * k) % 100003) / 1000 for k in range(len(layers))]
    db.execute(f"INSERT INTO area VALUES (?{', ?' * (len(layers) + 1)})", [f["properties"]["code"], *values, json.dumps(f["geometry"])])
n = db.execute("SELECT count(*) FROM area").fetchone()[0]
for l in layers:
    db.execute(f"CREATE INDEX by_{l} ON area ({l})")


def answer(round):
    cuts = [db.execute(f"SELECT {l} FROM area ORDER BY {l} LIMIT 1 OFFSET ?", [int(n * (0.75 + 0.01 * ((round + k) % 10)))]).fetchone()[0]
            for k, l in enumerate(layers)]
    hits = " + ".join(f"({l} >= ?)" for l in layers)
    hit = db.execute(f"SELECT json_group_array({hits}) FROM (SELECT * FROM area ORDER BY code)", cuts).fetchone()[0]
    between = time.process_time()
    features = db.execute(
        f"""SELECT json_object('type', 'FeatureCollection', 'features', json_group_array(json_object('type', 'Feature',
        'properties', json_object('code', code, 'hits', {hits}), 'geometry', json(geometry)))) FROM area""", cuts).fetchone()[0]
    return between, len(hit), len(features)


query, whole = [], []
for round in range(int(sys.argv[2]) if len(sys.argv) > 2 else 7):
    began = time.process_time()
    between, _, size = answer(round)
    query.append(1000 * (between - began))
    whole.append(1000 * (time.process_time() - began))
print(f"SQLite {sqlite3.sqlite_version}: {statistics.median(query):.0f} ms of SQL alone, {statistics.median(whole):.0f} ms with {size / 1e6:.0f} MB of GeoJSON, {n} areas")
