#!/usr/bin/env bash
# Prints the figures that the project answers for, each beside its peer in the same run.
. "$(dirname "$0")/common.sh"
machine
"$root/tests/bench/intake.sh"
"$root/tests/bench/reading.sh"
"$root/tests/bench/memory.sh"
"$root/tests/bench/store.sh"
# The whole workspace, so that features stay unified and the dependencies built.
cargo bench --locked --manifest-path "$root/Cargo.toml" --workspace --bench lookup --bench growth
"$root/tests/bench/fields.sh"
