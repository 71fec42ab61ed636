printf 'FROM small:test\nUSER nobody-here\nRUN true\n' >Dockerfile
