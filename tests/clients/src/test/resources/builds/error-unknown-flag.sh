printf 'FROM small:test\nCOPY --form=x a /a\n' >Dockerfile
