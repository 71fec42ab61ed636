cat >Dockerfile <<'EOF'
FROM scratch
COPY tool secret /p/
COPY d /d
EOF
echo t >tool; chmod 755 tool
echo s >secret; chmod 600 secret
mkdir -m 700 d; echo f >d/f; chmod 640 d/f; mkdir -m 1777 d/sticky; echo u >d/setuid; chmod 4755 d/setuid
