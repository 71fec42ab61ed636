t run --rm --hostname box --domainname example.org $image sh -c 'hostname; cat /etc/hostname'
t run --rm --uts host --hostname box $image true
t run --rm --user 1000:7 --group-add 8 --group-add 9 $image id
t run --rm --user guest $image sh -c 'id -u; id -g; echo $HOME'
t run --rm --user nobody-here $image true
t run --rm --group-add nosuch $image true
t run --rm --workdir /made/here $image pwd
t run --rm --workdir relative $image pwd
t run --rm --read-only $image sh -c 'echo x >/file'
t run --rm --read-only --tmpfs /run:size=1m,mode=700 $image sh -c 'echo x >/run/file; df -k /run | tail -n 1; stat -c %a /run'
t run --rm --cap-drop ALL $image sh -c 'grep CapEff /proc/self/status'
t run --rm --cap-drop ALL --cap-add CHOWN --cap-add CAP_KILL $image sh -c 'grep CapEff /proc/self/status'
t run --rm --cap-add NOSUCH $image true
t run --rm --security-opt no-new-privileges $image sh -c 'grep NoNewPrivs /proc/self/status'
t run --rm --security-opt no-new-privileges=false $image sh -c 'grep NoNewPrivs /proc/self/status'
t run --rm --security-opt seccomp=unconfined $image sh -c 'grep "^Seccomp:" /proc/self/status'
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}' >profile.json
t run --rm --security-opt seccomp=profile.json $image mkdir /x
t run --rm --security-opt nosuch=1 $image true
t run --rm --security-opt nosuch $image true
t run --rm --security-opt systempaths=unconfined $image sh -c 'ls /proc/kcore >/dev/null && mount | grep -c "/proc/"'
t run --rm --privileged $image sh -c 'grep "^Seccomp:" /proc/self/status; mount | grep " /sys " | grep -c rw,'
t run --rm --sysctl net.ipv4.ip_forward=0 $image cat /proc/sys/net/ipv4/ip_forward
t run --rm --sysctl kernel.shmmax=12345678 $image cat /proc/sys/kernel/shmmax
t run --rm --sysctl kernel.hostname=x $image true
t run --rm --sysctl vm.swappiness=3 $image true
t run --rm --device /dev/full:/dev/brim:rw $image sh -c 'ls -l /dev/brim | cut -c1; echo x >/dev/brim'
t run --rm --device /nosuch $image true
t run --rm --device /etc/hostname $image true
t run --rm --device-cgroup-rule 'c 7:* rmw' --cap-add MKNOD $image sh -c 'grep "^c 7:" /sys/fs/cgroup/devices/devices.list'
t run --rm --device-cgroup-rule 'x 7' $image true
t run --rm --gpus all $image true
t run --rm --runtime nosuch $image true
t run --rm --isolation hyperv $image true
t run --rm --isolation default $image true
t run --rm --platform linux/s390x $image true
t run --rm --userns host $image sh -c 'cat /proc/self/uid_map | tr -s " "'
t run --rm --userns other $image true
t run --rm --cgroup-parent /naru-golden $image sh -c 'cut -d: -f3 /proc/self/cgroup | grep -o "^/naru-golden" | sort -u'
t run --rm --cgroup-parent naru-golden $image sh -c 'cut -d: -f3 /proc/self/cgroup | grep -o "^/naru-golden" | sort -u'
rmdir /sys/fs/cgroup/*/naru-golden 2>/dev/null || true
t run --rm --cgroupns private $image sh -c 'grep :pids: /proc/self/cgroup'
t run --rm --cgroupns sometimes $image true
t run --rm --init $image sh -c 'tr "\0" " " </proc/1/cmdline | grep -c -- "--"'
t run --rm --storage-opt size=1G $image true
t run --rm --pid nosuch $image true
t run --rm --ipc nosuch $image true
t run --rm --uts nosuch $image true
t run --rm --pid container:nosuch $image true
t run --rm --annotation a=b $image true
q run -d --name aa --ipc shareable --hostname donor $image sh -c 'echo shared >/dev/shm/note; exec sleep 1000'
t run --rm --pid container:aa $image sh -c 'ps | grep -c "[s]leep 1000"'
t run --rm --ipc container:aa $image cat /dev/shm/note
t run --rm --network container:aa $image hostname
t run --rm --network container:aa --hostname other $image true
t run --rm --network container:aa -p 80:80 $image true
t run --rm --ipc host $image sh -c 'mount | grep -c " /dev/shm "'
t run --rm --ipc none $image sh -c 'ls /dev/shm 2>&1 | wc -l; mount | grep -c " /dev/shm "'
q run -d --name bb $image sleep 1000
t run --rm --ipc container:bb $image true
q stop -t 0 bb
t run --rm --pid container:bb $image true
t run --rm --network container:bb $image true
gone aa bb
t create --name aa --privileged --cgroupns host --pid host --ipc private --uts host $image true
i aa '{{.HostConfig.Privileged}} {{.HostConfig.CgroupnsMode}} {{.HostConfig.PidMode}} {{.HostConfig.IpcMode}} {{.HostConfig.UTSMode}} {{json .HostConfig.MaskedPaths}} {{json .HostConfig.SecurityOpt}}'
gone aa
t create --name aa $image true
i aa '{{.HostConfig.CgroupnsMode}} {{.HostConfig.IpcMode}} {{.HostConfig.NetworkMode}} {{.HostConfig.Runtime}} {{json .HostConfig.CapAdd}} {{.HostConfig.ShmSize}} {{.HostConfig.ConsoleSize}}'
gone aa
