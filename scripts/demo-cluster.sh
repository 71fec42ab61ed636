# What ./naru demo --nodes N adds: a page of three replicas and the redis that they share, spread over the nodes, while
# one of these is killed and while the next version comes. Sourced by scripts/demo, after scripts/demo-nodes.sh.

space=naru-demo
ferry=http://ferry.naru.localhost:${relay##*:}/
session=session=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')

kubectl() { command kubectl --kubeconfig "$data/kubeconfig" --cache-dir "$work/kubectl" --namespace "$space" "$@"; }
sweep_cluster() { # what this or an earlier demo made in the cluster
  kubectl delete node $(nodes) --ignore-not-found >/dev/null 2>&1
  kubectl delete namespace "$space" --ignore-not-found --timeout=30s >/dev/null 2>&1
  naru job rm naru-demo-ferry --yes >/dev/null 2>&1
  return 0
}
ready_nodes() { naru node list --output json | jq -e --argjson count "$count" '[.[] | select(.ready)] | length == $count'; }
crossing() { curl -fsS --max-time 5 --cookie "$session" "$ferry" | sed -n 's/.*Crossing \([0-9]*\),.*/\1/p'; }

probe_start() { # probe_start SECONDS : asks the page meanwhile, for so long at most
  "$java" "$root/examples/probe/Probe.java" "$relay" "${ferry:7:-1}" "$session" "$1" >"$work/probe" 2>&1 &
  probe=$!
  background+=("$probe")
  say "java examples/probe/Probe.java $relay ${ferry:7:-1} $session $1   # asks it 20 times a second"
  wait_for "the page" grep -q asking "$work/probe"
}
probe_stop() { # says what came of it; the number of failed requests is in `failed`
  kill "$probe" 2>/dev/null || true
  wait "$probe" || true
  failed=$(tail -n 1 "$work/probe" | jq .failed)
  say "$(tail -n 1 "$work/probe" | jq -r '"\(.asked) requests in \(.seconds) s: \(.asked - .failed) answered (\(.nodes)), \(.failed) failed"
    + (if .failed > 0 then " (\(.why))" else "" end) + "; never longer than \(.gap) s without an answer"')"
}

# What the cluster says of a node that is gone: noticed, out of the service, its pods elsewhere; one word each if so.
signs='([.items[] | select(.kind == "Pod" and .metadata.labels.app == "page" and .spec.nodeName != $node
      and .metadata.deletionTimestamp == null and any(.status.conditions[]?; .type == "Ready" and .status == "True"))] | length) as $there
  | (.items[] | select(.kind == "Node" and .metadata.name == $node and any(.status.conditions[]; .type == "Ready" and .status != "True")) | "noticed"),
    (.items[] | select(.kind == "Endpoints" and .metadata.name == "page" and all(.subsets[]?.addresses[]?; .nodeName != $node)) | "out"),
    (if $there >= 3 then "elsewhere" else empty end)'
follow_death() { # follow_death NODE SINCE
  local now word seen=" "
  while [[ $seen != *noticed* || $seen != *out* || $seen != *elsewhere* ]]; do
    now=$(kubectl get nodes,endpoints,pods -o json | jq -r --arg node "$1" "$signs")
    for word in $now; do
      [[ $seen != *" $word "* ]] || continue
      seen+="$word "
      case $word in
      noticed) say "the cluster has noticed     $(seconds_since "$2") after it died" ;;
      out) say "no request goes there       $(seconds_since "$2")" ;;
      elsewhere) say "three replicas are ready    $(seconds_since "$2")" ;;
      esac
    done
    awk -v a="$2" -v b="$EPOCHREALTIME" 'BEGIN {exit b - a > 60}' || { say "not within 60 s" >&2 && return 1; }
  done
}
spread() {
  step kubectl get pods --output custom-columns=POD:.metadata.name,NODE:.spec.nodeName,ADDRESS:.status.podIP,PHASE:.status.phase
}

join_cluster() {
  local node
  title "$((count - 1)) more nodes: network namespaces with a cable to a bridge, each with a Naru that joins"
  (umask 077 && naru token create >"$work/token")
  say "naru token create >$work/token"
  for node in $(nodes); do add_node "$node"; done
  wait_for "a node" ready_nodes
  step naru node list
}
deploy_ferry() {
  title "An image of redis, and a second project: a page of three replicas"
  step docker build --quiet --tag "$images/redis:demo" examples/redis
  step docker push --quiet "$images/redis:demo"
  project ferry "$root/examples/ferry"
  commit ferry "The ferry"
  step naru job create naru-demo-ferry --repo "$clone" --credential naru-demo-git --branch main --script-path Jenkinsfile \
    --allow-docker --allow-cluster "$space" --webhook-token-file "$work/hook-token"
  title "git push: image, and a Deployment that the Jenkinsfile rolls out"
  push ferry
  say "export KUBECONFIG=$data/kubeconfig; kubectl config set-context --current --namespace $space"
  tunnel ferry "$gateway:$(kubectl get service page --output 'jsonpath={.spec.ports[0].nodePort}')"
  wait_for "the tunnel" crossing
  shows "$ferry" "morning tide"
  title "Where the pods are, and the one address that they answer at"
  spread
  step curl -s --cookie "$session" "$ferry"
  step curl -s --cookie "$session" "$ferry"
}
lose_node() {
  local keeper victim at before
  keeper=$(kubectl get pods --selector app=redis --output 'jsonpath={.items[0].spec.nodeName}')
  victim=$(nodes | grep -vx "$keeper" | tail -n 1)
  title "A node dies: $victim, while the page is asked 20 times a second (redis is on $keeper)"
  probe_start 120
  before=$(crossing)
  at=$EPOCHREALTIME
  kill_node "$victim"
  follow_death "$victim" "$at"
  probe_stop
  say "${bold}the session's counter went on: $before when the node died, $(crossing) now${plain}"
  spread
  title "The node comes back"
  shown ip link set "$(cable "$victim")" up
  start_on "$victim"
  step "${words[@]}"
  wait_for "the node" ready_nodes
  step naru node list
}
next_version() {
  sed -i "s/morning tide/evening tide/" "$work/ferry/server.py"
  commit ferry "Leave in the evening"
  title "git push: the next version, while the page is asked 20 times a second"
  probe_start 300
  push ferry
  shows "$ferry" "evening tide"
  probe_stop
  spread
  if [ "$failed" != 0 ]; then
    sed 's/^/    /' "$work/probe"
    say "a rolling update may not fail a request" >&2
    return 1
  fi
  say "${bold}no request failed${plain}"
}
run_cluster() {
  join_cluster
  deploy_ferry
  lose_node
  next_version
}
