cat >Dockerfile <<'EOF'
FROM small:test
SHELL ["/bin/sh", "-e", "-c"]
RUN echo one > /one
CMD run it
ENTRYPOINT enter
SHELL ["/bin/sh", "-c"]
HEALTHCHECK CMD check it
EOF
