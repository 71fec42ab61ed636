s() { t exec "$1" sh -c 'grep -v local /etc/hosts | sed "s/\t/ /g" | grep -wE "store|db" | cut -d" " -f2,4- | sort || true'; }
q run -d --name db --expose 5432 $image sleep 1000
q run -d --name web --link db:store --link db $image sleep 1000
i web '{{len .HostConfig.Links}}'
t ps --no-trunc --format '{{.Names}}' --filter name=web
s web
t rm --link web/nothing
t rm --link nothing/store
t rm --link nothing
t rm --link web
t rm --link /web
t rm -f --link db
t rm --link /web/store/
t exec web ping -c 1 -w 1 store
s web
t rm --link web/store
t rm web/store
t rm --link web/db
i web '{{json .HostConfig.Links}}'
s web
t restart -t 0 web
s web
t ps --no-trunc --format '{{.Names}}'
gone web
q run -d --name web --link db:store $image sleep 1000
t ps --no-trunc --format '{{.Names}}'
t rename db renamed
i web '{{json .HostConfig.Links}}'
t exec web sh -c 'ping -q -c 1 -w 9 store | grep -c " 0% packet loss"'
q run -d --name db $image sleep 1000
t restart -t 0 web
i web '{{json .HostConfig.Links}}'
s web
t rename web web2
i web2 '{{json .HostConfig.Links}}'
q stop -t 0 renamed
q run -d --name between $image sleep 1000
q start renamed
t exec web2 sh -c 'ping -q -c 1 -w 9 store | grep -c " 0% packet loss"'
t rm --link web2/db
t rm --link web2/store
t restart -t 0 web2
s web2
gone web2 db renamed between
v() { t exec web sh -c 'env | grep ^STORE_ | sort'; }
q run -d --name db -e COLOUR=red --expose 5432 $image sleep 1000
q run -d --name web --link db:store $image sleep 1000
v
q stop -t 0 db
v
q start db
v
t rm --link web/store
v
gone web db
