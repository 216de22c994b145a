#!/usr/bin/env bash
# Fuzzes each target (or those named after the seconds) for a while, from the committed corpus and what was found before.
# What libFuzzer makes on its way stays in target/; an input that breaks something goes to fuzz/regressions, where
# `make test` replays it for ever.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-30}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(sed -n 's/^name = "\([a-z_]*\)"$/\1/p' fuzz/Cargo.toml)
command -v cargo-fuzz >/dev/null || { echo "cargo-fuzz is not installed: cargo install cargo-fuzz --locked" >&2; exit 2; }
# The targets write each input to a file: in memory, where there is such a place.
[ -d /dev/shm ] && export TMPDIR=/dev/shm
failed=0
for target in "${targets[@]}"; do
  found=fuzz/regressions/$target
  work=target/fuzz-corpus/$target
  mkdir -p "$found" "$work"
  # Without the address sanitizer: what is fuzzed is safe Rust, and it goes five times as far in the same time.
  if cargo +nightly fuzz run --sanitizer none --target-dir target/fuzz "$target" "$work" "fuzz/corpus/$target" "$found" -- \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=16384 -artifact_prefix="$found/" \
    -print_final_stats=1 >"$work.log" 2>&1; then
    awk -v target="$target" '/number_of_executed_units/{print "fuzz: " target ": " $2 " inputs, nothing found"}' "$work.log"
  else
    failed=1
    echo "fuzz: $target: FOUND something; see $found and $work.log"
    tail -20 "$work.log"
  fi
  rmdir --ignore-fail-on-non-empty "$found"
done
exit $failed
