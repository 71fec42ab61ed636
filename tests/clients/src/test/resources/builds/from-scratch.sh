cat >Dockerfile <<'EOF'
FROM scratch
COPY a.txt /a.txt
COPY a.txt /deep/er/b.txt
CMD ["/a.txt"]
EOF
echo a >a.txt
