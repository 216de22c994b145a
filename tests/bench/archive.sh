#!/usr/bin/env bash
# The archive's size: bytes a page in one bit (JBIG2 beside CCITT group 4), and access copies of scans in colour beside their
# originals: bytes, and how far Tesseract reads the same in both (share of letters, longest common subsequence).
. "$(dirname "$0")/common.sh"
machine

letters() { tr -d '[:space:]' <"$1" | grep -oP '(*UTF)\X'; }
# Letters that two texts have in common in the same order, as a share of all.
agreement() {
  diff --minimal --unchanged-line-format='= %L' --old-line-format='- %L' --new-line-format='+ %L' \
    <(letters "$1") <(letters "$2") |
    awk '/^= /{same+=2; all+=2; next} {all++} END{printf "%.4f", all ? same/all : 1}' || true
}
# As it was scanned: the stamp of a digital signature lies over the original alone.
read_page() {
  pdftoppm -hide-annotations -r 300 -f "$2" -l "$2" -singlefile "$1" "$work/shown" && tesseract "$work/shown.ppm" - -l vie --psm 3 2>/dev/null >"$3"
}

# Bytes of a page in one bit by libtiff's group 4, and by the archive's JBIG2.
bits() {
  local file=$1 page=$2 strips=$work/strips.tif
  # Uncompressed strips: the archive codes such a page anew.
  pdftoppm -mono -r 300 -f "$page" -l "$page" -singlefile -tiff -tiffcompression none "$file" "$work/strips"
  tiffcp -c g4 -r 100000 "$strips" "$work/g4.tif"
  rm -rf "$work/data" "$work"/bits-*
  "$hoso" ingest "$strips" --unit H48.28.05 --operator bench --json --data "$work/data" >/dev/null 2>&1 || true
  pdfimages -all "$(find "$work/data/objects" -type f -exec grep -la JBIG2Decode {} + | head -1)" "$work/bits"
  printf 'archive: one bit: %-34s page %d: group 4 %6d, JBIG2 %6d bytes, %s\n' "$(basename "$file")" "$page" \
    "$(stat -c %s "$work/g4.tif")" "$(stat -c %s "$work"/bits-*.jb2e)" \
    "$(ratio "$(stat -c %s "$work"/bits-*.jb2e)" "$(stat -c %s "$work/g4.tif")")"
}
for file in "$scans"/07-*.pdf "$scans"/16-*.pdf "$root"/fixtures/scans/ket-qua/quyet-dinh-88-dien-tu.pdf; do
  [ ! -f "$file" ] || bits "$file" 1
done

echo "archive: access copies of $scans (bytes of the original's pages, of the access copy, their ratio, agreement of letters)"
total_before=0 total_after=0
for file in "$scans"/*.pdf "$root"/fixtures/scans/ket-qua/quyet-dinh-125.pdf; do
  [ -f "$file" ] || continue
  # In colour: its first page is a JPEG.
  pdfimages -list -f 1 -l 1 "$file" 2>/dev/null | awk 'NR==3{exit !($6!="gray" && $9=="jpeg")}' || continue
  rm -rf "$work/data"
  "$hoso" ingest "$file" --access --unit H48.28.05 --operator bench --json --data "$work/data" >/dev/null 2>&1 || true
  copy=$(find "$work/data/objects" -type f -exec grep -l '/Ink1' {} + | head -1)
  [ -n "$copy" ] || { echo "archive: $(basename "$file"): no access copy"; continue; }
  before=$(stat -c %s "$file") after=$(stat -c %s "$copy")
  pages=$(pdfinfo "$file" | awk '/^Pages/{print $2}')
  read_page "$file" 1 "$work/before.txt"
  read_page "$copy" 1 "$work/after.txt"
  printf 'archive: %-34s %d pages %8d → %7d bytes %s, agreement %s\n' "$(basename "$file")" "$pages" "$before" "$after" \
    "$(ratio "$after" "$before")" "$(agreement "$work/before.txt" "$work/after.txt")"
  total_before=$((total_before + before)) total_after=$((total_after + after))
done
echo "archive: access copies in all: $(ratio $total_after $total_before) of the originals (aim ≤ 0.33)"
