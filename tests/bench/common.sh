# Sourced by the benches: where things are, what machine this is, and a clock.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
hoso=$root/target/release/hoso
scans=$root/../shared/scans/real
[ -d "$scans" ] || scans=$root/fixtures/scans
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Without the limit that is set below and that nproc obeys.
cores=$(env -u OMP_THREAD_LIMIT nproc)
export OMP_THREAD_LIMIT=1

machine() {
  echo "$(date -u +%F) · $cores × $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1) · $(free -g | awk '/Mem/{print $2}') GiB · $(git -C "$root" describe --always --dirty 2>/dev/null)"
}

# Seconds of wall time of a command.
wall() { local from to; from=$(date +%s.%N); "$@" >/dev/null 2>&1; to=$(date +%s.%N); awk "BEGIN{print $to-$from}"; }
# Seconds of processor time of a command and its children.
cpu() { local out; out=$( { TIMEFORMAT='%U %S'; time "$@" >/dev/null 2>&1; } 2>&1 | tail -1 ); awk '{print $1+$2}' <<<"$out"; }
ratio() { awk "BEGIN{printf \"%.2f\", $1/$2}"; }

# Runs a command, and sets largest_parent and largest_child: the largest resident size in KiB of it and of its children.
watch_memory() {
  "$@" &
  local parent=$! size child
  largest_parent=0 largest_child=0
  while kill -0 "$parent" 2>/dev/null; do
    size=$(awk '/VmHWM/{print $2}' "/proc/$parent/status" 2>/dev/null || true); [ "${size:-0}" -gt "$largest_parent" ] && largest_parent=$size
    for child in $(pgrep -P "$parent" || true); do
      size=$(awk '/VmHWM/{print $2}' "/proc/$child/status" 2>/dev/null || true); [ "${size:-0}" -gt "$largest_child" ] && largest_child=$size
    done
    sleep 0.02
  done
  wait "$parent" || true
}

# PostgreSQL will not run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi; }
# A PostgreSQL in $disk, which `ask_postgres` asks until `stop_postgres`.
start_postgres() {
  postgres_bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
  mkdir -p "$disk/postgres" "$disk/socket"
  [ "$(id -u)" != 0 ] || chown postgres "$disk/postgres" "$disk/socket"
  chmod 755 "$disk"
  as_postgres "$postgres_bin/initdb" -D "$disk/postgres" -U bench >/dev/null
  as_postgres "$postgres_bin/pg_ctl" -D "$disk/postgres" -w -l "$disk/socket/log" \
    -o "-k $disk/socket -c listen_addresses= -c shared_buffers=2GB -c work_mem=256MB -c max_wal_size=8GB" start >/dev/null
}
stop_postgres() { [ -z "${postgres_bin:-}" ] || as_postgres "$postgres_bin/pg_ctl" -D "$disk/postgres" -m fast stop >/dev/null; }
ask_postgres() { psql -qXAt -h "$disk/socket" -U bench -d postgres "$@"; }
