# build: --target nobody
printf 'FROM small:test AS a\n' >Dockerfile
