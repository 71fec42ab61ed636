#!/usr/bin/env bash
# Measures the Kubernetes API of one server by itself: creates and lists over TLS, and how soon after its start it
# is ready. Prints a table.
#
#   benchmarks/api.sh [PODS]        5000 by default; needs root and kubectl
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=benchmarks/measure.sh
. benchmarks/measure.sh
NARU_HOME=$PWD
# shellcheck source=scripts/system.sh
. scripts/system.sh
ensure_jdk
pods=${1:-5000}
work=$(mktemp -d)
options=(--no-web --no-relay --no-registry --kube 127.0.0.1:6873 --bridge-pool 10.150.0.0/16
  --pod-network 10.151.0.0/16 --service-network 10.152.0.0/16)

naru() { ./naru --data "$work/data" --run "$work/run" "$@"; }
finish() {
  naru down --stop-containers >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

# curl asks, since a kubectl for each question would take one of the processors from the daemon.
until_ready() { # until_ready SINCE : prints the milliseconds until the API says that it is ready
  local end=$((SECONDS + 60))
  until curl -sk --max-time 1 https://127.0.0.1:6873/readyz 2>/dev/null | grep -q ok; do
    ((SECONDS < end)) || { echo "not ready within 60 s" >&2; return 1; }
    sleep 0.01
  done
  echo $(($(milliseconds) - $1))
}
start() {
  local began
  began=$(milliseconds)
  naru up --no-context "${options[@]}" >&2
  until_ready "$began"
}
daemon_alone() {
  local began pid
  began=$(milliseconds)
  ./naru --data "$work/data" --run "$work/run" daemon "${options[@]}" >"$work/log" 2>&1 &
  pid=$!
  until_ready "$began"
  naru down >&2
  wait "$pid" || true # it was told to stop
}

for _ in 1 2 3 4 5; do
  rm -rf "$work/data"
  daemon_alone >>"$work/empty"
  daemon_alone >>"$work/there"
done
rm -rf "$work/data"
first=$(start)
naru down >&2
again=$(start)
(umask 077 && naru token create --role admin --ttl 1h >"$work/token")
echo "| one server | |"
echo "|---|---|"
echo "| from the daemon's start on an empty folder until the API is ready, ms (median of 5) | $(median <"$work/empty") |"
echo "| the same on a folder that is there, ms (median of 5) | $(median <"$work/there") |"
echo "| from \`naru up\` on an empty folder until the API is ready, ms | $first |"
echo "| the same on a folder that is there, ms | $again |"
"$JAVA_HOME/bin/java" benchmarks/ApiLoad.java "$work/data/kubeconfig" "$work/token" "$pods"
