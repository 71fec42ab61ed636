printf 'FROM small:test\nEXPOSE 99999\n' >Dockerfile
