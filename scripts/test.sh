#!/usr/bin/env bash
# test.sh runs the Go tests and the browser tests and closes with how many passed and failed. It fails when one of them
# failed or was skipped, or when there were none.
set -u
mkdir -p build
rm -f build/go-test.jsonl build/e2e.json

go test -json -count=1 -timeout 15m ./... >build/go-test.jsonl 2>build/go-test.err
went_go=$?
cat build/go-test.err >&2

node_modules/.bin/playwright test --config e2e/playwright.config.ts
went_e2e=$?

node scripts/count.mjs build/go-test.jsonl build/e2e.json "$went_go" "$went_e2e"
