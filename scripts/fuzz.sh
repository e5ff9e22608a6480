#!/usr/bin/env bash
# fuzz.sh [TIME] runs every fuzz target of the project for TIME (10s), one after the other.
set -eu
time=${1:-10s}
found=0
while IFS=: read -r file name; do
  found=$((found + 1))
  echo "== $(dirname "$file") $name"
  go test -run '^$' -fuzz "^$name\$" -fuzztime "$time" "./$(dirname "$file")"
done < <(find . \( -name node_modules -o -name .git \) -prune -o -name '*_test.go' -print0 |
  xargs -0 grep -HoE '^func Fuzz[A-Za-z0-9_]*' | sed 's#^\./##; s#:func #:#' | sort)
echo "$found fuzz targets ran"
[ "$found" -gt 0 ]
