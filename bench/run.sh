#!/usr/bin/env bash
# Measures our main jobs, each against its limit: as a ratio in one run, or as the way it grows. Milliseconds stand
# beside them for whoever knows the machine. Real data is used where it lies beside the project, invented data otherwise.
# ROUNDS=5 sets the rounds of each comparison.
set -euo pipefail
cd "$(dirname "$0")/.."
program=bin/buurtbeeld
rounds=${ROUNDS:-5}
data=../shared/data
national=$data/cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz
kwb=$data/cbs-kwb-2020-84799NED
mkdir -p bench/out
rm -rf bench/out/*

machine() {
  echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) processors, $(grep -m1 PRETTY_NAME /etc/os-release | cut -d'"' -f2), $(go version | cut -d' ' -f3)"
}
echo "Machine: $(machine)"
[ -f "$national" ] || echo "No real data beside the project: everything below is of an invented country."

echo
echo "== How jobs grow with the number of areas"
go run ./bench/growth

echo
echo "== Single jobs, warm (Go benchmarks)"
bench() { go test -run '^$' -bench "$2" -benchtime "${3:-1s}" "$1" | grep -E '^Benchmark' || true; }
bench ./internal/stack 'Build//14000'
bench ./internal/stack Write
bench ./internal/store/sqlite 'SaveYear|Column|ShapesOfTheCountry' 3x
if [ -f "$national" ]; then
  bench ./internal/source/boundary National 5x
  bench ./internal/source/cbs ReadKWB 5x
  bench ./internal/drawing Outline 5x
  bench ./internal/drawing/tile Tiles 3x
fi

echo
echo "== Spatial statistics, one thread, on stand-ins (invented); other programs as measured before on a machine like this"
go run ./bench/spatial -rounds "$rounds"

echo
echo "== Disclosure control: whole processes of buurtbeeld-vault, from cells on disk to the protected table on disk"
go run ./bench/disclosure -rounds "$rounds"
go run ./bench/disclosure -rounds 1 -hard

echo
echo "== Reading one year of figures in (goal: under 2 s), whole command, beside unpacking the file alone"
go build -o bench/out/compare ./bench/compare
if [ -f "$kwb/84799NED_TypedDataSet.csv.gz" ]; then
  beside="$kwb/84799NED_DataProperties.json.gz $kwb/cbs.v3.84799NED_Metadata.json"
  for form in 84799NED_TypedDataSet.csv.gz cbs.v3.84799NED_TypedDataSet.parquet; do
    echo "$form: 17,341 rows x 118 columns (B is ours, A is gzip)"
    bench/out/compare -n "$rounds" "gzip -dc $kwb/84799NED_TypedDataSet.csv.gz" \
      "rm -f bench/out/year.db*; $program import cbs $kwb/$form $beside --db bench/out/year.db"
  done
fi

echo
echo "== P7: memory, 20 years x 120 figures of the whole country, read through the cache (goal: 250 MB)"
go test ./internal/store/sqlite -count=1 -run '^TestMemoryIsBounded$' -store.national -v -timeout 20m | grep -E 'years of|FAIL|ok '

echo
echo "== P1, P3, P8: serving, beside a bare net/http server"
go build -o bench/out/serving ./bench/serving
bench/out/serving -program "$program" -data "$national" -rounds "$rounds" values tiles start

echo
echo "== P5: from a change to paint in Chromium (goal: 100 ms for a municipality, 200 ms for the country)"
if [ -d node_modules/@playwright ] && { [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null; } && [ -f "$national" ]; then
  "$program" import boundaries "$national" --year 2015 --level buurt --db bench/out/paint.db >/dev/null
  "$program" serve --db bench/out/paint.db --addr 127.0.0.1:0 >bench/out/serve.txt 2>&1 &
  server=$!
  trap 'kill $server 2>/dev/null || true' EXIT
  url=
  for _ in $(seq 100); do
    url=$(grep -oE 'http://127\.0\.0\.1:[0-9]+/' bench/out/serve.txt || true)
    [ -z "$url" ] || break
    sleep 0.1
  done
  sleep 10 # the tiles of the country are made at the first start
  layers="social_assistance_rate:2015:top20% unemployment_benefit_rate:2015:top20% disability_benefit_rate:2015:top20% population_65plus_share:2015:top20% single_household_share:2015:top20%"
  for region in GM0363 NL00; do
    # shellcheck disable=SC2086 # layers are words
    node bench/paint.mjs "$url" "$region" buurt 2015 "$rounds" $layers
    # shellcheck disable=SC2086 # layers are words
    node bench/striking.mjs "$url" "$region" buurt 2015 "$rounds" $layers
  done
else
  echo "needs node_modules, Chromium and the national file: left out"
fi
