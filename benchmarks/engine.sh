#!/usr/bin/env bash
# Measures what many containers cost, against dockerd on the same machine, in turns: a hundred starts one by one and
# sixteen at a time, their removal, their private memory, that of the idle engine, a large image taken in, and how
# soon the engine answers after its start. Prints a table of medians with their ratio.
#
#   benchmarks/engine.sh [COUNT [ROUNDS]]   100 containers, 3 rounds; needs root; installs dockerd the first time
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=benchmarks/measure.sh
. benchmarks/measure.sh
count=${1:-100}
rounds=${2:-3}
peers=.naru/peers
work=$(mktemp -d)
naru() { ./naru --data "$work/data" --run "$work/run" "$@"; }
daemon=(--no-web --no-relay --no-registry --no-cluster --bridge-pool 10.154.0.0/16)
options=("${daemon[@]}" --no-context)

finish() {
  [ -z "${dockerd:-}" ] || names | xargs docker -H "$dockerd" rm -f >/dev/null 2>&1 || true # its data stays for the next time
  benchmarks/peers.sh stop "$peers" >/dev/null 2>&1 || true
  naru down --stop-containers >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

row() { # row TITLE UNIT-DIVISOR : the medians of $work/a (Naru) and $work/b (dockerd)
  awk -v title="$1" -v by="${2:-1}" -v a="$(median <"$work/a")" -v b="$(median <"$work/b")" \
    'BEGIN {printf "| %s | %.1f | %.1f | %.2f |\n", title, a / by, b / by, a / b}'
  : >"$work/a"
  : >"$work/b"
}
private() { # private PATTERN… : private memory of all processes whose command line matches, in kB
  local pattern pid sum=0
  for pattern in "$@"; do
    for pid in $(pgrep -f "$pattern" || true); do
      sum=$((sum + $(awk '/^Private_/ {s += $2} END {print s + 0}' "/proc/$pid/smaps_rollup" 2>/dev/null || echo 0)))
    done
  done
  echo "$sum"
}

[ -x "$peers/bin/dockerd" ] || benchmarks/peers.sh install "$peers" >&2
dockerd=$(benchmarks/peers.sh start "$peers")
dir=$(cd "$peers" && pwd)
docker -H "$dockerd" image prune -af >/dev/null # or it would have what is loaded from the run before
./naru version >/dev/null # builds, if it must
exec {never}<> <(:) # nothing comes from there: waiting at it starts no program
first_answer() { # prints the milliseconds from the start of the daemon by itself until its engine answers
  local began pid end=$((SECONDS + 30))
  began=$(milliseconds)
  scripts/built --data "$work/data" --run "$work/run" daemon --docker-socket "$work/run/docker.sock" "${daemon[@]}" >"$work/log" 2>&1 &
  pid=$!
  until [ -S "$work/run/docker.sock" ]; do # clients that ask all the time would take one of the processors from it
    ((SECONDS < end)) || { echo "the engine had no socket within 30 s" >&2; return 1; }
    read -r -t 0.005 -u "$never" || true
  done
  until curl -sf --max-time 1 --unix-socket "$work/run/docker.sock" http://engine/_ping >"$work/ping" 2>/dev/null; do
    ((SECONDS < end)) || { echo "the engine did not answer within 30 s" >&2; return 1; }
  done
  echo $(($(milliseconds) - began))
  kill "$pid"
  wait "$pid" || true # it was told to stop
}
for _ in 1 2 3 4 5; do
  rm -rf "$work/data" "$work/run"
  first_answer >>"$work/first"
  first_answer >>"$work/again"
done
began=$(milliseconds)
naru up "${options[@]}" >&2
answered=$(($(milliseconds) - began))
engine=unix://$work/run/docker.sock
naru_pid=$(sed 's/.*"pid" *: *\([0-9]*\).*/\1/' "$work/run/status.json")
dockerd_pid=$(cat "$dir/pid")

mkdir -p "$work"/rootfs/{bin,dev,proc,sys,etc,tmp}
cp "$(command -v busybox)" "$work/rootfs/bin/busybox"
for name in sh true cat sleep echo; do ln -s busybox "$work/rootfs/bin/$name"; done
# 170 MB of this machine's own files, each in its folder: what a root file system is made of. The disk is slow for some
# minutes where files were deleted, so nothing is deleted in between, and each round has another archive.
large() { # large ROUND : makes $work/large-ROUND.tar
  find /usr -xdev -type f -size -8M ! -path '*[[:space:]]*' -printf '%s %P\n' | LC_ALL=C sort -k 2 \
    | awk -v from="$1" '(sum += $1) > 170e6 * from && sum <= 170e6 * (from + 1) {print $2}' >"$work/files"
  tar -C /usr -cf "$work/large-$1.tar" -T "$work/files"
  sync "$work/large-$1.tar"
}
engines() { # engines COMMAND… : runs it with each engine's address, Naru's first
  "$@" "$engine" "$work/a"
  "$@" "$dockerd" "$work/b"
}
prepare() { tar -C "$work/rootfs" -c . | docker -H "$1" import - bench:1 >/dev/null; }
timed() { # timed FILE COMMAND… : adds its milliseconds to the file
  local file=$1 start
  shift
  start=$(milliseconds)
  "$@" >/dev/null
  echo $(($(milliseconds) - start)) >>"$file"
}
names() { seq -f 'many-%g' "$count"; }
one_by_one() { for name in $(names); do docker -H "$1" run -d --name "$name" bench:1 sleep 3600; done; }
together() { names | xargs -P 16 -I {} docker -H "$1" run -d --name {} bench:1 sleep 3600; }
removal() { names | xargs docker -H "$1" rm -f; }
archive() { # archive ROUND : makes $work/saved-ROUND.tar out of $work/large-ROUND.tar, as docker save writes it
  local dir=$work/saved-$1 digest
  mkdir "$dir"
  mv "$work/large-$1.tar" "$dir/layer.tar"
  digest=$(sha256sum <"$dir/layer.tar")
  printf '{"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$(docker -H "$dockerd" version -f '{{.Server.Arch}}')" "${digest%% *}" >"$dir/config.json"
  printf '[{"Config":"config.json","RepoTags":["loaded:%s"],"Layers":["layer.tar"]}]' "$1" >"$dir/manifest.json"
  tar -C "$dir" -cf "$dir.tar" config.json layer.tar manifest.json
  sync "$dir.tar"
}
stop() { docker -H "$1" stop -t 0 many-1; }

idle() { # idle ENGINE FILE
  case $1 in
  "$engine") private "^[^ ]*java .*$work/data" >>"$2" ;;
  *) private "^dockerd .*$dir" "^[^ ]*containerd --config $dir" >>"$2" ;;
  esac
}
per_container() { # per_container ENGINE FILE
  case $1 in
  "$engine") echo $(($(private "conmon .*$work/run") / count)) >>"$2" ;;
  *) echo $(($(private "containerd-shim-runc-v2 .*$dir") / count)) >>"$2" ;;
  esac
}

