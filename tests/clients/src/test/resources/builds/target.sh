# build: --target middle
cat >Dockerfile <<'EOF'
FROM small:test AS first
RUN echo first > /first
FROM first AS middle
ENV STAGE=middle
FROM scratch
COPY nothing /nothing
EOF
