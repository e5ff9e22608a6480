#!/usr/bin/env bash
# users.sh PACKAGE lists our packages whose tests import PACKAGE, so that a test flag of it reaches only those that
# know the flag.
set -eu
go list -f '{{$p := .ImportPath}}{{range .TestImports}}{{$p}} {{.}}{{"\n"}}{{end}}{{range .XTestImports}}{{$p}} {{.}}{{"\n"}}{{end}}' ./... |
  awk -v want="$1" '$2 == want {print $1}' | sort -u
