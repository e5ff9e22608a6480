"""The main job in geopandas: boundaries with figures on disk, stored, stacked over five layers, and out as GeoJSON.

The layers are those of stack.sh beside it: rates per thousand inhabitants made from counts, shares as they are, the
highest 20 % by the type-7 quantile of the known values, and the number of hits per neighbourhood.
Usage: stack.py IN.geojson.gz STORE.gpkg OUT.geojson
"""
import gzip
import sys

import geopandas as gpd
import numpy as np

source, store, out = sys.argv[1:4]
with gzip.open(source) as f:
    areas = gpd.read_file(f)
figures = [c for c in areas.columns if areas[c].dtype.kind in "if"]
areas[figures] = areas[figures].mask(areas[figures] <= -99990000)
areas.to_crs(28992).to_file(store, driver="GPKG", layer="buurten")

areas = gpd.read_file(store, layer="buurten")
people = areas["AANT_INW"].where(areas["AANT_INW"] > 0)
layers = {
    "social_assistance_rate": 1000 * areas["WWB_UITTOT"] / people,
    "unemployment_benefit_rate": 1000 * areas["WW_UIT_TOT"] / people,
    "disability_benefit_rate": 1000 * areas["AO_UIT_TOT"] / people,
    "population_65plus_share": areas["P_65_EO_JR"].where(people.notna()),
    "single_household_share": areas["P_EENP_HH"].where(people.notna()),
}
hits = np.zeros(len(areas), dtype=int)
known = np.zeros(len(areas), dtype=int)
for name, values in layers.items():
    hit = values >= values.quantile(0.8)
    areas[name] = hit.astype(float).where(values.notna())
    hits += hit.to_numpy()
    known += values.notna().to_numpy()
areas["known"], areas["hits"] = known, hits
columns = ["BU_CODE", "BU_NAAM", "known", "hits", *layers, "geometry"]
areas[columns].to_crs(4326).to_file(out, driver="GeoJSON")
