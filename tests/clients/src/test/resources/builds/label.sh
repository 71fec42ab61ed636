# build: --label last=cli --label a=cli
cat >Dockerfile <<'EOF'
FROM small:test
LABEL a=1 b="two words" "c.d/e"='single'
LABEL old style value
LABEL multi="line one \
line two" x=$a
MAINTAINER Some One <some@example.org>
EOF
