printf 'FROM small:test\n\nRUUN true\n' >Dockerfile
