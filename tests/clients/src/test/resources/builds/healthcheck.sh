cat >Dockerfile <<'EOF'
FROM small:test AS none
HEALTHCHECK NONE
FROM small:test
HEALTHCHECK CMD true
HEALTHCHECK --interval=1m30s --timeout=500ms --start-period=2s --retries=4 CMD ["true", "-x"]
EOF
