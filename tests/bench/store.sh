#!/usr/bin/env bash
# The store: rebuild of PAPERS papers (100000) from the objects alone, also interrupted; the size of ledger, index and log
# beside the originals; the rate of a deep check beside sha256sum and openssl on the same files.
. "$(dirname "$0")/common.sh"
papers=${PAPERS:-100000}
data=$work/data

python3 - "$work/in" "$papers" <<'PY'
import json, os, sys
folder, papers = sys.argv[1], int(sys.argv[2])
os.makedirs(folder)
files = []
for n in range(papers):
    name = f"{n:07}.pdf"
    with open(f"{folder}/{name}", "w") as out:
        out.write("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                  "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%" + str(n) + "\n")
    files.append({"path": name, "type": "KQ.H48.000900", "number": f"{n % 5000}/QĐ-UBND",
                  "holder": {"id": f"{1 + n % 90:03}1{n % 100:02}{n // 7 % 1000000:06}", "name": f"Nguyễn Thị Hương {n % 997}"}})
json.dump({"version": 1, "files": files}, open(f"{folder}/manifest.json", "w"))
PY
ingest() { "$hoso" ingest "$work/in" --manifest "$work/in/manifest.json" --unit H48.28.05 --operator bench --no-ocr --json --data "$data"; }
ingest_s=$(wall ingest)
size() { du -sb "$1" | cut -f1; }
originals=$(find "$data/objects/originals" -type f -printf '%s\n' | awk '{sum += $1} END {print sum}')
per() { awk "BEGIN{printf \"%.0f\", $1/$papers}"; }
echo "store: $papers papers taken in, $(awk "BEGIN{printf \"%.0f\", $papers/$ingest_s}") a second; bytes a paper: original $(per "$originals"), ledger $(per "$(size "$data/ledger")"), index $(per "$(size "$data/index")"), exported log $(per "$(size "$data/objects/log")")"

index_before=$(size "$data/index")
before=$("$hoso" coverage --json --data "$data" | sha256sum)
again() { "$hoso" rebuild --data "$data"; }
rm -rf "$data/ledger" "$data/index"
"$hoso" rebuild --data "$data" >/dev/null 2>&1 & sleep 2; kill -9 $! 2>/dev/null; wait $! 2>/dev/null || true
rebuild_s=$(wall again)
after=$("$hoso" coverage --json --data "$data" | sha256sum)
[ "$before" = "$after" ] || { echo "store: the rebuilt figures differ"; exit 1; }
"$hoso" check --data "$data" >/dev/null || { echo "store: the check after the rebuild found something"; exit 1; }
echo "store: rebuilt after an interrupted rebuild in $rebuild_s s: $(awk "BEGIN{printf \"%.0f\", $papers/$rebuild_s}") papers/s, figures equal; index as it grew beside one made at once: $(ratio "$index_before" "$(size "$data/index")") (aim ≤ 1.5)"

# Deep check: larger files, as scanners give them.
mkdir "$work/large"
for copy in $(seq 20); do for scan in "$scans"/*.pdf; do { cat "$scan"; printf '\n%%%s\n' "$copy"; } >"$work/large/$copy-$(basename "$scan")"; done; done
"$hoso" ingest "$work/large" --unit H48.28.05 --operator bench --no-ocr --json --data "$work/deep" >/dev/null 2>&1
bytes=$(find "$work/deep/objects/originals" -type f -printf '%s\n' | awk '{sum += $1} END {print sum}')
deep() { "$hoso" check --deep --restart --data "$work/deep"; }
sums() { find "$work/deep/objects/originals" -type f -print0 | xargs -0 sha256sum; }
digests() { find "$work/deep/objects/originals" -type f -print0 | xargs -0 openssl dgst -sha256; }
deep >/dev/null 2>&1
deep_s=$(wall deep) sums_s=$(wall sums) digests_s=$(wall digests)
rate() { awk "BEGIN{printf \"%.0f\", $bytes/1e6/$1}"; }
echo "store: deep check of $((bytes / 1000000)) MB (start of the program and the check of ledger, index and counters included): $(rate "$deep_s") MB/s; sha256sum $(rate "$sums_s") MB/s; openssl dgst $(rate "$digests_s") MB/s"
