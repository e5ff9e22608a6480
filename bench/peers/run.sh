#!/usr/bin/env bash
# The main job by other programs, side by side in one run. Installs the peers from Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=../shared/data/cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz
bench/peers/disclosure.sh
echo
bench/peers/spatial.sh
echo
if [ ! -f "$data" ]; then
  echo "The national file of 2015 is not beside the project ($data); nothing to compare with."
  exit 0
fi
if ! /usr/bin/python3 -c 'import geopandas' 2>/dev/null; then
  scripts/need.sh python3-geopandas
fi
mkdir -p bench/out
/usr/bin/python3 -c 'import geopandas; print("geopandas", geopandas.__version__)'
echo "P4: boundaries and figures on disk -> stored -> five layers -> GeoJSON (A ours, B geopandas)"
go run ./bench/compare -n "${ROUNDS:-5}" "bench/stack.sh $data bench/out" \
  "/usr/bin/python3 bench/peers/stack.py $data bench/out/peer.gpkg bench/out/peer.geojson"
/usr/bin/python3 bench/peers/agree.py bench/out/bench.geojson bench/out/peer.geojson

echo
echo "P3: new thresholds -> the values of the country, in SQL with GeoJSON (SQLite), and ours over HTTP"
/usr/bin/python3 bench/peers/values.py bench/out/bench.geojson "${ROUNDS:-5}"
go run ./bench/serving -data "$data" -rounds "${ROUNDS:-5}" values
