#!/usr/bin/env bash
# Capture on real scans: fields and separators against what a person reads, beside bare Tesseract with plain patterns; blank
# pages, orientation, lean, milliseconds a step; the largest resident size of parent and child.
. "$(dirname "$0")/common.sh"
shared=$root/../shared/scans
[ -d "$shared/real" ] || { echo "capture: skipped: $shared/real is not there"; exit 0; }
machine

echo "fields, hoso inspect:"
"$hoso" inspect "$shared"/real/*.pdf --json >"$work/hoso.jsonl"
python3 "$shared/score.py" "$shared/real/truth.json" "$work/hoso.jsonl" "$@"
python3 "$root/tests/bench/capture.py" sure "$work/hoso.jsonl"
echo "fields, bare tesseract with plain patterns:"
for scan in "$shared"/real/*.pdf; do
  pdftoppm -r 300 -gray -f 1 -l 1 "$scan" "$work/$(basename "$scan" .pdf)"
  for image in "$work/$(basename "$scan" .pdf)"*.pgm; do tesseract "$image" stdout -l vie --psm 3 2>/dev/null; done >"$work/$(basename "$scan").txt"
done
python3 "$root/tests/bench/capture.py" plain "$work"/*.pdf.txt >"$work/plain.jsonl"
python3 "$shared/score.py" "$shared/real/truth.json" "$work/plain.jsonl"

echo "codes on separators:"
"$hoso" inspect "$shared"/separators/*.pdf "$shared"/separators/*.tiff --json >"$work/separators.jsonl"
python3 "$root/tests/bench/capture.py" codes "$shared/separators/truth.json" "$work/separators.jsonl"

echo "steps:"
cargo bench --locked --manifest-path "$root/Cargo.toml" --workspace --bench capture 2>/dev/null
PAGES=${PAGES:-60} "$root/tests/bench/memory.sh"
