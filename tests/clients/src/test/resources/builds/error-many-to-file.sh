printf 'FROM small:test\nCOPY a b /x\n' >Dockerfile; echo a >a; echo b >b
