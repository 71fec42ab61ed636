cat >Dockerfile <<'EOF'
FROM scratch
COPY . /
EOF
cat >.dockerignore <<'EOF'
# comment
*.log
!keep.log
node_modules
**/tmp*
dir/*
!dir/yes
/rooted
deep/**/x
Dockerfile
.dockerignore
EOF
mkdir -p node_modules/a dir/sub deep/a/b tmpdir sub/rooted
for f in a.log keep.log node_modules/a/f dir/no dir/yes dir/sub/f deep/x deep/a/b/x deep/a/y tmpdir/f sub/tmpfile sub/a.log rooted sub/rooted/f; do echo "$f" >"$f"; done
