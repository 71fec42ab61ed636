#!/usr/bin/env bash
# Times a cluster of three Narus against a swarm of three dockerds, one after the other on the same machine, each node
# in a network namespace of its own, and prints a table with the ratios: pods until all run, a dead node until it is
# noticed, memory of idle daemons.
#
#   benchmarks/cluster.sh [PODS]        300 by default; needs root and kubectl; installs dockerd under .naru/peers
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=benchmarks/measure.sh
. benchmarks/measure.sh
pods=${1:-300}
peers=$PWD/.naru/peers
work=$(mktemp -d)
id=bench$$
address=10.213.9
patience=900 # seconds

host() { nsenter --net="/run/netns/$id-$1" "${@:2}"; } # host NUMBER COMMAND…
naru() { host "$1" ./naru --data "$work/naru$1/data" --run "$work/naru$1/run" "${@:2}"; }
swarm() { docker -H "unix://$work/dockerd$1/docker.sock" "${@:2}"; }

finish() {
  local node
  for node in 3 2 1; do
    naru "$node" down --stop-containers >/dev/null 2>&1 || true
    stop_dockerd "$node"
  done
  for node in 0 1 2 3; do ip netns delete "$id-$node" 2>/dev/null || true; done
  rm -rf "$work"
}
stop_dockerd() {
  local pid
  [ -r "$work/dockerd$1/pid" ] || return 0
  pid=$(cat "$work/dockerd$1/pid")
  swarm "$1" ps -aq | xargs -r docker -H "unix://$work/dockerd$1/docker.sock" rm -f >/dev/null 2>&1 || true
  kill "$pid"
  tail --pid="$pid" -f /dev/null
}
trap finish EXIT

wait_until() { # wait_until WHAT COMMAND…
  local end=$((SECONDS + patience))
  until "${@:2}" >/dev/null 2>&1; do
    ((SECONDS < end)) || { echo "not within $patience s: $1" >&2; exit 1; }
    sleep 0.1
  done
}

make_network() { # a switch in a namespace of its own, three hosts at it
  local node
  for node in 0 1 2 3; do
    ip netns add "$id-$node"
    ip -n "$id-$node" link set lo up
  done
  ip -n "$id-0" link add switch type bridge
  ip -n "$id-0" link set switch up
  for node in 1 2 3; do
    ip -n "$id-$node" link add eth0 type veth peer name "port$node" netns "$id-0"
    ip -n "$id-0" link set "port$node" master switch up
    ip -n "$id-$node" address add "$address.$node/24" dev eth0
    ip -n "$id-$node" link set eth0 up
    ip -n "$id-$node" route add default via "$address.1" 2>/dev/null || true
  done
}
cable() { ip -n "$id-0" link set port3 "$1"; } # of the third host: up, down

make_image() { # one static program, so that nothing but the engines is measured
  mkdir -p "$work"/rootfs/{bin,dev,proc,sys,etc,tmp}
  cp "$(command -v busybox)" "$work/rootfs/bin/busybox"
  ln -s busybox "$work/rootfs/bin/sleep"
  tar -C "$work/rootfs" -cf "$work/image.tar" .
}

memory() { # memory PID…: private megabytes
  local pid
  for pid in "$@"; do cat "/proc/$pid/smaps_rollup"; done | awk '/^Private/ {sum += $2} END {printf "%.0f", sum / 1024}'
}

find_kubectl() {
  local beside
  beside=$(dirname "$(readlink -f "$(command -v kubectl)")")
  if [ -x "$beside/kubectl.1.32" ]; then echo "$beside/kubectl.1.32"; else command -v kubectl; fi
}
kube() { host 1 "$kubectl" --kubeconfig "$work/naru1/data/kubeconfig" --cache-dir "$work/kube" "$@"; }
naru_pid() { sed 's/.*"pid" *: *\([0-9]*\).*/\1/' "$work/naru$1/run/status.json"; }
naru_ready() { [ "$(kube get nodes --no-headers | grep -cw Ready)" = "$1" ]; }
naru_pods() { [ "$(kube get pods --no-headers | wc -l)" = "$1" ]; }

