#!/usr/bin/env bash
# Times the docker client against Naru and against dockerd, in turns, on the same machine in the same minute, and prints
# a table of medians with their ratio.
#
#   benchmarks/docker.sh [ROUNDS]       needs root; installs dockerd under .naru/peers the first time
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=benchmarks/measure.sh
. benchmarks/measure.sh
rounds=${1:-15}
peers=.naru/peers
work=$(mktemp -d)
naru_options=(--data "$work/data" --run "$work/run" --web 127.0.0.1:17070 --registry 127.0.0.1:15000
  --no-relay --no-cluster --no-context)

finish() {
  [ -z "${dockerd:-}" ] || docker -H "$dockerd" rm -f bench >/dev/null 2>&1 || true # its data stays for the next time
  benchmarks/peers.sh stop "$peers" >/dev/null 2>&1 || true
  ./naru "${naru_options[@]:0:4}" down --stop-containers >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

[ -x "$peers/bin/dockerd" ] || benchmarks/peers.sh install "$peers" >&2
dockerd=$(benchmarks/peers.sh start "$peers")
./naru up "${naru_options[@]}" >&2
naru=unix://$work/run/docker.sock

# A root file system of one static program, so that nothing but the engine is measured.
mkdir -p "$work"/rootfs/{bin,dev,proc,sys,etc,tmp}
cp "$(command -v busybox)" "$work/rootfs/bin/busybox"
for name in sh true cat sleep echo; do ln -s busybox "$work/rootfs/bin/$name"; done
for engine in "$naru" "$dockerd"; do
  tar -C "$work/rootfs" -c . | docker -H "$engine" import - bench:1 >/dev/null
  docker -H "$engine" run -d --name bench bench:1 sleep 3600 >/dev/null
done
mkdir "$work/context"
printf 'FROM bench:1\nCOPY file /file\nRUN true\nENV A=b\n' >"$work/context/Dockerfile"

measure() { # measure ENGINE COMMAND… : microseconds
  local start
  start=$(microseconds)
  DOCKER_BUILDKIT=0 docker -H "$@" >/dev/null 2>&1
  echo $(($(microseconds) - start))
}

row() { # row TITLE COMMAND… : the same command on both engines, in turns
  local title=$1 round
  shift
  : >"$work/a"
  : >"$work/b"
  for ((round = 0; round < rounds + 2; round++)); do
    date +%N >"$work/context/file"
    local a b
    a=$(measure "$naru" "$@")
    b=$(measure "$dockerd" "$@")
    if ((round >= 2)); then # the first two warm both engines up
      echo "$a" >>"$work/a"
      echo "$b" >>"$work/b"
    fi
  done
  awk -v title="$title" -v a="$(median <"$work/a")" -v b="$(median <"$work/b")" \
    'BEGIN {printf "| %s | %.0f | %.0f | %.2f |\n", title, a/1000, b/1000, a/b}'
}

echo "| command | Naru, ms | dockerd 26.1, ms | ratio |"
echo "|---|---|---|---|"
row '`docker version`' version
row '`docker run --rm` on the default bridge' run --rm bench:1 true
row '`docker run --rm --network none`' run --rm --network none bench:1 true
row '`docker exec`' exec bench true
row '`docker build`, one file changed (COPY, RUN)' build -q -t bench:built "$work/context"
