printf 'FROM small:test\nCOPY ../x /x\n' >Dockerfile
