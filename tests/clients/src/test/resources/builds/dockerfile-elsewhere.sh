# build: -f sub/My.dockerfile
mkdir sub
cat >sub/My.dockerfile <<'EOF'
FROM scratch
COPY sub /s
EOF
echo f >sub/f
