#!/usr/bin/env bash
# Spatial statistics by other programs, side by side in one run on the same maps: libpysal and spdep from Debian's packages,
# which have no esda. MAPS="national cells100000" chooses the maps; the peers take minutes on the first.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! /usr/bin/python3 -c 'import geopandas, libpysal' 2>/dev/null; then
  scripts/need.sh geopandas=python3-geopandas libpysal=python3-libpysal
fi
if ! Rscript -e 'library(sf); library(spdep)' >/dev/null 2>&1; then
  scripts/need.sh Rscript.sf=r-cran-sf Rscript.spdep=r-cran-spdep
fi
maps=bench/out/maps
mkdir -p "$maps"
go build -o bench/out/spatial ./bench/spatial
bench/out/spatial -maps "$maps" -write
for name in ${MAPS:-national cells10000}; do
  echo "Spatial statistics on $name: queen and rook, Gi*, local Moran; one thread each"
  GOMAXPROCS=1 bench/out/spatial -map "$maps/$name.shp" -rounds "${ROUNDS:-5}" >"$maps/ours.json"
  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 /usr/bin/python3 -W ignore bench/peers/spatial.py "$maps/$name.shp" >"$maps/libpysal.json"
  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 Rscript bench/peers/spatial.R "$maps/$name.shp" >"$maps/spdep.json"
  /usr/bin/python3 bench/peers/ratios.py "$maps/ours.json" libpysal="$maps/libpysal.json" spdep="$maps/spdep.json"
  echo
done
rm -r "$maps"
