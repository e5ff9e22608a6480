# Buurtbeeld: everything that is built, checked and shown. `make` alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8080
FUZZTIME ?= 10s
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
export CGO_ENABLED ?= 0

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: need-go need-npm islands program ## install what is needed, build, and start on the invented example municipality
	bin/buurtbeeld demo --port $(PORT)

.PHONY: test
test: need-go need-npm need-browser islands program check types ## install what is needed and pass everything, browser included
	@scripts/test.sh

.PHONY: build
build: need-go islands-if-npm program ## build bin/buurtbeeld and bin/buurtbeeld-vault; without npm there are no islands, and the pages still work

.PHONY: quick
quick: need-go check ## format, vet, lint and import rules, in seconds
	@if [ -x node_modules/.bin/tsc ]; then $(MAKE) types; fi
	@go test -count=1 ./internal/arch

.PHONY: test-long
test-long: need-go ## the Go tests with the race detector, and every property a hundred times as often
	@scripts/need.sh gcc
	CGO_ENABLED=1 go test -race -count=1 -timeout 60m ./...
	@for p in $$(scripts/users.sh pgregory.net/rapid); do go test -count=1 -timeout 60m $$p -rapid.checks=10000; done
	go test -count=1 -timeout 60m ./internal/stack/crosslink/search -crosslink.runs=1000

.PHONY: fuzz
fuzz: need-go ## run every fuzz target, FUZZTIME (10s) each
	@scripts/fuzz.sh $(FUZZTIME)

.PHONY: bench
bench: need-go build ## measure the main jobs
	@bench/run.sh

.PHONY: bench-peers
bench-peers: need-go build ## the same jobs by other programs, side by side
	@bench/peers/run.sh

.PHONY: reliability
reliability: need-go build ## the long tests of what may go wrong: killed, disks, broken files, load
	@bench/reliability.sh

.PHONY: golden
golden: need-go ## write the golden files anew; read the difference as a reader of the page would
	@for p in $$(scripts/users.sh github.com/buurtbeeld/buurtbeeld/internal/golden); do go test -count=1 $$p -golden.renew; done

.PHONY: clean
clean: ## remove what was built
	rm -rf bin build test-results e2e/screenshots e2e/report bench/out
	find internal/web/asset/dist -mindepth 1 ! -name .gitkeep -delete

# What the targets above are made of.

.PHONY: need-go need-npm need-browser
need-go:
	@command -v go >/dev/null || { echo "Missing: Go 1.26 or newer. See go.dev/doc/install, then run make again." >&2; exit 1; }
need-npm:
	@scripts/need.sh node=nodejs npm
need-browser:
	@[ -n "$${CHROMIUM:-}" ] || scripts/need.sh chromium

node_modules/.package-lock.json: package.json package-lock.json .npmrc
	@echo "Installing npm packages"
	@npm ci --loglevel=error
	@touch $@

.PHONY: islands islands-if-npm
islands: node_modules/.package-lock.json
	@node internal/web/island/build.mjs
islands-if-npm:
	@if command -v npm >/dev/null && command -v node >/dev/null; then $(MAKE) islands; \
	else echo "npm is not there: building without islands"; fi

.PHONY: program
program:
	@mkdir -p bin
	go build -trimpath -o bin/buurtbeeld ./cmd/buurtbeeld
	go build -trimpath -o bin/buurtbeeld-vault ./cmd/buurtbeeld-vault

.PHONY: check types
check:
	@scripts/format.sh
	@scripts/lock.sh
	go vet ./...
	go tool staticcheck ./...
types: node_modules/.package-lock.json
	node_modules/.bin/tsc --noEmit
