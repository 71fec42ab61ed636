#!/usr/bin/env bash
# Runs the same docker commands on two engines and prints where what came of them differs. The commands are those of
# tests/clients/src/test/resources/runs; what is expected to differ is in docs/docker-api.md.
#
#   benchmarks/runs.sh DOCKER-SOCKET NARU-SOCKET [CASE…]   needs docker and busybox-static; see benchmarks/peers.sh
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
runs=$(cd "$(dirname "$0")/../tests/clients/src/test/resources/runs" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sockets=("$1" "$2")
shift 2
mkdir -p "$work"/root/{bin,etc,tmp,root,proc,sys,dev,var} # the same files as naru.tests.SmallImage
chmod 755 "$work/root"
cp /bin/busybox "$work/root/bin/busybox"
busybox --list | while read -r applet; do [ -e "$work/root/bin/$applet" ] || ln -s busybox "$work/root/bin/$applet"; done
printf 'root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000::/tmp:/bin/sh\n' >"$work/root/etc/passwd"
printf 'root:x:0:\nguest:x:1000:\n' >"$work/root/etc/group"

told() { # told SOCKET CASE: what comes of a case
  mkdir "$work/case"
  (cd "$work/case" && DOCKER_HOST=unix://$1 sh -c '. "$0/prelude.inc"; . "$0/$1.sh"' "$runs" "$2" 2>/dev/null </dev/null)
  rm -rf "$work/case"
}

[ $# -gt 0 ] || set -- $(cd "$runs" && ls *.sh | sed 's/\.sh$//')
for socket in "${sockets[@]}"; do
  tar -C "$work/root" --owner=0 --group=0 -c . | docker -H "unix://$socket" import - small:test >/dev/null
done
for name in "$@"; do
  told "${sockets[0]}" "$name" >"$work/first"
  told "${sockets[1]}" "$name" >"$work/second"
  printf '== %s (%d commands)\n' "$name" "$(grep -c '^\$ ' "$work/first")"
  diff "$work/first" "$work/second" | grep '^[<>]' || true
done
for socket in "${sockets[@]}"; do docker -H "unix://$socket" rmi -f small:test >/dev/null; done
