cat >Dockerfile <<'EOF'
FROM small:test
ARG WHO=guest
COPY --chown=guest f /name
COPY --chown=guest:root f /both
COPY --chown=12:34 f /numbers
COPY --chown=$WHO d /d/
ADD --chown=5 f /only-user
COPY --chown=1000 f /new/folder/f
EOF
echo f >f; mkdir d; echo g >d/g
