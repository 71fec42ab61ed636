cat >Dockerfile <<'EOF'
FROM small:test
RUN mkdir -m 750 /app && echo old > /app/old && echo old > /app/same && chown 1000:1000 /app
COPY app /app
COPY same /app/
COPY same /plain
COPY same /plain
EOF
mkdir app; echo new >app/new; echo new >app/same; echo same >same
