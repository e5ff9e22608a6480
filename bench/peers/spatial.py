"""Queen and rook neighbours of a shapefile in libpysal, as JSON: processor seconds per job, and how many links there are.

Usage: spatial.py MAP.shp
"""
import json
import sys
import time

import geopandas as gpd
from libpysal.weights import Queen, Rook

seconds, links = {}, {}


def measured(job, run):
    began = time.process_time()
    result = run()
    seconds[job] = time.process_time() - began
    return result


areas = measured("read the shapefile", lambda: gpd.read_file(sys.argv[1]))
for job, rule in (("queen", Queen), ("rook", Rook)):
    weights = measured(job, lambda: rule.from_dataframe(areas, silence_warnings=True))
    links[job] = sum(weights.cardinalities.values())
json.dump({"Seconds": seconds, "Links": links}, sys.stdout)
