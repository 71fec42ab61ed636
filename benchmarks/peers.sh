#!/usr/bin/env bash
# Unpacks the engine that Naru is measured against (dockerd 26.1 with containerd 1.7, from Debian 13) into a folder of
# its own, by way of the mirror that this machine's apt uses. Nothing of the machine's own packages changes.
#
#   benchmarks/peers.sh install DIR     about 250 MB, needs root
#   benchmarks/peers.sh start DIR       prints the socket once it answers
#   benchmarks/peers.sh stop DIR
set -euo pipefail

usage() { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -eq 2 ] || usage
mkdir -p "$2"
dir=$(cd "$2" && pwd)
bridge=peer$(($(printf '%s' "$dir" | cksum | cut -d' ' -f1) % 1000000))

install_engine() {
  local mirror apt=$dir/apt
  mirror=$(apt-get indextargets --format '$(REPO_URI)' | grep -v security | head -n 1)
  mkdir -p "$apt"/{lists/partial,archives/partial,parts} "$dir/bin"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$apt/sources.list"
  local options=(-qq -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts="$apt/parts"
    -o Dir::State::lists="$apt/lists" -o Dir::Cache::archives="$apt/archives" -o Dir::Cache::pkgcache=
    -o Dir::Cache::srcpkgcache= -o Dir::State::status=/dev/null -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  (cd "$apt/archives" && apt-get "${options[@]}" download docker.io containerd && for deb in *.deb; do dpkg-deb -x "$deb" "$dir/root"; done)
  cp "$dir"/root/usr/sbin/{dockerd,docker-proxy} "$dir"/root/usr/bin/{containerd,containerd-shim-runc-v2} "$dir/bin/"
  rm -rf "$apt" "$dir/root"
}

start_engine() {
  rm -rf "$dir/data/network" # networks of an earlier start, whose bridge may have had another name
  iptables -S FORWARD | head -n 1 >"$dir/forward" # dockerd sets the policy to DROP for the whole machine: put back at stop
  ip link show "$bridge" >/dev/null 2>&1 || ip link add "$bridge" type bridge
  ip addr replace 10.60.7.1/24 dev "$bridge"
  ip link set "$bridge" up
  PATH=$dir/bin:$PATH setsid dockerd --data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/pid" \
    --bridge "$bridge" -H "unix://$dir/docker.sock" >"$dir/dockerd.log" 2>&1 </dev/null &
  for _ in $(seq 150); do
    docker -H "unix://$dir/docker.sock" version >/dev/null 2>&1 && { echo "unix://$dir/docker.sock"; return; }
    sleep 0.2
  done
  tail -n 5 "$dir/dockerd.log" >&2
  return 1
}

stop_engine() {
  kill "$(cat "$dir/pid")"
  while [ -e "$dir/pid" ]; do sleep 0.1; done
  ip link delete "$bridge"
  read -r -a policy <"$dir/forward"
  iptables "${policy[@]}"
}

case $1 in
install) install_engine ;;
start) start_engine ;;
stop) stop_engine ;;
*) usage ;;
esac
