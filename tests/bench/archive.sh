#!/usr/bin/env bash
# The archive's size: bytes a page in one bit (JBIG2 beside CCITT group 4), and access copies of scans in colour beside their
# originals: bytes, and how far Tesseract reads the same in both (`tests/benches/access`).
. "$(dirname "$0")/common.sh"
machine

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

cargo bench --locked --manifest-path "$root/Cargo.toml" --workspace --bench access 2>/dev/null
