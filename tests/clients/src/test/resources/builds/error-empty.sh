printf '# only a comment\n' >Dockerfile
