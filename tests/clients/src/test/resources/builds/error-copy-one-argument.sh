printf 'FROM small:test\nCOPY a\n' >Dockerfile
