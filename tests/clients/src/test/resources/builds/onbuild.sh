cat >Dockerfile <<'EOF'
FROM small:test AS base
ONBUILD COPY f /copied
ONBUILD RUN echo triggered > /triggered
ONBUILD ENV FROM_TRIGGER=yes
LABEL kept=yes
FROM base
RUN cat /triggered > /after
EOF
echo f >f
