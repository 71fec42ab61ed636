cat >Dockerfile <<'EOF'
FROM small:test
ADD a.tar /plain/
ADD a.tar.gz /gzip/
ADD a.tar.bz2 /bzip2/
ADD a.tar.xz /xz/
ADD not.tar /copied/
COPY a.tar.gz /kept/
ADD a.tar /
EOF
mkdir -p t/sub; echo f >t/file; echo s >t/sub/s; chmod 600 t/sub/s; ln -s file t/link; ln t/file t/hard
tar --owner=7 --group=8 --mtime=@0 -C t -cf a.tar . ; gzip -nk a.tar; bzip2 -k a.tar; xz -k a.tar; echo plain >not.tar; rm -r t
