printf 'FROM small:test\nRUN echo before\nRUN exit 42\n' >Dockerfile
