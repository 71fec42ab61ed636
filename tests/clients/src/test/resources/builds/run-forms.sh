cat >Dockerfile <<'EOF'
FROM small:test
RUN echo shell > /shell && umask 077 && echo x > /private
RUN ["/bin/sh", "-c", "echo exec > /exec; ln -s exec /link; ln /exec /hard"]
RUN echo one \
# a comment inside
    two > /two
RUN rm /two && mkdir -p /d/e && touch /d/e/f && rm -r /tmp && mkdir -m 1777 /tmp
EOF
