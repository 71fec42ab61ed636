printf 'FROM small:test\nCOPY *.absent /x/\n' >Dockerfile
