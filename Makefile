# The commands of this repository. Each installs what is missing first (scripts/setup) and builds in release mode only.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help build dev test reproducible spec fuzz mutation replay bench hostile peers sizes chaos fmt lint setup-build setup-dev setup-test

TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
CAUSEWAY := $(TARGET_DIR)/release/causeway
CONTRACTS := $(wildcard contracts/*/)
CARGO := source scripts/env.sh; cargo

# Options of `make dev`, `make fuzz`, `make mutation`, `make replay`, `make chaos` and `make peers`.
PORT ?= 8545
CYCLES ?= 20
BLOCKS ?= 10000
SECONDS ?= 60
TARGET ?=
DEV_FLAGS ?=
ROUNDS ?= 25

help: ## Shows this list.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

build: setup-build ## Builds target/release/causeway.
	$(CARGO) build --release --locked --workspace --bin causeway

dev: setup-dev ## Builds the node and the contracts and starts the dev chain (PORT=8545, DEV_FLAGS="--fresh").
	$(CARGO) build --release --locked --workspace --bin causeway
	$(CAUSEWAY) build $(CONTRACTS)
	@exec $(CAUSEWAY) dev --port $(PORT) $(DEV_FLAGS)

test: ## Runs all tests: Rust, then the real clients against a started node.
	@scripts/test

reproducible: setup-dev ## Builds all contracts in two folders with two homes and user names and compares the bytes.
	$(CARGO) build --release --locked --workspace --bin causeway
	@source scripts/env.sh; scripts/reproducible

spec: setup-build ## Runs the official Wasm test suite through the metering pass and prints what passed.
	$(CARGO) test --release --locked --workspace --test spec -- --nocapture --test-threads=1

bench: setup-build ## Runs the benchmarks and prints a table of medians.
	@scripts/bench

hostile: setup-build ## Compiles every hostile module that is admitted and prints what it takes, against the ceilings.
	$(CARGO) build --release --locked --workspace --bin compile
	$(TARGET_DIR)/release/compile

fuzz: setup-build ## Runs every fuzz target, SECONDS=60 in all (TARGET=name for one).
	$(CARGO) test --release --locked --workspace --test fuzz -- $(TARGET) --seconds $(SECONDS)

mutation: setup-build ## Breaks the contracts and blocks a line at a time and prints what their tests notice (TARGET=name for one).
	$(CARGO) build --release --locked --workspace --bin mutation
	@source scripts/env.sh; $(TARGET_DIR)/release/mutation $(TARGET)

replay: setup-build ## Executes BLOCKS=10000 random blocks again under other circumstances: the same roots.
	BLOCKS=$(BLOCKS) $(CARGO) test --release --locked --workspace --test it -- --nocapture determinism::replays

peers: setup-build ## Compares a token transfer with other systems in one run (ROUNDS=25); see benches/peers.
	$(CARGO) build --release --locked --workspace --bin transfer
	benches/peers/build $(abspath $(TARGET_DIR))/peers
	$(TARGET_DIR)/peers/release/run $(TARGET_DIR)/release/transfer $(ROUNDS)

sizes: setup-dev ## Builds our contracts on soroban-sdk and Stylus too and prints the sizes; see benches/peers/sizes.
	$(CARGO) build --release --locked --workspace --bin causeway
	$(CAUSEWAY) build $(CONTRACTS) tests/contracts/empty
	benches/peers/sizes/build $(abspath $(TARGET_DIR))/peers/sizes $(abspath target/contracts)

chaos: setup-dev ## Kills the node under load CYCLES=20 times, cuts its power, and checks that nothing is lost.
	$(CARGO) build --release --locked --workspace --bin causeway
	$(CAUSEWAY) build contracts/token
	@source scripts/env.sh; CYCLES=$(CYCLES) node tests/clients/chaos.mjs

fmt: ## Formats the sources.
	cargo fmt --all

lint: setup-build ## Checks format and lints, as CI does.
	cargo fmt --all -- --check
	$(CARGO) clippy --release --locked --workspace --all-targets -- -D warnings

setup-build setup-dev setup-test:
	@scripts/setup $(@:setup-%=%)
