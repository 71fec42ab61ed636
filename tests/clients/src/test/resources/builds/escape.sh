cat >Dockerfile <<'EOF'
# escape=`
FROM small:test
RUN echo one `
    two > /both
ENV A=`$HOME B=c:\dir
COPY f C\path
EOF
echo f >f
