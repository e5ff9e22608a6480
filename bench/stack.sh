#!/usr/bin/env bash
# The main job, cold: boundaries with figures on disk, stored, stacked over five layers, and out as GeoJSON.
# Usage: stack.sh IN.geojson.gz FOLDER
set -euo pipefail
program="$(dirname "$0")/../bin/buurtbeeld"
rm -f "$2"/bench.db*
"$program" import boundaries "$1" --year 2015 --level buurt --db "$2/bench.db" >/dev/null
"$program" stack --db "$2/bench.db" --level buurt --in NL --draws -1 --format geojson --out "$2/bench.geojson" \
  --layer social_assistance_rate:2015:top20% --layer unemployment_benefit_rate:2015:top20% \
  --layer disability_benefit_rate:2015:top20% --layer population_65plus_share:2015:top20% \
  --layer single_household_share:2015:top20%
