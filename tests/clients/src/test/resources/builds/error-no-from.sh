printf '# nothing\nRUN true\n' >Dockerfile
