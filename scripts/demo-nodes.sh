# The further nodes of ./naru demo --nodes N: network namespaces of this machine, each with a cable to a bridge and a Naru
# of its own that has joined the demo's. Sourced by scripts/demo, whose words and folders it uses.

subnet=${NARU_NODES:-10.213.77.0/24}
network=${subnet%.*}
gateway=$network.1 # the bridge's address, where the first node is
instance=$(printf '%s' "$data" | sha256sum | cut -c1-6) # several demos run side by side
bridge=naru-$instance

nodes() { local i; for ((i = 2; i <= count; i++)); do echo "demo$i"; done; }
netns() { echo "naru-$instance-$1"; } # netns NODE
cable() { echo "$bridge-${1#demo}"; } # cable NODE : the end of it that is at the bridge
home() { echo "$data-demo/$1"; } # home NODE : its data
on() { # on NODE WORD… : the words that run its naru, in `words`
  words=(nsenter "--net=/run/netns/$(netns "$1")" ./naru --data "$(home "$1")" --run "$run-demo/$1" "${@:2}")
}
up_options=(--no-web --no-registry --no-relay)

check_nodes() { # ends the demo with a sentence if there cannot be further nodes
  local why=
  if ! $began; then
    why="a Naru is up here at addresses that other nodes do not reach: 'naru down' first; containers go on, and 'naru up' finds them again"
  elif [ -n "$(ip -4 route show "$subnet")" ] && [ ! -e "/sys/class/net/$bridge" ]; then
    why="the subnet $subnet is in use on this machine: name another one, such as NARU_NODES=10.213.78.0/24"
  fi
  [ -z "$why" ] || { printf 'naru: %s\n' "$why" >&2 && exit 1; }
  export no_proxy=${no_proxy:+$no_proxy,}$gateway
}
make_bridge() { # before the first node starts, since that is where the others reach it
  remove_nodes || true # of an earlier demo that was killed
  shown ip link add "$bridge" type bridge
  shown ip address add "$gateway/${subnet#*/}" dev "$bridge"
  shown ip link set "$bridge" up
}
add_node() { # add_node NODE : a machine that has joined
  local at
  at=$(netns "$1")
  shown ip netns add "$at"
  shown ip link add "$(cable "$1")" master "$bridge" type veth peer name cable netns "$at"
  shown ip -n "$at" address add "$network.${1#demo}/${subnet#*/}" dev cable
  shown ip -n "$at" link set lo up
  shown ip -n "$at" link set cable up
  shown ip link set "$(cable "$1")" up
  on "$1" join "$gateway:${kube##*:}" --token-file "$work/token" --name "$1" --insecure-registry "$registry" "${up_options[@]}"
  step "${words[@]}"
}
start_on() { on "$1" up --no-context --insecure-registry "$registry" "${up_options[@]}"; } # the words that start it anew
kill_node() { # kill_node NODE : as if its plug were pulled; no process of it may do anything any more
  local at pids inside
  at=$(netns "$1")
  pids=$(ip netns pids "$at" | paste -sd' ') # the daemon, and the watchers of its containers
  inside=$(ps -o pid= --ppid "${pids// /,}" | paste -sd' ')
  shown ip link set "$(cable "$1")" down
  shown kill -9 $pids $inside
}
remove_node() { # remove_node NODE : whatever state it is in
  local at tries
  at=$(netns "$1")
  [ -e "/run/netns/$at" ] || return 0
  on "$1" status
  for ((tries = 0; tries < 50; tries++)); do # one that is starting is found only when it is up
    "${words[@]}" >/dev/null 2>&1 && break
    [ -n "$(ip netns pids "$at")" ] || break
    read -r -t 0.2 <> <(:)
  done
  if [ -z "$(ip netns pids "$at")" ] && [ -e "$(home "$1")/lock" ]; then # it died: what it left, it takes away itself
    start_on "$1"
    "${words[@]}" >/dev/null 2>&1
  fi
  on "$1" down --stop-containers
  "${words[@]}" >/dev/null 2>&1
  ip netns pids "$at" | xargs --no-run-if-empty kill -9 2>/dev/null
  ip link delete "$(cable "$1")" 2>/dev/null
  ip netns delete "$at"
}
remove_nodes() { # the further nodes and the bridge
  local at
  for at in "/run/netns/naru-$instance"-*; do
    [ ! -e "$at" ] || remove_node "${at##*-}"
  done
  rm -rf "$data-demo" "$run-demo"
  ip link delete "$bridge" 2>/dev/null
  return 0
}
