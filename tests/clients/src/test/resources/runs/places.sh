# What a container finds at the places that the engine makes and mounts, and what it is called.
t run --rm $image sh -c 'stat -c "%n %F %a %u:%g" /.dockerenv /etc /etc/hosts /etc/hostname /etc/resolv.conf /etc/mtab /proc /sys /dev'
t run --rm $image sh -c 'readlink /etc/mtab'
t run --rm --read-only $image sh -c 'for f in /etc/hosts /etc/hostname /etc/resolv.conf; do echo x >>$f; done'
t run --rm $image sh -c 'for f in /etc/hosts /etc/hostname /etc/resolv.conf; do echo "# x" >>$f && echo wrote; done'
t create --name aa $image true
docker export aa 2>/dev/null | tar -tf - | grep -E '^(\.dockerenv|dev|etc|proc|sys)' | sort
t diff aa
q start -a aa
t diff aa
t commit aa made:1
mkdir -p saved
docker save made:1 | tar -xf - -C saved
find saved -type f | while read -r file; do tar -tf "$file" 2>/dev/null; done | grep -E 'dockerenv|^etc/h|mtab' | sort -u
q rmi made:1
gone aa
q create --name bb $image sh -c 'rm /etc/mtab; echo x >/.dockerenv; mkdir /dev/own /etc/own'
q start -a bb
docker diff bb | sort
gone bb
t run --rm --network host --name cc $image sh -c 'test "$(hostname)" = "$HOSTNAME" && test "$(cat /etc/hostname)" = "$HOSTNAME" && echo same'
q create --name cc --network host $image true
test "$(docker inspect -f '{{.Config.Hostname}}' cc)" = "$(cat /proc/sys/kernel/hostname)" && echo "the host's"
gone cc
t run --rm --hostname x --domainname example.org $image sh -c 'hostname; cat /etc/hostname /proc/sys/kernel/domainname; tail -n 1 /etc/hosts; echo $HOSTNAME'
t run --rm --hostname x.y.z $image sh -c 'hostname; cat /etc/hostname /proc/sys/kernel/domainname; tail -n 1 /etc/hosts; echo $HOSTNAME'
