#!/usr/bin/env bash
# Memory: a 500-page PDF (PAGES=n for another) beside a 5-page one, the largest resident size of parent and child.
. "$(dirname "$0")/common.sh"

page=$root/fixtures/scans/ho-so-0001/giay-khai-sinh.pdf
repeat() { local pages=(); for _ in $(seq "$1"); do pages+=("$page" 1); done; qpdf --empty --pages "${pages[@]}" -- "$2"; }
repeat 5 "$work/5.pdf"
many=${PAGES:-500}
repeat "$many" "$work/500.pdf"

# Largest resident size in KiB of hoso and of its children, watched while it runs.
largest() {
  "$hoso" ingest "$1" --unit H48.28.05 --operator bench --json --data "$work/data-$2" >/dev/null &
  local parent=$! most_parent=0 most_child=0 size child
  while kill -0 "$parent" 2>/dev/null; do
    size=$(awk '/VmHWM/{print $2}' "/proc/$parent/status" 2>/dev/null || true); [ "${size:-0}" -gt "$most_parent" ] && most_parent=$size
    for child in $(pgrep -P "$parent" || true); do
      size=$(awk '/VmHWM/{print $2}' "/proc/$child/status" 2>/dev/null || true); [ "${size:-0}" -gt "$most_child" ] && most_child=$size
    done
    sleep 0.2
  done
  wait "$parent" || true
  echo "$most_parent $most_child"
}
read -r parent_5 child_5 < <(largest "$work/5.pdf" 5)
read -r parent_500 child_500 < <(largest "$work/500.pdf" 500)
echo "memory: 5 pages: parent $((parent_5 / 1024)) MiB, child $((child_5 / 1024)) MiB; $many pages: parent $((parent_500 / 1024)) MiB, child $((child_500 / 1024)) MiB; ratio of the sums $(ratio $((parent_500 + child_500)) $((parent_5 + child_5))) (aim ≤ 1.10)"
