#!/usr/bin/env bash
# The ledger beside sled and SQLite: acknowledged writes a second, and what opening takes after a kill -9.
# SECONDS_EACH, CLIENTS and ROUNDS for the first; RECORDS ("1000000 5000000") for the second; BENCH_DIR for another disk.
. "$(dirname "$0")/common.sh"

cargo build --release --locked --manifest-path "$root/tests/bench/ledger/Cargo.toml" --target-dir "$root/target/bench-ledger"
bench=$root/target/bench-ledger/release/ledger-bench
# Not on a file system in memory, where a sync costs nothing.
disk=$(mktemp -d -p "${BENCH_DIR:-$root/target}")
trap 'rm -rf "$work" "$disk"' EXIT
cd "$disk"

machine
"$bench" rates
for records in ${RECORDS:-1000000}; do
  # It ends by abort(): nothing is flushed or closed on the way out.
  "$bench" fill "$disk/ledger" "$records" || true
  "$bench" open "$disk/ledger"
  "$bench" open "$disk/ledger"
  rm -rf "$disk/ledger"
done
