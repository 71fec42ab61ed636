printf 'FROM small:test\nCOPY --from=nobody:none /a /a\n' >Dockerfile
