#!/usr/bin/env bash
# Tests what ./naru does on a machine that lacks something: each branch of scripts/system.sh, with a package manager that
# writes down what it was asked. Root (it hides the machine's JDKs in a mount namespace of its own). Run by ./verify.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [ "${1:-}" != inside ]; then exec unshare -m --propagation private "${BASH_SOURCE[0]}" inside; fi

# shellcheck source=../scripts/system.sh
NARU_HOME=$home . "$home/scripts/system.sh"
jdk=$(find_jdk)
folder=$(mktemp -d "${TMPDIR:-/tmp}/naru-launcher-test.XXXXXX")
trap 'umount "$folder/jdk" /usr/lib/jvm; rm -rf "$folder"' EXIT
mkdir "$folder/jdk" "$folder/bin" "$folder/scripts"
mount --bind "$jdk" "$folder/jdk"
mount -t tmpfs none /usr/lib/jvm
cp "$home/scripts/system.sh" "$folder/scripts"
chmod -R a+rX "$folder"
unset JAVA_HOME NARU_YES

program() { # program NAME: its script comes on standard input
  { echo '#!/bin/sh'; cat; } >"$folder/bin/$1"
  chmod 755 "$folder/bin/$1"
}
program apt-get <<'SH'
echo "apt-get $*" >>"${LAUNCHER_TEST:?}/asked"
case "$*" in *install*openjdk-25*) ln -s "$LAUNCHER_TEST/jdk" /usr/lib/jvm/java-25-openjdk ;; esac
SH
program apt-cache <<'SH'
echo "  Candidate: $(cat "${LAUNCHER_TEST:?}/candidate")"
SH

failures=0
wrong() { printf 'WRONG: %s: %s\n' "$case" "$1"; sed 's/^/    /' "$folder/said"; failures=$((failures + 1)); }
says() { grep -qF -- "$1" "$folder/said" || wrong "did not say: $1"; }
ends() { [ "$status" = "$1" ] || wrong "ended with $status rather than $1"; }
asked() { grep -qF -- "$1" "$folder/asked" || wrong "apt-get was not asked to: $1"; }
nothing_asked() { [ ! -s "$folder/asked" ] || wrong "apt-get was asked: $(cat "$folder/asked")"; }

# try CASE CANDIDATE SCRIPT [WRAPPER…]: sources system.sh as ./naru does, runs the script, keeps what it said.
try() {
  case=$1
  echo "$2" >"$folder/candidate"
  : >"$folder/asked"
  rm -f /usr/lib/jvm/*
  local script="set -euo pipefail; NARU_HOME=$folder NARU_EXIT=4; . $folder/scripts/system.sh; $3"
  shift 3
  status=0
  LAUNCHER_TEST=$folder PATH=$folder/bin:$PATH SHELL=/bin/bash \
    "${@:-bash}" -c "$script" </dev/null >"$folder/said" 2>&1 || status=$?
  echo "  $case"
}
# On a terminal, with an answer typed.
answer() {
  local typed=$1
  shift
  terminal() { printf '%s\n' "$typed" | script -qec "bash -c $(printf '%q' "$2")" /dev/null; }
  try "$@" terminal
}

try "a JDK that the distribution has is installed" 25.0.1 'ensure_jdk; echo "at $JAVA_HOME"'
ends 0; asked "install openjdk-25-jdk-headless"; says "missing: openjdk-25-jdk-headless"; says "at /usr/lib/jvm/java-25-openjdk"

try "a distribution without a JDK 25" "(none)" ensure_jdk
ends 4; nothing_asked; says "Naru needs a JDK 25"; says "adoptium.net"

try "missing packages are named, announced and installed" 1 \
  'needs() { echo "run no-such-thing thing holds the test"; }; ensure_packages run'
ends 0; says "missing: thing (holds the test)"; asked "install thing"

answer n "refused on a terminal" 1 'needs() { echo "run no-such-thing thing holds the test"; }; ensure_packages run'
ends 4; says "install with apt-get as root? [Y/n]"; says "nothing installed: thing still missing."; nothing_asked

answer y "agreed on a terminal" 1 'needs() { echo "run no-such-thing thing holds the test"; }; ensure_packages run'
ends 0; asked "install thing"

answer "" "agreed before, by --yes" 1 \
  'NARU_YES=yes; needs() { echo "run no-such-thing thing holds the test"; }; ensure_packages run'
ends 0; asked "install thing"; grep -qF "[Y/n]" "$folder/said" && wrong "asked in spite of --yes"

program sudo <<'SH'
exit 1
SH
try "neither root nor a terminal to ask at" 1 'needs() { echo "run no-such-thing thing holds the test"; }; ensure_packages run' \
  setpriv --reuid 65534 --clear-groups bash
ends 4; says "root is needed"; nothing_asked
rm "$folder/bin/sudo"

try "nothing missing, nothing asked" 1 'needs() { echo "run sh dash holds the test"; }; ensure_packages run'
ends 0; nothing_asked; [ ! -s "$folder/said" ] || wrong "said something"

program uname <<'SH'
echo Darwin
SH
try "not Linux" 1 ensure_jdk
ends 4; says "Naru runs on Linux"; nothing_asked
rm "$folder/bin/uname"

without_apt() { PATH=$folder/few "$@"; }
mkdir "$folder/few"
for tool in bash uname id; do ln -s "$(command -v $tool)" "$folder/few/$tool"; done
try "Linux without apt" 1 'needs() { echo "run no-such-thing thing holds the test"; }; ensure_packages run' without_apt bash
ends 4; says "on this system Naru installs nothing by itself: provide thing"; nothing_asked

[ "$failures" = 0 ] || { echo "$failures things were wrong"; exit 1; }
echo "the launcher does what it says"
