cat >Dockerfile <<'EOF'
FROM small:test
ENV D=/from/env
WORKDIR /a
WORKDIR b
WORKDIR ../c/./d
RUN pwd > here
COPY f rel/
COPY f .
WORKDIR $D/x
WORKDIR /tmp
EOF
echo f >f
