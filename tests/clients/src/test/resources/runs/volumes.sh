mkdir there
echo x >file
here=$(pwd)
v() { t volume create "$@"; }
v --opt type=none --opt o=bind --opt device="$here/nothing" v-missing
t run --rm -v v-missing:/d $image ls /d
t create --name has-missing -v v-missing:/d $image ls /d
t start -a has-missing
gone has-missing
v --opt type=none --opt o=bind --opt device="$here/there" v-there
t run --rm -v v-there:/d $image touch /d/made
t run --rm -v v-there:/d:ro $image touch /d/more
t run --rm -v v-there:/d:rw,ro $image true
ls there
v --opt type=none --opt o=bind,ro --opt device="$here/there" v-read
t run --rm -v v-read:/d $image sh -c 'ls /d; touch /d/x'
v --opt type=tmpfs --opt device=tmpfs --opt o=size=1m,uid=1000,noexec v-memory
t run --rm -v v-memory:/d $image sh -c 'stat -c %u /d; grep " /d " /proc/mounts | grep -c noexec; dd if=/dev/zero of=/d/x bs=1M count=2 2>&1 | grep -o "No space.*"'
v --opt type=none --opt o=bind v-bad
v --opt o=bind --opt device=/x v-bad
v --opt type=none v-bad
v --opt nonsense=1 v-bad
v --opt type=ext4 --opt device=/dev/nosuch v-disk
t run --rm -v v-disk:/d $image ls /d
v --driver nosuch v-bad
v 'bad name'
t volume inspect -f '{{json .Options}} {{.Driver}} {{.Scope}}' v-read
t run --rm --mount type=volume,dst=/d,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/nosuch $image ls /d
t run --rm --mount type=bind,dst=/d $image ls /d
t run --rm --mount type=bind,src=/nosuch,dst=/d $image ls /d
t run --rm --mount type=volume,src=v-there,dst=/d,readonly $image touch /d/x
t ps --filter health=nonsense
t ps --filter is-task=maybe
t network ls --filter type=nonsense
t volume rm v-there nosuch
t volume rm v-missing v-read v-memory v-disk
