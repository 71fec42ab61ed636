#!/usr/bin/env bash
# Times what passes through a tunnel of Naru's against the same through `ssh -R` of OpenSSH, both on loopback with the
# same web server behind them, in turns: bytes per second of one large body in each direction, and small requests, one
# after the other and 32 at a time. Prints medians with their ratio.
#
#   benchmarks/tunnel.sh [ROUNDS]       needs root
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=benchmarks/measure.sh
. benchmarks/measure.sh
root=$PWD
rounds=${1:-7}
work=$(mktemp -d)
# shellcheck source=../scripts/system.sh
NARU_HOME=$root . scripts/system.sh
ensure_jdk
ensure_packages run test
relay=127.0.0.1:17080 agents=127.0.0.1:17081 origin=18080 ssh_entry=18081 ssh_port=18022
naru() { "$root/naru" --data "$work/data" --run "$work/run" "$@"; }
background=()
finish() {
  local pid
  for pid in "${background[@]}"; do kill "$pid" 2>/dev/null || true; done
  naru down >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
wait_for() { # wait_for WHAT COMMAND…, up to 20 s
  local try
  for ((try = 0; try < 400; try++)); do "${@:2}" >/dev/null 2>&1 && return 0; sleep 0.05; done
  echo "$1 did not come; logs are in $work" >&2
  trap - EXIT
  exit 1
}

cat >"$work/Origin.java" <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

void main(String[] arguments) throws Exception {
    byte[] block = new byte[1 << 16];
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/small", exchange -> {
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write("ok".getBytes());
        exchange.close();
    });
    server.createContext("/large", exchange -> {
        exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
        exchange.sendResponseHeaders(200, 128L << 20);
        for (int i = 0; i < 128 << 4; i++) {
            exchange.getResponseBody().write(block);
        }
        exchange.close();
    });
    server.createContext("/sink", exchange -> {
        exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    });
    server.start();
}
JAVA
"$JAVA_HOME/bin/java" "$work/Origin.java" "$origin" &
background+=($!)
wait_for "the web server" curl -sf --noproxy '*' "http://127.0.0.1:$origin/small"

naru up --relay-http "$relay" --relay-agents "$agents" --no-cluster --no-web --no-registry --no-context >&2
# Not by the function: then the shell that runs it would be ended and not the agent.
"$root/naru" --data "$work/data" --run "$work/run" tunnel http "$origin" --name bench --relay "$agents" >"$work/tunnel.log" 2>&1 &
background+=($!)

mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$work/host"
ssh-keygen -q -t ed25519 -N '' -f "$work/user"
cp "$work/user.pub" "$work/authorized"
cat >"$work/sshd_config" <<CONF
ListenAddress 127.0.0.1:$ssh_port
HostKey $work/host
AuthorizedKeysFile $work/authorized
PidFile none
StrictModes no
UsePAM no
CONF
/usr/sbin/sshd -D -e -f "$work/sshd_config" 2>"$work/sshd.log" &
background+=($!)
wait_for "sshd" bash -c "exec 3<>/dev/tcp/127.0.0.1/$ssh_port"
ssh -N -R "127.0.0.1:$ssh_entry:127.0.0.1:$origin" -p "$ssh_port" -i "$work/user" -o IdentitiesOnly=yes \
  -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR root@127.0.0.1 &
background+=($!)
declare -A entry=([naru]="http://bench.naru.localhost:${relay##*:}" [ssh]="http://127.0.0.1:$ssh_entry")
for side in naru ssh; do wait_for "the tunnel of $side" curl -sf --noproxy '*' "${entry[$side]}/small"; done
head -c $((128 << 20)) /dev/zero >"$work/body"

get() { curl -sf --noproxy '*' -o /dev/null "$@"; }
down() { get "$1/large"; }
up() { get -H 'Expect:' -T "$work/body" -X POST "$1/sink"; }
single() { get "$1/small?[1-300]"; }
many() { get --parallel --parallel-immediate --parallel-max 32 "$1/small?[1-1000]"; }
row() { # row TITLE UNITS WHAT: so many units per second on both sides, in turns; the first round warms up
  local round side start
  rm -f "$work"/*.times
  for ((round = 0; round <= rounds; round++)); do
    for side in naru ssh; do
      start=$(microseconds)
      "$3" "${entry[$side]}"
      ((round == 0)) || echo $(($(microseconds) - start)) >>"$work/$side.times"
    done
  done
  awk -v title="$1" -v units="$2" -v a="$(median <"$work/naru.times")" -v b="$(median <"$work/ssh.times")" \
    'BEGIN {printf "| %s | %.0f | %.0f | %.2f |\n", title, units/a*1e6, units/b*1e6, b/a}'
}
echo "| through a tunnel | Naru | ssh -R | ratio |"
echo "|---|---|---|---|"
row "MB/s to the visitor" 134 down
row "MB/s from the visitor" 134 up
row "requests/s, one after the other" 300 single
row "requests/s, 32 at a time" 1000 many
