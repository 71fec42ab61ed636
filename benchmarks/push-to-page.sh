#!/usr/bin/env bash
# Times the way from `git push` to the changed page: Naru (webhook through its tunnel, Jenkinsfile, image, registry, page)
# against the least that does the same with dockerd: a post-receive hook that is a shell script, and docker-registry.
# In turns, on the same machine in the same minutes; prints medians with their ratio.
#
#   benchmarks/push-to-page.sh [ROUNDS]       needs root; installs dockerd under .naru/peers the first time
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=benchmarks/measure.sh
. benchmarks/measure.sh
root=$PWD
rounds=${1:-7}
peers=.naru/peers
work=$(mktemp -d)
# shellcheck source=../scripts/system.sh
NARU_HOME=$root . scripts/system.sh
ensure_jdk
ensure_packages run demo test
export DOCKER_BUILDKIT=0
web=127.0.0.1:17070 registry=127.0.0.1:15000 relay=127.0.0.1:17080 agents=127.0.0.1:17081 plain=127.0.0.1:15001
folders=(--data "$work/data" --run "$work/run")
naru() { "$root/naru" "${folders[@]}" "$@"; }
background=()

finish() {
  local pid
  for pid in "${background[@]}"; do kill "$pid" 2>/dev/null || true; done
  [ -z "${dockerd:-}" ] || docker -H "$dockerd" rm -f page >/dev/null 2>&1 || true
  benchmarks/peers.sh stop "$peers" >/dev/null 2>&1 || true
  naru down --stop-containers >/dev/null 2>&1 || true
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

[ -x "$peers/bin/dockerd" ] || benchmarks/peers.sh install "$peers" >&2
dockerd=$(benchmarks/peers.sh start "$peers")
docker -H "$dockerd" rm -f page >/dev/null 2>&1 || true # of a run that was interrupted
naru up --web "$web" --registry "$registry" --relay-http "$relay" --relay-agents "$agents" \
  --no-cluster --no-context >&2
socket=unix://$work/run/docker.sock
cat >"$work/registry.yml" <<YAML
version: 0.1
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "$plain"}
YAML
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
background+=($!)

# The same base, page and web server on both engines.
mkdir -p "$work"/rootfs/{bin,dev,proc,sys,etc,tmp} "$work"/{git,naru-site,dockerd-site}
cp "$(command -v busybox)" "$work/rootfs/bin/busybox"
for name in sh httpd; do ln -s busybox "$work/rootfs/bin/$name"; done
chmod 755 "$work"
declare -A address
for side in naru dockerd; do
  engine=$dockerd
  [ $side = dockerd ] || engine=$socket
  tar -C "$work/rootfs" -c . | docker -H "$engine" import - bench:1 >/dev/null
  echo nothing >"$work/$side-site/index.html"
  docker -H "$engine" run -d --name page -v "$work/$side-site:/site:ro" -p 127.0.0.1::80 bench:1 httpd -f -p 80 -h /site >/dev/null
  address[$side]=$(docker -H "$engine" port page 80/tcp | head -n 1)
done

echo "password-of-the-benchmark" >"$work/password"
echo "token-of-the-benchmark" >"$work/hook-token"
"$JAVA_HOME/bin/java" examples/gitlab/GitServer.java 0 "$work/git" maria "$work/password" >"$work/git.port" 2>"$work/git.log" &
background+=($!)
wait_for "the Git server" grep -q '[0-9]' "$work/git.port"
host=127.0.0.1:$(head -n 1 "$work/git.port")
for side in naru dockerd; do
  git init -q --bare --initial-branch=main "$work/git/$side.git"
  cp -r examples/page "$work/$side"
  sed -i 's|^ARG BASE=.*|ARG BASE=bench:1|' "$work/$side/Dockerfile"
  g=(git -C "$work/$side")
  "${g[@]}" init -q --initial-branch=main
  "${g[@]}" config user.name Maria
  "${g[@]}" config user.email maria@example.org
  "${g[@]}" remote add origin "http://maria:password-of-the-benchmark@$host/$side.git"
done

# Naru: the webhook by the tunnel.
naru tunnel http "${web##*:}" --name hooks --relay "$agents" >"$work/tunnel.log" 2>&1 &
background+=($!)
wait_for "the tunnel" grep -q -- '->' "$work/tunnel.log"
naru credential create bench-git --username maria --password-file "$work/password" >&2
naru job create page --repo "http://$host/naru.git" --credential bench-git --branch main --script-path Jenkinsfile \
  --allow-docker --mount "$work/naru-site:/srv/site" --webhook-token-file "$work/hook-token" >&2
cat >"$work/git/naru.git/hooks/post-receive" <<HOOK
#!/bin/sh
read -r before after ref
curl -s -o /dev/null --noproxy '*' -H 'Content-Type: application/json' -H 'X-Gitlab-Event: Push Hook' \\
  -H 'X-Gitlab-Token: token-of-the-benchmark' --data-binary @- http://hooks.naru.localhost:${relay##*:}/hooks/gitlab <<JSON
{"object_kind":"push","ref":"\$ref","before":"\$before","after":"\$after","checkout_sha":"\$after","user_username":"maria",
"project":{"path_with_namespace":"maria/page","git_http_url":"http://$host/naru.git","default_branch":"main"},"commits":[]}
JSON
HOOK
# dockerd: the steps of the Jenkinsfile as a script on the host.
cat >"$work/git/dockerd.git/hooks/post-receive" <<HOOK
#!/bin/sh
read -r before after ref
unset GIT_DIR
rm -rf $work/checkout
git clone -q http://maria:password-of-the-benchmark@$host/dockerd.git $work/checkout && cd $work/checkout &&
grep -q "<title>" dist/index.html &&
docker -H $dockerd build -q -t $plain/page:\$after . &&
docker -H $dockerd push -q $plain/page:\$after &&
cp -r dist/. $work/dockerd-site/
HOOK
chmod +x "$work"/git/*.git/hooks/post-receive

measure() { # measure SIDE WORD: microseconds from the push to the page that shows the word
  local start end
  sed -i "s|<title>.*</title>|<title>$2</title>|" "$work/$1/dist/index.html"
  git -C "$work/$1" add -A
  git -C "$work/$1" commit -q -m "$2"
  start=$(microseconds)
  git -C "$work/$1" push -q origin main >/dev/null 2>"$work/$1.push"
  wait_until_shown "${address[$1]}" "$2"
  end=$(microseconds)
  echo $((end - start))
}
wait_until_shown() {
  local try
  for ((try = 0; try < 3000; try++)); do
    curl -s --noproxy '*' "http://$1/" | grep -qF "<title>$2<" && return 0
    sleep 0.005
  done
  echo "$1 never showed $2" >&2
  return 1
}

for ((round = 0; round < rounds + 2; round++)); do
  for side in naru dockerd; do
    took=$(measure $side "round $round")
    ((round < 2)) || echo "$took" >>"$work/$side.times" # the first two warm both up
  done
done
echo "| from push to page | Naru, ms | dockerd 26.1 and a script, ms | ratio |"
echo "|---|---|---|---|"
awk -v a="$(median <"$work/naru.times")" -v b="$(median <"$work/dockerd.times")" \
  'BEGIN {printf "| clone, check, build, push, publish | %.0f | %.0f | %.2f |\n", a/1000, b/1000, a/b}'
