#!/usr/bin/env bash
# The desks on a large store: lookups under load with accounts and the log, beside a constant behind the same middleware; from key
# to paint and from nothing to the first key, in Chromium. PAPERS (1000000); BENCH_DIR for another disk.
. "$(dirname "$0")/common.sh"

papers=${PAPERS:-1000000}
seconds=${SECONDS_OF_LOAD:-15}
disk=$(mktemp -d -p "${BENCH_DIR:-$root/target}")
server=
stop() { [ -z "$server" ] || kill -INT "$server" 2>/dev/null; wait; rm -rf "$work" "$disk"; }
trap stop EXIT

command -v wrk >/dev/null || apt-get install -y -qq --no-install-recommends wrk >/dev/null
cd "$root"
cargo build --release --locked --workspace --bins
bench=$(cargo bench --locked --workspace --bench coverage --no-run 2>&1 | sed -n 's/.*Executable benches.*(\(.*\))$/\1/p')
hoso=$root/target/release/hoso

machine
target/release/generator "$disk/history" --papers "$papers" --dossiers 1
mkdir "$disk/data"
"$bench" fill "$disk/data/ledger" "$disk/history"
cd "$disk"
export HOSO_DATA=$disk/data HOSO_SERVE_REQUESTS_PER_SECOND_MAX=1000000
for role in operator clerk manager approver; do
  "$hoso" user add "$role" --role "$role" --unit H48.28.05 --json
done >accounts
key=$("$hoso" token add clerk --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
"$hoso" serve --listen 127.0.0.1:0 >served 2>&1 &
server=$!
until grep -q http:// served; do sleep 0.2; done
url=$(grep -o 'http://[0-9.:]*' served | head -1)

# Holders whom anybody may ask for, in no order.
tail -n +2 history/papers.csv | cut -d, -f1 | shuf -n 5000 --random-source=<(yes) >holders
cat >holders.lua <<'LUA'
local holders = {}
for line in io.lines("holders") do holders[#holders + 1] = line end
local at = 0
function request()
  at = at % #holders + 1
  return wrk.format("GET", "/v1/papers?holder=" .. holders[at])
end
LUA
load() { wrk -t2 -c64 -d"${seconds}s" --latency -H "Authorization: Bearer $key" "$@" | awk '
  /99%/ {p99 = $2} /50%/ {p50 = $2} /Requests\/sec/ {rate = $2} /Non-2xx/ {bad = $NF}
  END {printf "%s requests/s, p50 %s, p99 %s%s\n", rate, p50, p99, bad ? ", " bad " refused" : ""}'; }
echo "lookup by holder on $papers papers, 64 connections: $(load -s holders.lua "$url")"
echo "a constant behind the same middleware:             $(load "$url/v1/catalogue/plans")"

awk -F, 'NR > 1 && NR <= 20001 {print $1}' history/papers.csv | shuf -n 40 --random-source=<(yes) >typed
HOSO_URL=$url HOSO_ONE_TIME=$disk/accounts HOSO_TYPED=$disk/typed node "$root/web/tools/measure.mjs"
