# Two commands do it all: `make run` and `make test`. `make help` lists the rest.

SHELL := /bin/bash
.DEFAULT_GOAL := help
HOSO := target/release/hoso
DATA ?= data

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: setup
setup: ## Install the Debian packages that building and running need
	@tools/setup.sh run

.PHONY: setup-test
setup-test:
	@tools/setup.sh test

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error

.PHONY: web
web: setup web/node_modules/.package-lock.json ## Build the pages; the next build of the binary has them built in
	cd web && npm run --silent build

.PHONY: build
build: web ## Build the binary hoso with its pages
	cargo build --release --locked --workspace --bins

.PHONY: run
run: build ## Show the whole job on sample scans (SCANS=folder for yours) and serve the API
	$(HOSO) demo --data $(DATA) $(if $(SCANS),--scans "$(SCANS)")

.PHONY: test
test: setup-test web ## Run every test
	cd web && npm run --silent check && npm run --silent lint && npm run --silent test
	cargo test --release --locked --workspace --no-fail-fast

.PHONY: torture
torture: KILLS ?= 200
torture: CUTS ?= 100
torture: SEED ?= 1
torture: setup-test build ## Kill it and cut its power for longer (KILLS=200 CUTS=100 SEED=1), and print a summary
	KILLS=$(KILLS) CUTS=$(CUTS) SEED=$(SEED) cargo test --release --locked --workspace --test main -- \
	  --nocapture --test-threads 1 suite::crash suite::power

.PHONY: soak
soak: MINUTES ?= 20
soak: SEED ?= 1
soak: setup-test build ## Serve a busy day in MINUTES=20 and see that memory, files, disk and latency stay flat
	MINUTES=$(MINUTES) SEED=$(SEED) cargo bench --locked --workspace --bench soak

.PHONY: fmt
fmt: ## Format the code
	cargo fmt --all

.PHONY: lint
lint: ## Format check, clippy without warnings, licences and advisories
	cargo fmt --all --check
	cargo clippy --release --locked --workspace --all-targets -- -D warnings
	@if command -v cargo-deny >/dev/null; then cargo deny check licenses bans sources; else \
	  echo "cargo-deny is not installed (cargo install cargo-deny --locked): licences not checked"; fi

.PHONY: bench
bench: build ## Print the figures: intake, reading, memory, the store, lookup, fields
	tests/bench/all.sh

.PHONY: bench-fields
bench-fields: build ## Print how well fields are read on ../shared/scans/real
	tests/bench/fields.sh

.PHONY: bench-capture
bench-capture: build ## Print what capture gets right on ../shared/scans, what each step costs, and how bare Tesseract does
	tests/bench/capture.sh

.PHONY: handwriting
handwriting: ## Train the net that reads handwritten digits again, half an hour on one core, and draw its calibration
	fixtures/handwriting/train.sh
	cargo bench --locked --workspace --bench handwriting

.PHONY: fuzz
fuzz: SECONDS ?= 30
fuzz: ## Fuzz each target for SECONDS=30 (needs a nightly toolchain and cargo-fuzz); what it finds is kept in fuzz/regressions
	fuzz/run.sh $(SECONDS)

.PHONY: bench-archive
bench-archive: build ## Print bytes a page, legibility of access copies, memory at awkward files
	tests/bench/archive.sh
	tests/bench/awkward.sh

.PHONY: bench-ledger
bench-ledger: ## Print the ledger's figures beside sled and SQLite (RECORDS="1000000 5000000" for larger ones)
	tests/bench/ledger.sh

.PHONY: bench-desks
bench-desks: build ## Print what the desks take on a large store: lookups under load, from key to paint, cold starts (PAPERS=1000000)
	tests/bench/desks.sh

.PHONY: bench-import
bench-import: ## Print how long an import of dossiers takes (DOSSIERS=1000000)
	tests/bench/import.sh

.PHONY: bench-coverage
bench-coverage: ## Print what managers' figures cost beside PostgreSQL and DuckDB (PAPERS=10000000 DOSSIERS=3000000)
	tests/bench/coverage.sh

.PHONY: fixtures
fixtures: ## Make fixtures/scans again (needs fonts-texgyre and fonts-dejavu-core)
	cargo run --release --locked -p generator -- fixtures/scans
