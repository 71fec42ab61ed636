# What is told of what was done, without what dockerd tells twice or in another order.
begin=$(date +%s.%N)
q run -d --name ee -v evol:/data -p 19080:80 $image sh -c 'trap "exit 3" TERM; while :; do sleep 0.1; done'
for port in 80 19080 19000-19100 19080/udp; do
  echo "$port $(docker ps -q --filter publish="$port" | wc -l) $(docker ps -q --filter expose="$port" | wc -l)"
done
docker cp ee:/etc/passwd - >out
docker cp /etc/hostname ee:/tmp >out 2>&1
q top ee
docker export ee >out
q commit ee ev:1
q exec ee true
q pause ee
q unpause ee
q update --cpu-shares 512 ee
q rename ee ef
q stop -t 5 ef
q restart -t 1 ef
q kill ef
q start ef
q rm -f ef
q volume create evol
q volume create evol2
q volume rm -f nosuchvol
q volume rm evol evol2
q network create --label of=events en
q network rm en
q volume prune -f --filter label=of=events
q container prune -f --filter label=of=events
q network prune -f --filter label=of=events
q image prune -f --filter label=of=events
docker save ev:1 >out
q tag ev:1 ev:2
q rmi ev:1 ev:2
docker events --since "$begin" --until "$(date +%s.%N)" \
  --format '{{.Type}} {{.Action}} {{with .Actor.Attributes}}{{index . "name"}} {{index . "signal"}} {{index . "exitCode"}}{{end}}' \
  | sed -E -e 's/sha256:[0-9a-f]+/ID/' -e 's/ +$//' | sort -u
docker events --since "$begin" --until "$(date +%s.%N)" --filter event=commit --filter event=exec_create \
  --format '{{.Action}} {{range $key, $value := .Actor.Attributes}}{{$key}} {{end}}'
t network create --subnet 10.98.0.5/24 en
