#!/usr/bin/env bash
# How long `hoso import dossiers` takes for what a one-stop system exported, into a new store on disk: DOSSIERS (1000000) lines.
# Beside it PostgreSQL, which copies the same file into a table that is indexed by number and by holder, and checks nothing.
. "$(dirname "$0")/common.sh"

dossiers=${DOSSIERS:-1000000}
disk=$(mktemp -d -p "${BENCH_DIR:-$root/target}")
stop() { stop_postgres; rm -rf "$work" "$disk"; }
trap stop EXIT

cd "$root"
cargo build --release --locked --workspace --bins
machine
target/release/generator "$disk/export" --export "$dossiers"
file=$disk/export/dossiers.csv
ours=$(wall "$hoso" import dossiers "$file" --data "$disk/data" --catalogue "$disk/export/catalogue")
echo "$dossiers dossiers imported in $ours s: $(awk "BEGIN{printf \"%.0f\", $dossiers/$ours}")/s"
du -sh "$disk/data" | awk '{print "the store takes " $1}'

start_postgres
columns=$(head -1 "$file" | sed 's/[^,]*/"&" text/g')
ask_postgres -c "CREATE TABLE dossier ($columns, PRIMARY KEY (\"MaHoSo\")); CREATE INDEX ON dossier (\"SoGiayToChuHoSo\")"
theirs=$(wall ask_postgres -c "\\copy dossier FROM '$file' CSV HEADER")
echo "PostgreSQL $(ask_postgres -c 'SHOW server_version') copies it in $theirs s, unchecked and uncounted: we take $(ratio "$ours" "$theirs") times as long"
