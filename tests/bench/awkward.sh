#!/usr/bin/env bash
# Awkward files (AWKWARD=folder): what becomes of each, and the largest resident size of whoever decodes and reads it.
. "$(dirname "$0")/common.sh"
awkward=${AWKWARD:-$root/../shared/scans/awkward}
[ -d "$awkward" ] || awkward=$root/fixtures/scans/ugly
aim_mib=300

outcome() { grep -o '"outcome": *"[a-z]*"' "$work/receipt" | head -1 | grep -o '[a-z]*"$' | tr -d '"'; }
over=0 worst=0 at=0 files=0
for file in "$awkward"/*; do
  case $file in *.json | *.md) continue ;; esac
  at=$((at + 1))
  watch_memory "$hoso" ingest "$file" --unit H48.28.05 --operator bench --json --access --data "$work/data-$at" >"$work/receipt" 2>/dev/null
  files=$((files + 1))
  mib=$((largest_child / 1024))
  [ "$mib" -gt "$worst" ] && worst=$mib
  note=
  if [ "$mib" -gt "$aim_mib" ]; then over=$((over + 1)); note=" OVER"; fi
  printf 'awkward: %-38s %-9s child %4d MiB, parent %3d MiB%s\n' "$(basename "$file")" "$(outcome)" "$mib" $((largest_parent / 1024)) "$note"
  rm -rf "$work/data-$at"
done
watch_memory "$hoso" ingest "$awkward" --unit H48.28.05 --operator bench --json --access --data "$work/data-all" >/dev/null 2>&1
echo "awkward: $files files: worst child $worst MiB (aim ≤ $aim_mib), $over over; all in one run: child $((largest_child / 1024)) MiB, parent $((largest_parent / 1024)) MiB"
