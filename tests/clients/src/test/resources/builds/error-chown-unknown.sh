printf 'FROM small:test\nCOPY --chown=nobody-here f /f\n' >Dockerfile; echo f >f
