mkdir -p bound/below; echo seen >bound/file; here=$(pwd)
t run --rm -v "$here/bound:/b" $image sh -c 'cat /b/file; echo x >/b/written'
t run --rm -v "$here/bound:/b:ro" $image sh -c 'echo x >/b/written'
t run --rm -v "$here/bound:/b:wrong" $image true
t run --rm -v relative:/b:ro $image sh -c 'echo x >/b/file'
q volume rm relative
t run --rm -v ./bound:/b $image cat /b/file
t run --rm -v /b $image sh -c 'echo x >/b/file && echo written'
t run --rm -v aa:bb $image true
t run --rm -v "$here/made:/b" $image ls -d /b
t run --rm --mount type=bind,source="$here/nosuch",target=/b $image true
t run --rm --mount type=bind,source="$here/bound",target=/b,readonly $image touch /b/x
t run --rm --mount type=bind,source="$here/bound",target=/b,readonly,bind-recursive=writable $image touch /b/x
t run --rm --mount type=bind,source="$here/bound",target=/b,bind-recursive=readonly $image true
t run --rm --mount type=bind,source="$here/bound",target=/b,readonly,bind-recursive=readonly,bind-propagation=rprivate $image touch /b/below/x
t run --rm --mount type=bind,source="$here/bound",target=/b,bind-propagation=rslave $image cat /b/file
t run --rm --mount type=tmpfs,target=/b,tmpfs-size=1m,tmpfs-mode=700 $image sh -c 'df -k /b | tail -n 1; stat -c %a /b'
t run --rm --mount type=tmpfs,source=x,target=/b $image true
t run --rm --mount type=nosuch,target=/b $image true
t run --rm --mount type=bind,source="$here/bound",target=relative $image true
t run --rm --mount type=volume,target=/ $image true
t run --rm -v "$here/bound:/" $image true
t run --rm --tmpfs relative $image true
t run --rm --tmpfs /b:nosuch=1 $image true
t volume create --label l=1 vol
t run --rm -v vol:/etc $image ls /etc/passwd
t run --rm -v vol:/b $image ls /b/passwd
t run --rm --mount type=volume,source=wol,target=/etc,volume-nocopy $image ls /etc/passwd
t run --rm --mount type=volume,source=vol,target=/b,readonly $image touch /b/x
t run --rm -v vol:/b $image sh -c 'mkdir -p /b/sub && echo deep >/b/sub/file'
t run --rm --mount type=volume,source=vol,target=/b,volume-subpath=sub $image cat /b/file
t run --rm --mount type=volume,source=vol,target=/b,volume-subpath=nosuch $image true
t run --rm --mount type=volume,source=vol,target=/b,volume-subpath=../x $image true
t run --rm --volume-driver nosuch -v xx:/b $image true
t volume create --driver nosuch xx
t run --rm --mount type=volume,source=nol,target=/b,volume-driver=local,volume-label=k=v $image true
t volume inspect -f '{{.Driver}} {{.Labels}} {{.Scope}}' nol
q create --name aa -v vol:/one -v "$here/bound:/two:ro" --tmpfs /three $image true
i aa '{{range .Mounts}}{{if eq .Destination "/one"}}{{.Type}} {{.Name}} {{.Destination}} {{.Driver}} {{.Mode}} {{.RW}} {{.Propagation}}{{end}}{{end}}' # the client sends them in any order
i aa '{{range .Mounts}}{{if eq .Destination "/two"}}{{.Type}} {{.Name}} {{.Destination}} {{.Driver}} {{.Mode}} {{.RW}} {{.Propagation}}{{end}}{{end}}'
t run --rm --volumes-from aa $image sh -c 'ls /one/passwd /two/file'
t run --rm --volumes-from aa:ro $image touch /one/x
t run --rm --volumes-from aa:wrong $image true
t run --rm --volumes-from nosuch $image true
t run --rm -v vol:/b -v nol:/b $image true
t run --rm --mount type=volume,source=vol,target=/b --mount type=volume,source=nol,target=/b $image true
t volume rm vol
gone aa
t volume rm vol nol wol
t volume rm vol
