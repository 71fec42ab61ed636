#!/usr/bin/env bash
# Shows that nothing grows: containers that are made and removed, then many that run at once, and what the engine and
# the machine hold before, between and after: objects (after a collection of garbage), private memory, threads and open
# files of the engine; mounts, interfaces, control groups and processes of its containers.
#
#   benchmarks/growth.sh [REMOVED [RUNNING]]   1000 made and removed, 200 running at once; needs root
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
removed=${1:-1000}
running=${2:-200}
at_once=4
work=$(mktemp -d)
naru() { ./naru --data "$work/data" --run "$work/run" "$@"; }
options=(--no-web --no-relay --no-registry --no-cluster --no-context --bridge-pool 10.155.0.0/16)

finish() {
  naru down --stop-containers >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

naru up "${options[@]}" >&2
export DOCKER_HOST=unix://$work/run/docker.sock
pid=$(sed 's/.*"pid" *: *\([0-9]*\).*/\1/' "$work/run/status.json")
instance=$(sed 's/.*"instance" *: *"\([0-9a-f]*\)".*/\1/' "$work/run/status.json")
jcmd=$(readlink -f "/proc/$pid/exe")
jcmd=${jcmd%java}jcmd

mkdir -p "$work"/rootfs/{bin,dev,proc,sys,etc,tmp}
cp "$(command -v busybox)" "$work/rootfs/bin/busybox"
for name in sh true sleep; do ln -s busybox "$work/rootfs/bin/$name"; done
tar -C "$work/rootfs" -c . | docker import - growth:1 >/dev/null

row() { # row TITLE : what there is now
  "$jcmd" "$pid" GC.run >/dev/null 2>&1 || true
  local memory heap
  heap=$("$jcmd" "$pid" GC.heap_info | sed '/[Mm]etaspace/,$d' | grep -v space |
    grep -o 'used [0-9]*K' | awk '{s += $2} END {printf "%.1f", s / 1024}')
  memory=$(awk '/^Private_/ {s += $2} END {printf "%.0f", s / 1024}' "/proc/$pid/smaps_rollup")
  printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$heap" "$memory" \
    "$(find "/proc/$pid/task" -mindepth 1 -maxdepth 1 | wc -l)" \
    "$(find "/proc/$pid/fd" -mindepth 1 -maxdepth 1 | wc -l)" \
    "$(grep -c "$work" /proc/self/mountinfo || true)" \
    "$(ip -o link | grep -c "$instance" || true)" \
    "$(find /sys/fs/cgroup -maxdepth 4 -type d -path "*naru-$instance/*" 2>/dev/null | wc -l)" \
    "$(pgrep -fc "conmon.*$work" || true)"
}
one() { docker run -d --name "$1" growth:1 true >/dev/null && docker wait "$1" >/dev/null && docker rm "$1" >/dev/null; }
each() { xargs -P "$at_once" "$@" >/dev/null; }
export -f one

echo '| | objects MB | private MB | threads | open files | mounts | interfaces | cgroups | conmon |'
echo '|---|---|---|---|---|---|---|---|---|'
seq -f 'warm-%g' 20 | each -n 1 bash -c 'one "$0"'
row "after 20 containers"
seq -f 'gone-%g' "$((removed / 2))" | each -n 1 bash -c 'one "$0"'
row "after $((removed / 2)) more"
seq -f 'gone-%g' "$((removed - removed / 2))" | each -n 1 bash -c 'one "$0"'
row "after $removed more"
seq -f 'runs-%g' "$running" | each -I NAME docker run -d --name NAME growth:1 sleep 3600
row "$running running"
seq -f 'runs-%g' "$running" | each -I NAME docker exec NAME true
row "$running running, a command in each"
seq -f 'runs-%g' "$running" | each -n 20 docker rm -f
row "those removed"
