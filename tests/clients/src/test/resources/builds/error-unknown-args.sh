printf 'FROM ${NOTHING}\nRUN true\n' >Dockerfile
