t network create --subnet 10.253.7.0/24 --gateway 10.253.7.1 --ip-range 10.253.7.128/25 --label k=v net-a
t network inspect -f '{{.Name}} {{.Scope}} {{.Driver}} {{.Internal}} {{.Attachable}} {{.Ingress}} {{json .IPAM.Config}} {{.Labels}}' net-a
t network create net-a
t network create --subnet 10.253.7.0/25 net-b
t network create --subnet nonsense net-b
t network create --subnet 10.253.8.0/24 --gateway 10.1.1.1 net-b
t network create --driver nosuch net-b
t network create host
t network rm bridge
t network rm nosuch
t network inspect nosuch
t run --rm --network nosuch $image true
t run --rm --network net-a --ip 10.253.7.9 $image sh -c 'ip -4 -o addr show eth0 | cut -d" " -f2-'
t run --rm --network net-a --ip 10.1.1.1 $image true
t run --rm --network net-a --ip 10.253.7.1 $image true
t run --rm --ip 10.253.7.9 $image true
t run --rm --network-alias x $image true
t run --rm --network net-a --mac-address 02:11:22:33:44:55 $image sh -c 'cat /sys/class/net/eth0/address | tr : -'
t run --rm --mac-address nonsense $image true
t run --rm --network none $image sh -c 'ls /sys/class/net'
t run --rm --network host --publish 80:80 $image true
t run --rm --network host --mac-address 02:11:22:33:44:55 $image true
t run --rm --network host --link aa $image true
t run --rm --network net-a --link-local-ip 169.254.9.9 $image sh -c 'ip -4 -o addr show eth0 | grep -o "169.254.9.9/[0-9]*"'
t run --rm --network net-a --ip6 fd00::9 $image true
q run -d --name aa --network net-a --network-alias other --hostname ahost $image sleep 1000
t run --rm --network net-a $image sh -c 'nslookup other 2>/dev/null | grep -c "Name:.*other"'
t run --rm --network net-a --link aa:linked $image sh -c 'nslookup linked 2>/dev/null | grep -c "Name:.*linked"'
t network rm net-a
t network disconnect net-a aa
t network disconnect net-a aa
t network connect --alias second net-a aa
t network connect net-a aa
t inspect -f '{{json (index .NetworkSettings.Networks "net-a").Aliases}}' aa
t network connect nosuch aa
t network connect net-a nosuch
t network connect host aa
gone aa
q run -d --name db --expose 5432 --expose 53/udp -e PASSWORD=secret -e HOME=/x $image sleep 1000
t run --rm --name web --link db:store-1 $image sh -c 'env | grep STORE | sort'
t run --rm --name web --link db $image sh -c 'grep -w db /etc/hosts; env | grep DB_ | sort'
t run --rm --link nosuch:x $image true
t run --rm --link db:a:b $image true
t create --name web --link db:store $image true
i web '{{json .HostConfig.Links}}'
q stop -t 0 db
t start web
gone web db
t run --rm -p 80:notaport $image true
t run --rm -p 99999:80 $image true
t run --rm -p 80:80/nosuch $image true
t run --rm -p 127.0.0.1::80 --name pp -d $image sleep 1000
t inspect -f '{{json .HostConfig.PortBindings}} {{len .NetworkSettings.Ports}}' pp
gone pp
t run -d -P --expose 80 --expose 90/udp --name pp $image sleep 1000
t inspect -f '{{.HostConfig.PublishAllPorts}} {{len .NetworkSettings.Ports}}' pp
gone pp
t run --rm --dns 10.9.9.9 --dns-search example.org --dns-option ndots:3 $image grep -v '^#' /etc/resolv.conf
t run --rm --dns nonsense $image true
t run --rm --add-host one:10.9.9.1 --add-host two=10.9.9.2 $image sh -c 'grep -E "one|two" /etc/hosts'
t run --rm --add-host bad $image true
t network rm net-a
