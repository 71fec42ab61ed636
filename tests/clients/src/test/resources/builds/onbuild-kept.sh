cat >Dockerfile <<'EOF'
FROM small:test
ONBUILD RUN echo later
ONBUILD ENTRYPOINT ["x"]
EOF
