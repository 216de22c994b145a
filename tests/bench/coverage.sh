#!/usr/bin/env bash
# Managers' figures on a large ledger, beside PostgreSQL and DuckDB doing the same GROUP BY on the same data.
# PAPERS (10000000) and DOSSIERS (3000000); BENCH_DIR for another disk: ten million papers take some 80 GB of it, and an hour and a
# half. KEPT names a folder in which history and ledger stay: a fill that was stopped goes on there, and one that was not is only asked.
. "$(dirname "$0")/common.sh"

papers=${PAPERS:-10000000}
dossiers=${DOSSIERS:-3000000}
if [ -n "${KEPT:-}" ]; then
  mkdir -p "$KEPT"
  disk=$(realpath "$KEPT")
else
  disk=$(mktemp -d -p "${BENCH_DIR:-$root/target}")
fi
stop() {
  stop_postgres
  rm -rf "$work" "$disk/postgres" "$disk/socket"
  [ -n "${KEPT:-}" ] || rm -rf "$disk"
}
trap stop EXIT

cd "$root"
cargo build --release --locked --workspace --bin generator
bench=$(cargo bench --locked --workspace --bench coverage --no-run 2>&1 | sed -n 's/.*Executable benches.*(\(.*\))$/\1/p')

machine
if [ ! -d "$disk/history" ]; then
  target/release/generator "$disk/history.growing" --papers "$papers" --dossiers "$dossiers"
  mv "$disk/history.growing" "$disk/history"
fi
"$bench" fill "$disk/ledger" "$disk/history"
du -sh "$disk/ledger" | awk '{print "the ledger takes " $1}'
"$bench" ask "$disk/ledger"

in_force="SELECT unit, type, count(*) FROM paper WHERE kind = 'result' AND approved_on <= '2026-11-24'
  AND (valid_until IS NULL OR valid_until >= '2026-11-24') AND (ended_on IS NULL OR ended_on > '2026-11-24') GROUP BY unit, type"
indicators="SELECT unit, count(*), sum(owes_result),
  sum(CASE WHEN owes_result = 1 AND result = 1 THEN 1 ELSE 0 END),
  sum(CASE WHEN handed_in + reused > 0 AND (owes_result = 0 OR result = 1) THEN 1 ELSE 0 END),
  sum(CASE WHEN reused > 0 THEN 1 ELSE 0 END), sum(CASE WHEN national = 1 OR published = 1 THEN 1 ELSE 0 END),
  sum(CASE WHEN resolved_on IS NOT NULL THEN 1 ELSE 0 END), sum(CASE WHEN returned_on <= due_on THEN 1 ELSE 0 END)
  FROM dossier WHERE received_on BETWEEN '2026-01-01' AND '2026-11-24' GROUP BY unit"
applicants="SELECT unit, count(DISTINCT holder) FROM dossier WHERE received_on BETWEEN '2026-01-01' AND '2026-11-24' GROUP BY unit"
tables="CREATE TABLE paper (holder text, type text, number int, kind text, unit text, registered_on date, approved_on date,
  valid_until date, ended_on date, pages int);
CREATE TABLE dossier (number text, unit text, procedure text, holder text, received_on date, due_on date, resolved_on date,
  returned_on date, owes_result int, handed_in int, reused int, national int, result int, published int);"

start_postgres
ask_postgres -c "$tables"
ask_postgres -c "\\copy paper FROM '$disk/history/papers.csv' CSV HEADER" -c "\\copy dossier FROM '$disk/history/dossiers.csv' CSV HEADER"
ask_postgres -c "VACUUM ANALYZE"
of_postgres() { for _ in 1 2 3; do ask_postgres -c '\timing on' -c "$1" | sed -n 's/^Time: \([0-9.]*\).*/\1/p'; done | sort -n | sed -n 2p; }
echo "PostgreSQL $(ask_postgres -c 'SHOW server_version'), GROUP BY in ms: in force $(of_postgres "$in_force"), indicators $(of_postgres "$indicators"), applicants $(of_postgres "$applicants")"

python3 -m venv "$work/python" && "$work/python/bin/pip" install -q duckdb
"$work/python/bin/python" - "$disk/history" "$tables" "$in_force" "$indicators" "$applicants" <<'EOF'
import statistics, sys, time, duckdb
history, tables, *questions = sys.argv[1:]
con = duckdb.connect()
con.execute(tables)
con.execute(f"COPY paper FROM '{history}/papers.csv' (HEADER)")
con.execute(f"COPY dossier FROM '{history}/dossiers.csv' (HEADER)")
took = []
for question in questions:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        con.execute(question).fetchall()
        times.append((time.perf_counter() - began) * 1000)
    took.append(statistics.median(times))
print(f"DuckDB {duckdb.__version__}, GROUP BY in ms: in force {took[0]:.1f}, indicators {took[1]:.1f}, applicants {took[2]:.1f}")
print(f"check: {con.execute('SELECT count(*) FROM dossier WHERE received_on >= DATE ' + repr('2026-01-01')).fetchone()[0]} dossiers received this year, "
      f"{sum(row[2] for row in con.execute(questions[0]).fetchall())} results in force")
EOF
