printf 'FROM small:test\nENV A\n' >Dockerfile
