#!/usr/bin/env bash
# Memory: a 500-page PDF (PAGES=n for another) beside a 5-page one, the largest resident size of parent and child.
. "$(dirname "$0")/common.sh"

page=$root/fixtures/scans/ho-so-0001/giay-khai-sinh.pdf
repeat() { local pages=(); for _ in $(seq "$1"); do pages+=("$page" 1); done; qpdf --empty --pages "${pages[@]}" -- "$2"; }
repeat 5 "$work/5.pdf"
many=${PAGES:-500}
repeat "$many" "$work/500.pdf"

largest() {
  watch_memory "$hoso" ingest "$1" --unit H48.28.05 --operator bench --json --data "$work/data-$2" >/dev/null
  echo "$largest_parent $largest_child"
}
read -r parent_5 child_5 < <(largest "$work/5.pdf" 5)
read -r parent_500 child_500 < <(largest "$work/500.pdf" 500)
echo "memory: 5 pages: parent $((parent_5 / 1024)) MiB, child $((child_5 / 1024)) MiB; $many pages: parent $((parent_500 / 1024)) MiB, child $((child_500 / 1024)) MiB; ratio of the sums $(ratio $((parent_500 + child_500)) $((parent_5 + child_5))) (aim ≤ 1.10)"