measure_naru() {
  local options=(--no-web --no-relay --no-registry) node token start
  kubectl=$(find_kubectl)
  naru 1 up --no-context "${options[@]}" --kube "$address.1:6443" --node-name n1 >&2
  token=$(naru 1 token create)
  for node in 2 3; do naru "$node" join "$address.1" --token "$token" --name "n$node" "${options[@]}" >&2; done
  wait_until "three nodes are ready" naru_ready 3
  for node in 1 2 3; do docker -H "unix://$work/naru$node/run/docker.sock" import "$work/image.tar" bench:1 >/dev/null; done
  sleep 20
  naru_server=$(memory "$(naru_pid 1)")
  naru_agent=$(memory "$(naru_pid 2)")
  start=$(milliseconds)
  kube create deployment bench --image=bench:1 --replicas="$pods" -- sleep 100000 >/dev/null
  kube rollout status deployment/bench --timeout="${patience}s" >/dev/null
  naru_start=$(($(milliseconds) - start))
  kube delete deployment bench --now >/dev/null
  wait_until "pods are gone" naru_pods 0
  start=$(milliseconds)
  cable down
  wait_until "the node is not ready" naru_ready 2
  naru_noticed=$(($(milliseconds) - start))
  cable up
  wait_until "the node is back" naru_ready 3
  for node in 3 2 1; do naru "$node" down --stop-containers >&2; done
}

start_dockerd() {
  local dir=$work/dockerd$1
  mkdir -p "$dir"
  PATH=$peers/bin:$PATH host "$1" setsid dockerd --data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/pid" \
    -H "unix://$dir/docker.sock" >"$dir/log" 2>&1 </dev/null &
  wait_until "dockerd $1 answers" swarm "$1" version
}
swarm_runs() { [ "$(swarm 1 service ls --format '{{.Replicas}}')" = "$pods/$pods" ]; }
swarm_empty() { [ -z "$(for node in 1 2 3; do swarm "$node" ps -aq; done)" ]; }
swarm_down() { [ "$(swarm 1 node inspect "$1" --format '{{.Status.State}}')" = down ]; }
dockerd_pids() { # dockerd's and its containerd's
  local pid
  pid=$(cat "$work/dockerd$1/pid")
  echo "$pid $(ps -o pid= --ppid "$pid" | tr '\n' ' ')"
}

measure_swarm() {
  local node token third start
  [ -x "$peers/bin/dockerd" ] || benchmarks/peers.sh install "$peers" >&2
  for node in 1 2 3; do
    start_dockerd "$node"
    swarm "$node" import "$work/image.tar" bench:1 >/dev/null
  done
  swarm 1 swarm init --advertise-addr "$address.1" >/dev/null
  token=$(swarm 1 swarm join-token -q worker)
  for node in 2 3; do swarm "$node" swarm join --token "$token" --advertise-addr "$address.$node" "$address.1:2377" >&2; done
  third=$(swarm 3 info --format '{{.Swarm.NodeID}}')
  swarm 1 network create -d overlay --subnet 10.99.0.0/20 bench >/dev/null # pods have addresses across nodes too
  sleep 20
  # shellcheck disable=SC2046
  swarm_server=$(memory $(dockerd_pids 1))
  # shellcheck disable=SC2046
  swarm_agent=$(memory $(dockerd_pids 2))
  start=$(milliseconds)
  swarm 1 service create --name bench --network bench --replicas "$pods" --detach=true --no-resolve-image \
    bench:1 sleep 100000 >/dev/null
  wait_until "all tasks run" swarm_runs # without the seconds for which the client looks on
  swarm_start=$(($(milliseconds) - start))
  swarm 1 service rm bench >/dev/null
  wait_until "tasks are gone" swarm_empty
  start=$(milliseconds)
  cable down
  wait_until "the node is down" swarm_down "$third"
  swarm_noticed=$(($(milliseconds) - start))
  cable up
}

row() { # row TITLE NARU SWARM DIVISOR
  awk -v title="$1" -v a="$2" -v b="$3" -v by="$4" \
    'BEGIN {printf "| %s | %.1f | %.1f | %.2f |\n", title, a / by, b / by, a / b}'
}

make_network
make_image
measure_naru
measure_swarm
echo "| three nodes on one machine | Naru | Swarm 26.1 | ratio |"
echo "|---|---|---|---|"
row "$pods pods from \`create\` until all are ready, s" "$naru_start" "$swarm_start" 1000
row "a node that is cut off until it is noticed, s" "$naru_noticed" "$swarm_noticed" 1000
row "private memory of an idle server, MB" "$naru_server" "$swarm_server" 1
row "private memory of an idle agent, MB" "$naru_agent" "$swarm_agent" 1
