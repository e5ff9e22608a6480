#!/usr/bin/env bash
# format.sh lists Go files that gofmt would change, and fails when there are any.
set -eu
wrong=$(find . \( -name node_modules -o -name .git -o -name testdata \) -prune -o -name '*.go' -print0 | xargs -0 gofmt -l)
if [ -n "$wrong" ]; then
  echo "Not formatted (gofmt -w mends them):" >&2
  echo "$wrong" >&2
  exit 1
fi