echo "| $count containers | Naru | dockerd 26.1 | ratio |"
echo "|---|---|---|---|"
engines prepare
engines idle
row 'private memory of the idle engine, MB' 1024
step() { # step KEY COMMAND : times it on both engines, once
  timed "$work/a" "$2" "$engine"
  timed "$work/b" "$2" "$dockerd"
  keep "$1"
}
keep() { # keep KEY : moves what was measured aside
  cat "$work/a" >>"$work/a-$1"
  cat "$work/b" >>"$work/b-$1"
  : >"$work/a"
  : >"$work/b"
}
for ((round = 0; round < rounds; round++)); do
  step one one_by_one
  if ((round == 0)); then engines per_container && keep memory; fi
  step stop stop
  step removal removal
  step together together
  step removal removal
  large "$round"
  timed "$work/a" docker -H "$engine" import "$work/large-$round.tar" "large:$round"
  timed "$work/b" docker -H "$dockerd" import "$work/large-$round.tar" "large:$round"
  keep import
  large "$((round + rounds))"
  archive "$((round + rounds))"
  timed "$work/a" docker -H "$engine" load -q -i "$work/saved-$((round + rounds)).tar"
  timed "$work/b" docker -H "$dockerd" load -q -i "$work/saved-$((round + rounds)).tar"
  keep load
done
show() { # show KEY TITLE DIVISOR
  cp "$work/a-$1" "$work/a"
  cp "$work/b-$1" "$work/b"
  row "$2" "$3"
}
show one 'a start, one after the other, ms' "$count"
show together 'a start, 16 at a time, ms' "$count"
show memory 'private memory beside each container, kB' 1
show stop '`stop -t 0`, ms' 1
show removal '`rm -f` of all, ms' 1
show import '`import` of 170 MB in files, ms' 1
show load '`load` of as much, ms' 1
engines idle
row 'private memory of the engine after that work, MB' 1024
echo
echo "From the daemon's start until the engine answers: $(median <"$work/first") ms where the folder is empty, $(median <"$work/again")" \
  "where it is there (medians of 5); from \`naru up\` until that returned: $answered ms. Naru's threads, open files and the machine's mounts now:" \
  "$(ls "/proc/$naru_pid/task" | wc -l), $(ls "/proc/$naru_pid/fd" | wc -l), $(wc -l </proc/mounts)."
[ -d "/proc/$dockerd_pid" ]
