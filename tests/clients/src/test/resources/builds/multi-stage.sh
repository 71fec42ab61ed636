cat >Dockerfile <<'EOF'
ARG BASE=small:test
FROM ${BASE} AS build
RUN mkdir /out && echo made > /out/file && chmod 4755 /out/file && chown 1000:1000 /out/file
FROM scratch AS middle
COPY --from=build /out /from-name
FROM scratch
COPY --from=0 /out/file /from-number
COPY --from=middle /from-name/ /folder/
COPY --from=small:test /etc/group /from-image
EOF
