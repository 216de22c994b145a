#!/usr/bin/env bash
# Reading: processor time of the whole pipeline beside bare Tesseract on the same page images, and wall time beside
# OCRmyPDF (PyPI's newest) with the same number of workers.
. "$(dirname "$0")/common.sh"

# Scanned files only: nobody would run Tesseract on born-digital ones.
mkdir "$work/in" "$work/images"
for scan in "$scans"/*.pdf; do
  case $scan in *542-TB* | *507-UBND*) continue ;; esac
  cp "$scan" "$work/in/"
  pdftoppm -r 300 -gray -hide-annotations "$scan" "$work/images/$(basename "$scan" .pdf)"
done
pages=$(find "$work/images" -name '*.pgm' | wc -l)

bare() { for image in "$work"/images/*.pgm; do tesseract "$image" stdout -l vie --psm 3; done; }
whole() { HOSO_READ_READERS=1 "$hoso" ingest "$work/in" --unit H48.28.05 --operator bench --json --data "$work/data"; }
bare_s=$(cpu bare)
whole_s=$(cpu whole)
echo "reading: $pages pages: hoso ingest $whole_s s of processor time (decode, measure, OCR, fields, PDF/A, store); bare tesseract $bare_s s; ratio $(ratio "$whole_s" "$bare_s") (aim ≤ 1.05)"

ocrmypdf=$(command -v ocrmypdf || true)
if [ -z "$ocrmypdf" ]; then
  python3 -m venv "$work/venv" >/dev/null 2>&1 && "$work/venv/bin/pip" -q install ocrmypdf >/dev/null 2>&1 && ocrmypdf=$work/venv/bin/ocrmypdf
fi
if [ -n "$ocrmypdf" ] && command -v gs >/dev/null; then
  # A file a core, as ours: OCRmyPDF's own jobs share out the pages of one file, and half of these have one or two.
  read_one() { "$ocrmypdf" -l vie --jobs 1 --force-ocr --invalidate-digital-signatures "$1" "$work/$(basename "$1").out.pdf"; }
  export -f read_one
  export ocrmypdf work
  peer() { printf '%s\0' "$work"/in/*.pdf | xargs -0 -P "$cores" -I{} bash -c 'read_one "{}"'; }
  ours() { "$hoso" ingest "$work/in" --unit H48.28.05 --operator bench --json --data "$work/data2"; }
  peer_s=$(wall peer)
  ours_s=$(wall ours)
  echo "reading: $cores workers: hoso $ours_s s; ocrmypdf $("$ocrmypdf" --version) -l vie $peer_s s; ratio $(ratio "$ours_s" "$peer_s") (aim ≤ 1)"
else
  echo "reading: ocrmypdf (PyPI) or ghostscript (Debian) is not to be had here; not compared"
fi
