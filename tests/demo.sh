#!/usr/bin/env bash
# Tests ./naru demo as its user sees it: to the end with three nodes, interrupted, and without the package registries.
# Takes folders, ports and subnets of its own; root. Run by ./verify.
#
#   tests/demo.sh                 interrupted at two stages (SEED=N chooses the same again)
#   tests/demo.sh --every-stage   interrupted at every stage
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=../scripts/leaks.sh
. "$home/scripts/leaks.sh"

folder=$(mktemp -d "${TMPDIR:-/tmp}/naru-demo-test.XXXXXX")
mkdir "$folder/tmp"
export TMPDIR=$folder/tmp NARU_DATA=$folder/data NARU_RUN=$folder/run NARU_POOL=10.125.0.0/16
export NARU_PODS=100.120.0.0/18 NARU_SERVICES=100.120.64.0/18 NARU_NODES=10.126.0.0/24
export DOCKER_CONFIG=$folder/docker no_proxy=127.0.0.1,localhost,.localhost
failures=0

free_port() { # one that nobody listens at
  local port
  for port in $(shuf -i 20000-29999 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}
for name in NARU_WEB NARU_REGISTRY NARU_KUBE NARU_RELAY_HTTP NARU_RELAY_AGENTS; do export "$name=127.0.0.1:$(free_port)"; done

began=$SECONDS
took() { printf '   took %d s\n' $((SECONDS - began)) && began=$SECONDS; }
wrong() { printf 'WRONG: %s\n' "$1" && tail -n 25 "$folder/log" && failures=$((failures + 1)); }
expect() { grep -qF "$1" "$folder/log" || wrong "the demo did not say: $1"; }
# What is in the kernel of the demo's own: other tests may run beside it.
own=(-e "$folder" -e "naru-$(printf '%s' "$NARU_DATA" | sha256sum | cut -c1-6)") # the second as in scripts/demo-nodes.sh
for data in "$NARU_DATA" "$NARU_DATA-demo/demo2" "$NARU_DATA-demo/demo3"; do own+=(-e "$(instance_id "$data")"); done
nothing_left() {
  list_traces | grep -F "${own[@]}" >"$folder/after" || true
  check_leaks /dev/null "$folder/after" || wrong "the demo left something in the kernel"
  [ -z "$(ls -A "$TMPDIR")" ] || wrong "the demo left files: $(ls -A "$TMPDIR")"
}
finish() {
  "$home/naru" --data "$NARU_DATA" --run "$NARU_RUN" down --stop-containers >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap finish EXIT

echo "-- to the end, with three nodes"
"$home/naru" demo --yes --nodes 3 >"$folder/log" 2>&1 </dev/null || wrong "the demo failed"
expect "the page shows “The ferry has landed”"
expect "the page shows “The river has been crossed”"
expect "the page shows “morning tide”"
expect "the cluster has noticed"
expect "no request goes there"
expect "three replicas are ready"
expect "the session's counter went on"
expect "the page shows “evening tide”"
expect "no request failed"
expect "Cleaning up"
grep -E 'the page shows|Done in|skipped|after it died|no request goes|replicas are ready|requests in|went on' "$folder/log" \
  | sed 's/^ */   /'
nothing_left
took

# Ctrl-C goes to every program of the terminal's foreground, which is a process group of its own here; a shell without
# a terminal lets its background ignore it, so that is undone.
interrupt_at() { # interrupt_at TITLE OPTION…
  local pid tries=0
  echo "-- interrupted at: $1"
  : >"$folder/log"
  setsid env --default-signal=INT "$home/naru" demo --yes "${@:2}" >"$folder/log" 2>&1 </dev/null &
  pid=$!
  until grep -qF "▸ $1" "$folder/log" || ! kill -0 "$pid" 2>/dev/null || [ $((tries += 1)) -gt 1800 ]; do
    read -r -t 0.1 <> <(:) || true
  done
  kill -INT -- "-$pid" || wrong "the demo ended before it could be interrupted"
  wait "$pid" && wrong "an interrupted demo ended as if all were well"
  expect "interrupted"
  expect "Cleaning up"
  nothing_left
  took
}
stages=("An image for the web server" "The web server" "A Git server with a password" "The job, and the webhook" "git push"
  "Another push" "A node dies")
if [ "${1:-}" != --every-stage ]; then # each takes up to two minutes: two of them, others each time
  seed=${SEED:-$RANDOM}
  echo "-- stages to interrupt: SEED=$seed"
  mapfile -t stages < <(printf '%s\n' "${stages[@]}" \
    | awk -v seed="$seed" 'BEGIN {srand(seed)} {print rand() "\t" $0}' | sort | head -n 2 | cut -f 2)
fi
for stage in "${stages[@]}"; do
  case $stage in
    "A node dies") interrupt_at "$stage" --nodes 3 ;;
    *) interrupt_at "$stage" ;;
  esac
done

echo "-- without the package registries"
rm -rf "$NARU_DATA"
# a network namespace with nothing but itself
unshare --net sh -c 'ip link set lo up && exec "$@"' sh \
  "$home/naru" demo --yes >"$folder/log" 2>&1 </dev/null || wrong "the demo failed without registries"
expect "skipped: debian:bookworm: the machine's Debian mirror does not answer"
expect "skipped: the Vue project"
expect "the page shows “The river has been crossed”"
grep -E 'the page shows|Done in|skipped' "$folder/log" | sed 's/^ */   /'
nothing_left
took

[ "$failures" = 0 ] && echo "the demo does what it says"
