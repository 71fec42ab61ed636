cg=/sys/fs/cgroup
t run --rm --memory 64m --memory-swap 128m --memory-reservation 32m $image sh -c "cat $cg/memory/memory.limit_in_bytes $cg/memory/memory.soft_limit_in_bytes"
t run --rm --memory-swappiness 7 $image cat $cg/memory/memory.swappiness
t run --rm --cpus 0.5 $image sh -c "cat $cg/cpu/cpu.cfs_period_us $cg/cpu/cpu.cfs_quota_us"
t run --rm --cpu-period 50000 --cpu-quota 20000 --cpu-shares 512 $image sh -c "cat $cg/cpu/cpu.cfs_period_us $cg/cpu/cpu.cfs_quota_us $cg/cpu/cpu.shares"
t run --rm --cpuset-cpus 0 --cpuset-mems 0 $image sh -c "cat $cg/cpuset/cpuset.cpus $cg/cpuset/cpuset.mems"
t run --rm --pids-limit 33 $image cat $cg/pids/pids.max
t run --rm --ulimit nofile=100:200 --ulimit core=0 $image sh -c 'ulimit -Sn; ulimit -Hn; ulimit -c'
t run --rm --oom-score-adj 500 $image cat /proc/self/oom_score_adj
t run --rm --shm-size 5m $image sh -c 'df -k /dev/shm | tail -n 1'
t create --name aa --oom-kill-disable --memory 64m $image true
i aa '{{.HostConfig.OomKillDisable}} {{.HostConfig.MemorySwap}}'
gone aa
t create --name aa --oom-kill-disable $image true
gone aa
t run --rm --memory 1m $image true
t run --rm --memory 64m --memory-swap 32m $image true
t run --rm --memory-swap 32m $image true
t run --rm --memory 32m --memory-reservation 64m $image true
t run --rm --memory-reservation 1m $image true
t run --rm --memory-swappiness 101 $image true
t run --rm --cpus 99 $image true
t run --rm --cpus 0.5 --cpu-period 1000 $image true
t run --rm --cpus 0.5 --cpu-quota 1000 $image true
t run --rm --cpu-period 10 $image true
t run --rm --cpu-quota 10 $image true
t run --rm --cpuset-cpus 99 $image true
t run --rm --cpuset-cpus a $image true
t run --rm --cpuset-mems 9 $image true
t run --rm --oom-score-adj 2000 $image true
t run --rm --pids-limit -1 $image true
t run --rm --blkio-weight 5 $image true
t run --rm --blkio-weight 500 $image true
t run --rm --blkio-weight-device /dev/null:500 $image true
t run --rm --shm-size -1 $image true
t run --rm --ulimit nosuch=1 $image true
t run --rm --ulimit nofile=200:100 $image true
disk=$(lsblk -dnpo NAME 2>/dev/null | head -n 1)
[ -n "$disk" ] || disk=/dev/vda
docker create --name aa --device-read-bps "$disk:1mb" --device-write-bps "$disk:2mb" --device-read-iops "$disk:30" --device-write-iops "$disk:40" $image true >/dev/null 2>err || plain <err
t inspect -f '{{range .HostConfig.BlkioDeviceReadBps}}{{.Rate}}{{end}} {{range .HostConfig.BlkioDeviceWriteBps}}{{.Rate}}{{end}} {{range .HostConfig.BlkioDeviceReadIOps}}{{.Rate}}{{end}} {{range .HostConfig.BlkioDeviceWriteIOps}}{{.Rate}}{{end}}' aa
t start -a aa
gone aa
t run --rm --device-read-bps /nosuch:1mb $image true
q run -d --name aa --memory 64m $image sleep 1000
t update --memory 96m --memory-swap 96m --cpu-shares 300 --pids-limit 44 aa
t exec aa sh -c "cat $cg/memory/memory.limit_in_bytes $cg/cpu/cpu.shares $cg/pids/pids.max"
i aa '{{.HostConfig.Memory}} {{.HostConfig.CpuShares}} {{.HostConfig.PidsLimit}}'
t update --memory 200m aa
t update --restart always aa
i aa '{{.HostConfig.RestartPolicy.Name}}'
t update --restart sometimes aa
t update --cpus 99 aa
gone aa
