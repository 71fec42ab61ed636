printf 'FROM small:test\nONBUILD ONBUILD RUN true\n' >Dockerfile
