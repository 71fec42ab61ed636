cat >Dockerfile <<'EOF'
FROM small:test
USER guest
RUN id -u > /tmp/name; id -g >> /tmp/name; echo $HOME >> /tmp/name
WORKDIR /made/by/guest
COPY f /tmp/f
USER 1234:5678
RUN id -u > /tmp/number; id -g >> /tmp/number
USER root
EOF
echo f >f
