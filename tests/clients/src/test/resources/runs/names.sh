t run --name aa --rm $image true
t run --name x --rm $image true
t run --name -x --rm $image true
t run --name 'a b' --rm $image true
t run nosuch-image:1 true
t run --pull never nosuch-image:1 true
t run --rm $image nosuch-command
t run --rm $image /etc
t run --rm $image /etc/passwd
t run --rm $image sh -c 'exit 7'
t run --rm $image sh -c 'kill -9 $$'
t run --rm --entrypoint echo $image hello
t run --rm --entrypoint '' $image echo bare
t run --rm -e A=1 -e B -e C= $image sh -c 'echo "$A-$C-${B-unset}"'
printf 'X=from file\n# note\nY=\n' >vars
t run --rm --env-file vars $image sh -c 'echo "$X-$Y"'
t run --rm -e =x $image true
t run --rm --stop-signal nosuch $image true
t run --rm --restart always $image true
t run --restart sometimes $image true
t run --restart always:3 $image true
t run --restart on-failure:-1 $image true
t run --rm --log-driver nosuch $image true
t run --rm --log-driver none $image echo unlogged
t run --rm --log-opt nosuch=1 $image true
t run --rm --log-opt max-size=x $image true
t run --rm --label a=b --label c $image true
t run --rm --health-interval 1us --health-cmd true $image true
t run --rm --health-retries -1 --health-cmd true $image true
t run --rm --no-healthcheck $image true
t run --rm --cidfile cid $image true
t run --rm --cidfile cid $image true
t create --name aa --expose 80 --expose 90/udp --stop-signal TERM --stop-timeout 3 --label k=v --health-cmd 'test -e /x' --health-interval 5s -e E=1 --workdir /tmp -it $image sh
i aa '{{json .Config.ExposedPorts}} {{.Config.StopSignal}} {{.Config.StopTimeout}} {{.Config.Labels}} {{json .Config.Healthcheck}} {{.Config.Env}} {{.Config.WorkingDir}} {{.Config.Tty}} {{.Config.OpenStdin}} {{.Config.StdinOnce}} {{.Config.AttachStdout}} {{json .Config.OnBuild}} {{json .Config.Volumes}} {{json .Config.Entrypoint}} {{json .Config.Cmd}}'
i aa '{{.Name}} {{.Path}} {{json .Args}} {{.State.Status}} {{.State.ExitCode}} {{.RestartCount}} {{.Driver}} {{.Platform}} {{.HostConfig.AutoRemove}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.LogConfig.Type}}'
t create --name aa $image true
t rename aa yy
t rename yy yy
t rename nosuch c
t rename yy 'x y'
t start nosuch
t stop nosuch
t kill yy
t pause yy
t unpause yy
t exec yy true
t top yy
t restart -t 0 yy
t rm yy
t stop -t 0 yy
t stop yy
t kill -s NOSUCH yy
t wait yy
t rm yy
t rm yy
t rm -f yy
t inspect yy
t logs nosuch
t attach nosuch
t cp nosuch:/x .
t diff nosuch
t port nosuch
q run -d --name aa $image sleep 1000
t start aa
t rm aa
t pause aa
t pause aa
t exec aa true
t stop -t 0 aa
t start aa
t kill -s KILL aa
t unpause aa
i aa '{{.State.Status}} {{.State.ExitCode}} {{.State.Running}} {{.State.OOMKilled}}'
t exec aa true
t cp aa:/nosuch .
t cp aa:/etc/passwd copy
t cp vars aa:/nosuch/folder/
t cp vars aa:/tmp/
t diff aa
gone aa
t ps --filter nosuch=1
t ps --filter status=nosuch
t images --filter nosuch=1
t volume ls --filter nosuch=1
t network ls --filter nosuch=1
t events --filter nosuch=1 --since 1 --until 2
t rmi nosuch
t tag nosuch x
t tag $image UPPER
t history nosuch
t save nosuch
