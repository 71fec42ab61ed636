cat >Dockerfile <<'EOF'
FROM small:test
RUN mkdir /before && echo kept > /before/f
VOLUME /before
VOLUME ["/json one", "/two"]
VOLUME /three /four
RUN echo lost > /before/g
COPY f /before/h
EOF
echo f >f
