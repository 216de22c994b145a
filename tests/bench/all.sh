#!/usr/bin/env bash
# Prints the figures that the project answers for, each beside its peer in the same run.
. "$(dirname "$0")/common.sh"
machine
"$root/tests/bench/intake.sh"
"$root/tests/bench/reading.sh"
"$root/tests/bench/memory.sh"
cargo bench --manifest-path "$root/Cargo.toml" -p search --bench lookup
"$root/tests/bench/fields.sh"
