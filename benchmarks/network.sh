#!/usr/bin/env bash
# Measures bytes per second with iperf3 on both engines in turns: through a port published on localhost, of IPv4 and IPv6, and
# on an address of the machine, and from one container to another on a network of their own. Prints a table of medians with
# their ratio.
#
#   benchmarks/network.sh [SECONDS [ROUNDS]]   3 seconds, 3 rounds; needs root; fetches dockerd and iperf3 the first time
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=benchmarks/measure.sh
. benchmarks/measure.sh
seconds=${1:-3}
rounds=${2:-3}
peers=.naru/peers
work=$(mktemp -d)
naru() { ./naru --data "$work/data" --run "$work/run" "$@"; }

finish() {
  if [ -n "${dockerd:-}" ]; then # its data stays for the next time
    docker -H "$dockerd" rm -f server client >/dev/null 2>&1 || true
    docker -H "$dockerd" network rm bench >/dev/null 2>&1 || true
  fi
  benchmarks/peers.sh stop "$peers" >/dev/null 2>&1 || true
  naru down --stop-containers >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

[ -x "$peers/bin/dockerd" ] || benchmarks/peers.sh install "$peers" >&2
tool=$PWD/$peers/iperf
if [ ! -x "$tool/usr/bin/iperf3" ]; then # the machine's own packages stay as they are
  mkdir -p "$tool"
  (cd "$tool" && apt-get -qq -o APT::Sandbox::User=root download iperf3 libiperf0 libsctp1 >&2 \
    && for deb in *.deb; do dpkg-deb -x "$deb" . && rm "$deb"; done)
fi
LD_LIBRARY_PATH=$(dirname "$(find "$tool" -name 'libiperf.so.0')")
export LD_LIBRARY_PATH
iperf() { "$tool/usr/bin/iperf3" "$@"; }

mkdir -p "$work"/rootfs/{bin,dev,proc,sys,etc,tmp}
cp "$tool/usr/bin/iperf3" "$work/rootfs/bin"
ldd "$tool/usr/bin/iperf3" | grep -oE '/[^ ]+' | while read -r library; do
  case $library in
  "$tool"*) install -D "$library" "$work/rootfs/usr/lib/$(basename "$library")" ;;
  *) install -D "$(readlink -f "$library")" "$work/rootfs$library" ;;
  esac
done
tar -C "$work/rootfs" -cf "$work/rootfs.tar" .

dockerd=$(benchmarks/peers.sh start "$peers")
naru up --no-web --no-relay --no-registry --no-cluster --no-context --bridge-pool 10.154.0.0/16 >&2
engine=unix://$work/run/docker.sock
address=$(hostname -I | cut -d' ' -f1)
for socket in "$engine" "$dockerd"; do
  docker -H "$socket" import "$work/rootfs.tar" iperf >/dev/null
  docker -H "$socket" network create bench >/dev/null
  docker -H "$socket" run -d --name server --network bench -e LD_LIBRARY_PATH=/usr/lib -p 127.0.0.1::5201 -p "$address::5201" \
    -p '[::1]::5201' iperf iperf3 -s >/dev/null
  docker -H "$socket" run -d --name client --network bench -e LD_LIBRARY_PATH=/usr/lib iperf iperf3 -s >/dev/null
done

rate() { grep -oE '[0-9.]+ [MG]bits/sec +receiver' | awk '{print $2 ~ /^G/ ? $1 * 1000 : $1}' | tail -1; } # Mbit/s
port() { docker -H "$1" port server 5201/tcp | grep -F "$2:" | sed 's/.*://'; } # port ENGINE ADDRESS
local_in() { iperf -c 127.0.0.1 -p "$(port "$1" 127.0.0.1)" -t "$seconds" -f m | rate; }
local_out() { iperf -c 127.0.0.1 -p "$(port "$1" 127.0.0.1)" -t "$seconds" -f m -R | rate; }
sixth_in() { iperf -c ::1 -p "$(port "$1" '[::1]')" -t "$seconds" -f m | rate; }
sixth_out() { iperf -c ::1 -p "$(port "$1" '[::1]')" -t "$seconds" -f m -R | rate; }
published_in() { iperf -c "$address" -p "$(port "$1" "$address")" -t "$seconds" -f m | rate; }
published_out() { iperf -c "$address" -p "$(port "$1" "$address")" -t "$seconds" -f m -R | rate; }
between() { docker -H "$1" exec client iperf3 -c server -t "$seconds" -f m | rate; }

row() { # row TITLE WHAT
  local round
  : >"$work/a"
  : >"$work/b"
  for ((round = 0; round < rounds; round++)); do
    "$2" "$engine" >>"$work/a"
    "$2" "$dockerd" >>"$work/b"
  done
  awk -v title="$1" -v a="$(median <"$work/a")" -v b="$(median <"$work/b")" \
    'BEGIN {printf "| %s | %.0f | %.0f | %.2f |\n", title, a, b, a / b}'
}

echo "| Mbit/s | Naru | dockerd 26.1 | ratio |"
echo "|---|---|---|---|"
row 'to a port published on 127.0.0.1' local_in
row 'from it' local_out
row 'to a port published on [::1]' sixth_in
row 'from it' sixth_out
row "to a port published on the machine's address" published_in
row 'from it' published_out
row 'from one container to another' between
