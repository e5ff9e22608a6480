#!/usr/bin/env bash
# Disclosure control by other programs. No program that protects tables is in Debian, so their figures are those of an earlier run
# and said to be so. What Debian has is run: the linear programs of HiGHS; and the independent checker where it lies beside the
# project. Nothing fails for want of a network: what is missing is told.
set -euo pipefail
cd "$(dirname "$0")/../.."
oracle=../shared/oracles/sdc
missing=0
candidate() { apt-cache policy "$1" 2>/dev/null | awk '/Candidate:/ && $2 != "(none)" {print $2}'; }

echo "Disclosure control"
echo "== What Debian has of the programs that protect tables or check output"
if ! command -v apt-cache >/dev/null 2>&1 || [ -z "$(candidate r-base-core)" ]; then
  echo "Debian's list of packages is not on this machine, so this is not known."
  missing=-1
fi
[ "$missing" -lt 0 ] || for pair in sdcTable=r-cran-sdctable sdcMicro=r-cran-sdcmicro sdcHierarchies=r-cran-sdchierarchies \
  GaussSuppression=r-cran-gausssuppression SSBtools=r-cran-ssbtools SmallCountRounding=r-cran-smallcountrounding \
  cellKey=r-cran-cellkey ptable=r-cran-ptable ACRO=python3-acro OpenDP=python3-opendp; do
  version=$(candidate "${pair#*=}")
  if [ -n "$version" ]; then
    echo "${pair%%=*}: ${pair#*=} $version can be installed, and has no job here"
  else
    missing=$((missing + 1))
  fi
done
[ "$missing" -lt 0 ] || echo "$missing of 10 cannot be installed from Debian's packages on this machine."

echo
echo "== Measured before, not now: CPU seconds on 2 loaded cores, R 4.2.2 (geo x age x benefit, threshold 10, invented people)"
cat <<'TABLE'
program                                     924 cells   10,605 cells   91,476 cells
GaussSuppression 1.2.3, suppression              0.32           22.5   > 604, stopped at 16 %
sdcTable 0.34 GAUSS / HYPERCUBE           17.5 / 14.0              -   -
sdcTable 0.34 HITAS                      > 126, stopped            -   -
SmallCountRounding 1.2.5 (published)       0.41 (727)   0.79 (7,636)   5.2 (65,574)
cellKey 1.0.3: set up and add noise              0.87            6.3   66
cellKey 1.0.3: add noise alone                   0.07           0.09   0.21
lone people who learn a hidden cell, left by GaussSuppression: 6, 100, not known; by sdcTable GAUSS: 6, -, -
TABLE

echo
echo "== Ours now, on the same tables where the generator of the reference lies beside the project: whole processes"
program=bin/buurtbeeld-vault
mkdir -p bench/out
tables=bench/out/disclosure
for name in B1e3 B1e4 B1e5; do
  go run ./bench/disclosure -program "$program" -folder "$tables" -rounds "${ROUNDS:-5}" -only "$name"
done

echo
echo "== Ours now: noise for 91,476 cells, and a perturbation table"
go test -run '^$' -bench 'Perturb|Design' ./disclosure/cellkey | grep -E '^Benchmark'

echo
if [ ! -d "$oracle/open" ]; then
  echo "The reference tables are not beside the project ($oracle): checker and linear programs are left out."
  exit 0
fi
echo "== The independent checker (Python, exact): the protected tables of GaussSuppression"
check() { # name, cells, areas
  printf '%-30s' "$1"
  # The shell tells the seconds of the checker alone on the last line.
  TIMEFORMAT='%U user, %S system seconds'
  { time python3 "$oracle/audit_exact.py" "$2" "$3" --insider || true; } 2>&1 |
    awk '/^cells=/ {cells = $1; for (i = 1; i <= NF; i++) if ($i ~ /^exactly_disclosed=/) found = $i} /^insider_groups=/ {lone = $1} /seconds$/ {used = $0} END {print cells, found, lone, used}'
}
for name in F1_geo_age_benefit_thr10 F2_geo_care_debt_thr5_zeros F3_geo_care_debt_thr10 F4_linked_thr10; do
  check "$name" "$oracle/open/$name/cells.csv" "$oracle/open/geo.csv"
done

echo
echo "== The same checker attacks our own tables"
attack() { # name, cells, areas, minimum, zeros
  python3 bench/peers/ours.py "$program" "$2" "$3" "$4" "$5" "$tables/attacked/$1"
  check "$1" "$tables/attacked/$1/whole.csv" "$3"
}
attack F1_geo_age_benefit_thr10 "$oracle/open/F1_geo_age_benefit_thr10/cells.csv" "$oracle/open/geo.csv" 10 publish
attack F2_geo_care_debt_thr5_zeros "$oracle/open/F2_geo_care_debt_thr5_zeros/cells.csv" "$oracle/open/geo.csv" 5 protect
attack F3_geo_care_debt_thr10 "$oracle/open/F3_geo_care_debt_thr10/cells.csv" "$oracle/open/geo.csv" 10 publish
attack F4_linked_thr10 "$oracle/open/F4_linked_thr10/cells.csv" "$oracle/open/geo.csv" 10 publish
for name in B1e3 B1e4 B1e5; do
  attack "$name" "$tables/$name/cells.csv" "$tables/$name/geo.csv" 10 publish
done

echo
echo "== The linear programs of an attacker"
if ! /usr/bin/python3 -c 'import scipy' 2>/dev/null && ! scripts/need.sh scipy.python3=python3-scipy; then
  echo "No scipy: the linear programs are left out."
  exit 0
fi
for name in F3_geo_care_debt_thr10 F1_geo_age_benefit_thr10; do
  echo "$name"
  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 /usr/bin/python3 bench/peers/intervals.py "$oracle/open/$name/cells.csv" "$oracle/open/geo.csv" "${PRIMARY:-40}"
done
