cat >Dockerfile <<'EOF'
FROM small:test
COPY d /d
COPY link /followed
RUN ln -s /target /pointer && mkdir /target
COPY a /pointer/
COPY hard /h/
EOF
mkdir d hard; echo a >a; ln -s a link; ln -s ../a d/relative; ln -s /etc/passwd d/absolute; ln -s nowhere d/broken
echo h >hard/one; ln hard/one hard/two
