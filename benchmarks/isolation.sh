#!/usr/bin/env bash
# Compares what containers of two engines may do: every system call, with the default capabilities and with each one
# that opens calls. Prints the differences; none but those of docs/decisions/0013 are expected.
#
#   benchmarks/isolation.sh DOCKER-SOCKET NARU-SOCKET      needs gcc and docker; see benchmarks/peers.sh for dockerd
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O1 -static -o "$work/probe" "$(dirname "$0")/system-calls.c"
tar -C "$work" -cf "$work/image.tar" probe
for socket in "$1" "$2"; do
  docker -H "unix://$socket" import --change 'CMD ["/probe"]' "$work/image.tar" system-calls >/dev/null
done

compare() { # compare OPTION… : one line per difference, < the first engine, > the second
  docker -H "unix://$1" run --rm --network none "${@:3}" system-calls >"$work/first"
  docker -H "unix://$2" run --rm --network none "${@:3}" system-calls >"$work/second"
  printf '== %s (%d probes)\n' "${*:3}" "$(wc -l <"$work/first")"
  diff "$work/first" "$work/second" | grep '^[<>]' || true
}

compare "$1" "$2" --user 0
compare "$1" "$2" --user 1000
compare "$1" "$2" --cap-drop ALL
for capability in BPF DAC_READ_SEARCH PERFMON SYS_ADMIN SYS_BOOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO \
  SYS_TIME SYS_TTY_CONFIG SYSLOG; do
  compare "$1" "$2" --cap-add "$capability"
done
for socket in "$1" "$2"; do docker -H "unix://$socket" rmi system-calls >/dev/null; done
