cat >Dockerfile <<'EOF'
FROM scratch
COPY *.txt /text/
COPY f?le.md /one/
COPY [ab].c /c/
COPY dir /dir
COPY dir/ /into/
COPY dir/sub /x/
COPY . /all/
COPY ["with space", "/spaced name"]
EOF
mkdir -p dir/sub
echo a >a.txt; echo b >b.txt; echo m >file.md; echo c >a.c; echo c >b.c; echo c >d.c
echo 1 >dir/one; echo 2 >dir/sub/two; echo s >"with space"
