#!/usr/bin/env bash
# Fields read of the real scans, scored against what a person reads.
. "$(dirname "$0")/common.sh"
shared=$root/../shared/scans
[ -d "$shared/real" ] || { echo "fields: skipped: $shared/real is not there"; exit 0; }
"$hoso" inspect "$shared"/real/*.pdf --json >"$work/readings.jsonl"
python3 "$shared/score.py" "$shared/real/truth.json" "$work/readings.jsonl" "$@"
