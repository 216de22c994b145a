#!/usr/bin/env bash
# Awkward files (AWKWARD=folder): what becomes of each, and the largest resident size of whoever decodes and reads it.
. "$(dirname "$0")/common.sh"
awkward=${AWKWARD:-$root/../shared/scans/awkward}
[ -d "$awkward" ] || awkward=$root/fixtures/scans/ugly
aim_mib=300

# Largest resident size in KiB of hoso and of its children, watched while it runs, and its receipt in $work/receipt.
watch_ingest() {
  "$hoso" ingest "$1" --unit H48.28.05 --operator bench --json --access --data "$work/data-$2" >"$work/receipt" 2>/dev/null &
  local parent=$! most_parent=0 most_child=0 size child
  while kill -0 "$parent" 2>/dev/null; do
    size=$(awk '/VmHWM/{print $2}' "/proc/$parent/status" 2>/dev/null || true); [ "${size:-0}" -gt "$most_parent" ] && most_parent=$size
    for child in $(pgrep -P "$parent" || true); do
      size=$(awk '/VmHWM/{print $2}' "/proc/$child/status" 2>/dev/null || true); [ "${size:-0}" -gt "$most_child" ] && most_child=$size
    done
    sleep 0.02
  done
  wait "$parent" || true
  largest_parent=$most_parent largest_child=$most_child
}

outcome() { grep -o '"outcome": *"[a-z]*"' "$work/receipt" | head -1 | grep -o '[a-z]*"$' | tr -d '"'; }
over=0 worst=0 at=0 files=0
for file in "$awkward"/*; do
  case $file in *.json | *.md) continue ;; esac
  at=$((at + 1))
  watch_ingest "$file" "$at"
  files=$((files + 1))
  mib=$((largest_child / 1024))
  [ "$mib" -gt "$worst" ] && worst=$mib
  note=
  if [ "$mib" -gt "$aim_mib" ]; then over=$((over + 1)); note=" OVER"; fi
  printf 'awkward: %-38s %-9s child %4d MiB, parent %3d MiB%s\n' "$(basename "$file")" "$(outcome)" "$mib" $((largest_parent / 1024)) "$note"
  rm -rf "$work/data-$at"
done
watch_ingest "$awkward" all
echo "awkward: $files files: worst child $worst MiB (aim ≤ $aim_mib), $over over; all in one run: child $((largest_child / 1024)) MiB, parent $((largest_parent / 1024)) MiB"
