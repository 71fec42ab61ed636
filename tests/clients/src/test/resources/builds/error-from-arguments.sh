printf 'FROM small:test extra\n' >Dockerfile
