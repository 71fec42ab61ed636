cat >Dockerfile <<'EOF'
FROM small:test
ARG P=9000
EXPOSE 80
EXPOSE 443/tcp 53/udp $P 7000-7002/TCP
EXPOSE 80/tcp
EOF
