cat >Dockerfile <<'EOF'
FROM small:test
ENV ONE 1 and more
ENV A=a B="b c" C=d\ e D='$A'
ENV E=$A F=${B}x G=${NONE:-default} H=${A:+set} I=${NONE:+unset} J=\$A K="${A}${A}"
ENV A=new L=$A
ENV M=$A EMPTY=
RUN echo "$ONE|$A|$B|$C|$D|$E|$F|$G|$H|$I|$J|$K|$L|$M|$EMPTY" > /env
EOF
