# build: --build-arg GIVEN=given --build-arg OVER=over --build-arg HTTP_PROXY=
cat >Dockerfile <<'EOF'
ARG GLOBAL=global
FROM small:test
ARG GIVEN
ARG OVER=default
ARG DEFAULT=default
ARG GLOBAL
ARG NOTHING
ARG DERIVED=${OVER}-x
ENV SHADOW=env
ARG SHADOW=arg
ENV KEEP=${GIVEN}
RUN echo "$GIVEN $OVER $DEFAULT $GLOBAL [$NOTHING] $DERIVED $SHADOW" > /args
LABEL built=$OVER
WORKDIR /$DEFAULT
EOF
