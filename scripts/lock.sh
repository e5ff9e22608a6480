#!/usr/bin/env bash
# lock.sh fails when package-lock.json says where packages are downloaded from: everybody uses the registry that their
# own npm is set up for.
set -eu
if grep -n '"resolved"' package-lock.json >&2; then
  echo "package-lock.json holds download addresses; .npmrc switches them off: npm install --package-lock-only" >&2
  exit 1
fi
if grep -v '"node":' package.json | grep -E '^ +"[^"]+": "[~^>*]' >&2; then
  echo "package.json names a range of versions; write the one version that is used." >&2
  exit 1
fi
