cat >Dockerfile <<'EOF'
FROM small:test AS shell
ENTRYPOINT echo $HOME
CMD argument two
FROM small:test AS reset
CMD ["a"]
ENTRYPOINT ["b", "c \"d\""]
FROM shell
ENTRYPOINT ["x"]
FROM reset
CMD echo "quoted & <odd>"
EOF
