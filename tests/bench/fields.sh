#!/usr/bin/env bash
# Fields read of the real scans and of made documents of many offices, scored against what a person reads.
. "$(dirname "$0")/common.sh"
shared=$root/../shared/scans
[ -d "$shared/real" ] || { echo "fields: skipped: $shared/real is not there"; exit 0; }
echo "real scans:"
"$hoso" inspect "$shared"/real/*.pdf --json >"$work/readings.jsonl"
python3 "$shared/score.py" "$shared/real/truth.json" "$work/readings.jsonl" "$@"
echo "made documents (fixtures/offices; drawn, not real):"
"$root/target/release/generator" --offices "$work/made"
"$hoso" inspect "$work"/made/*.pdf --json >"$work/made.jsonl"
python3 "$shared/score.py" "$work/made/truth.json" "$work/made.jsonl" "$@"
