q run -d --name aa -e BASE=1 --user 1000 --workdir /tmp $image sleep 1000
t exec aa id -u
t exec -u 0:0 aa id
t exec -w /etc aa pwd
t exec -w /nosuch aa pwd
t exec -e MORE=2 aa sh -c 'echo $BASE$MORE'
t exec --privileged -u 0 aa sh -c 'grep -c "CapEff:.*0000000000000000" /proc/self/status'
t exec aa nosuch
t exec aa sh -c 'exit 5'
t exec -u nosuch aa true
t exec -d aa true
t exec nosuch true
t commit -m note -c 'CMD ["echo","committed"]' -c 'ENV X=1' -c 'ONBUILD RUN true' aa made:1
t image inspect -f '{{json .Config.Cmd}} {{json .Config.OnBuild}} {{.Config.User}} {{.Config.WorkingDir}} {{.Comment}}' made:1
t run --rm made:1
q rmi made:1
t export nosuch -o x
docker export aa 2>/dev/null | tar -tf - | grep -cE '^bin/busybox$'
docker top aa -o pid,args | sed -e "s/^[0-9][0-9]* */PID /"
t top aa nonsense
t stats --no-stream --format '{{.Name}}' aa
t logs aa
t port aa
gone aa
t system df --format "{{.Type}}"
t volume prune -f
t container prune -f
t version --format '{{.Client.Os}} {{.Server.Os}}'
