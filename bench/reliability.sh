#!/usr/bin/env bash
# The long forms of the tests of reliability; the short ones run with make test. docs/reliability.md tells which is
# which. TIMES=N makes every job of the program run N times; SOAK=10m sets how long the mixed load lasts.
set -euo pipefail
cd "$(dirname "$0")/.."
program=bin/buurtbeeld
failed=0
mkdir -p bench/out
go build -o bench/out/endurance ./bench/endurance
go build -o bench/out/serving ./bench/serving
scripts/need.sh strace
step() {
  echo "== $1"
  shift
  "$@" || { echo "FAILED: $*"; failed=1; }
}
times=()
[ -z "${TIMES:-}" ] || times=(-n "$TIMES")
trial() { bench/out/endurance -program "$program" "${times[@]}" "$1"; }
strain() { bench/out/serving -program "$program" -length "${2:-1m}" "$1"; }

step "T1 killed while saving, 1,000 cycles, inside the store" \
  go test ./internal/store/sqlite -count=1 -timeout 60m -run '^TestKilledAtAnyMomentNothingIsHalf$' -store.cycles "${TIMES:-1000}"
step "T1 killed while reading in and undoing, 1,000 cycles, the whole program" trial killed
step "T3 the n-th write, sync, growth or removal fails" trial failing
step "T4 a full disk, then room again" trial full
step "T5 flipped bits, 2,000 trials" \
  go test ./internal/store/sqlite -count=1 -timeout 60m -run '^TestNoFlippedBitBecomesAFigure$' -store.flips "${FLIPS:-2000}"
step "T7, P9 a thousand readers while figures come in and are undone" strain readers
step "T8 10,000 broken uploads" trial malformed
step "T9 fuzzing" scripts/fuzz.sh "${FUZZTIME:-30s}"
step "T16 asked to stop under load, 50 times" strain stop
step "T18 the same bytes on any number of processors" trial alike
step "T19 mixed load" strain soak "${SOAK:-10m}"
exit $failed
