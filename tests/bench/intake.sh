#!/usr/bin/env bash
# Intake without reading: bytes durable, coded and findable, beside sha256sum + cp + sync of the same files.
. "$(dirname "$0")/common.sh"

copies=${COPIES:-20}
mkdir "$work/in"
n=0
printf '{"version":1,"files":[' >"$work/in/manifest.json"
for copy in $(seq "$copies"); do
  for scan in "$scans"/*.pdf; do
    n=$((n + 1))
    # Other bytes after the end of each PDF: other files for the store, the same for readers.
    { cat "$scan"; printf '\n%%%s\n' "$copy"; } >"$work/in/$n.pdf"
    [ "$n" -gt 1 ] && printf ',' >>"$work/in/manifest.json"
    printf '{"path":"%s.pdf","type":"KQ.H48.000900","number":"%s/QĐ-UBND","holder":{"id":"048192001234"}}' "$n" "$n" >>"$work/in/manifest.json"
  done
done
printf ']}' >>"$work/in/manifest.json"
sync
bytes=$(du -sb "$work/in" | cut -f1)

peer() { sha256sum "$work"/in/*.pdf && cp -r "$work/in" "$work/copy" && sync; }
ours() { "$hoso" ingest "$work/in" --manifest "$work/in/manifest.json" --unit H48.28.05 --operator bench --no-ocr --json --data "$work/data"; }
peer_s=$(wall peer)
ours_s=$(wall ours)
found=$("$hoso" status --json --data "$work/data" | sed 's/.*"papers":\([0-9]*\).*/\1/')
echo "intake without reading: $n files, $((bytes / 1000000)) MB, $found coded: hoso $ours_s s; sha256sum + cp + sync $peer_s s; ratio $(ratio "$ours_s" "$peer_s") (aim ≤ 2)"
