#!/usr/bin/env bash
# How long `hoso import dossiers` takes for what a one-stop system exported, into a new store on disk: DOSSIERS (1000000) lines.
# Beside it what the disk does with as many bytes, one write and one sync, and what reading the file costs PostgreSQL's COPY.
. "$(dirname "$0")/common.sh"

dossiers=${DOSSIERS:-1000000}
disk=$(mktemp -d -p "${BENCH_DIR:-$root/target}")
trap 'rm -rf "$work" "$disk"' EXIT

cd "$root"
cargo build --release --locked --workspace --bins
machine
target/release/generator "$disk/export" --export "$dossiers"
seconds=$(wall "$hoso" import dossiers "$disk/export/dossiers.csv" --data "$disk/data" --catalogue "$disk/export/catalogue")
echo "$dossiers dossiers imported in $seconds s: $(awk "BEGIN{printf \"%.0f\", $dossiers/$seconds}")/s"
du -sh "$disk/data" | awk '{print "the store takes " $1}'
