printf 'FROM small:test\nRUN ["/nonexistent", "x"]\n' >Dockerfile
