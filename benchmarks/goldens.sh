#!/usr/bin/env bash
# Makes the goldens again: what a dockerd (see benchmarks/peers.sh) builds and does of the cases in
# tests/clients/src/test/resources/{builds,runs}. Root; needs busybox-static.
#
#   benchmarks/goldens.sh DOCKER-SOCKET
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{bin,etc,tmp,root,proc,sys,dev,var} # the same files as naru.tests.SmallImage
cp /bin/busybox "$work/bin/busybox"
busybox --list | while read -r applet; do [ -e "$work/bin/$applet" ] || ln -s busybox "$work/bin/$applet"; done
printf 'root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000::/tmp:/bin/sh\n' >"$work/etc/passwd"
printf 'root:x:0:\nguest:x:1000:\n' >"$work/etc/group"
tar -C "$work" --owner=0 --group=0 -c . | docker -H "unix://$1" import - small:test >/dev/null
NARU_GOLDENS_FROM=$1 mvn -q -B test -Dsystem -pl tests/clients -am -Dtest=BuildGoldensTest,RunGoldensTest \
  -Dsurefire.failIfNoSpecifiedTests=false
docker -H "unix://$1" rmi -f small:test >/dev/null
