cat >Dockerfile <<'EOF'
FROM small:test
RUN mkfifo /fifo && mknod /dev0 c 1 3 && touch "/ünïcode name" && ln -s "a b" /s && chmod 2755 /root && setfacl 2>/dev/null || true
RUN touch /etc/new && rm /etc/new && rm -r /var && mkdir /var && echo v > /var/v
COPY ["\u00fc", "/"]
EOF
echo u >ü
