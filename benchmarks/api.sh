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
options=(--no-context --no-web --no-relay --no-registry --kube 127.0.0.1:6873 --bridge-pool 10.150.0.0/16
  --pod-network 10.151.0.0/16 --service-network 10.152.0.0/16)

naru() { ./naru --data "$work/data" --run "$work/run" "$@"; }
finish() {
  naru down --stop-containers >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

start() { # prints the milliseconds from the command until the API says that it is ready
  local began
  began=$(milliseconds)
  naru up "${options[@]}" >&2
  until kubectl --kubeconfig "$work/data/kubeconfig" --cache-dir "$work/cache" get --raw /readyz >/dev/null 2>&1; do :; done
  echo $(($(milliseconds) - began))
}

first=$(start)
naru down >&2
again=$(start)
(umask 077 && naru token create --role admin --ttl 1h >"$work/token")
echo "| one server | |"
echo "|---|---|"
echo "| from \`naru up\` on an empty folder until the API is ready, ms | $first |"
echo "| the same on a folder that is there, ms | $again |"
"$JAVA_HOME/bin/java" benchmarks/ApiLoad.java "$work/data/kubeconfig" "$work/token" "$pods"
