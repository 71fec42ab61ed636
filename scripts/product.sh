# Builds the product's jars and the cache that makes it start fast, when sources are newer than the last build. Sourced.
# Expects: NARU_HOME, the functions of system.sh. State under .naru/: built (stamp), launch (how to start), lock, naru.aot.

# Is the last build as new as the sources? One find, no Maven, no JVM.
product_is_current() {
  local state="$NARU_HOME/.naru"
  [ -r "$state/launch" ] && [ -r "$state/built" ] || return 1
  # shellcheck disable=SC1091
  . "$state/launch"
  [ -x "$NARU_JAVA" ] || return 1
  [ -z "$(find "$NARU_HOME"/pom.xml "$NARU_HOME"/*/pom.xml "$NARU_HOME"/*/*/pom.xml "$NARU_HOME"/scripts \
    "$NARU_HOME"/*/src/main "$NARU_HOME"/*/*/src/main "$NARU_HOME"/platform/cluster/src/build "${NARU_JAVA%/bin/java}/release" \
    -newer "$state/built" -print -quit 2>/dev/null)" ]
}

# Builds if needed; only one caller builds, the others wait for it.
ensure_product() {
  product_is_current && return 0
  local state="$NARU_HOME/.naru"
  mkdir -p "$state" || fail "cannot write $state: run ./naru once as the owner of this folder."
  exec {lock}>"$state/lock"
  flock -n "$lock" || { say "another ./naru is building: waiting for it"; flock "$lock"; }
  product_is_current || build_product "$state"
  exec {lock}>&-
}

build_product() {
  local state=$1 lib="$NARU_HOME/target/product/lib" started=$SECONDS
  ensure_jdk
  ensure_packages build
  say "building (the first time Maven also fetches libraries)"
  : >"$state/building"
  rm -rf "$lib"
  (cd "$NARU_HOME" && mvn -q -B -ntp -T1C -Pproduct -Dmaven.test.skip=true package -pl app -am >&2 </dev/null) \
    || fail "the build failed: see Maven's lines above."
  local jars
  jars=$(printf '%s\n' "$lib"/*.jar | LC_ALL=C sort | paste -sd:)
  write_launch "$state" "$jars"
  make_start_cache "$state"
  mv "$state/building" "$state/built" # made before Maven ran: what changed since is built next time
  say "built in $((SECONDS - started)) s"
}

write_launch() {
  local state=$1 jars=$2
  {
    printf 'NARU_JAVA=%q\n' "$JAVA_HOME/bin/java"
    printf 'NARU_JARS=%q\n' "$jars"
    printf 'NARU_FLAGS=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders -XX:-UsePerfData)\n'
    printf 'NARU_FLAGS+=(-Xlog:aot=off -Xlog:cds=off --enable-native-access=ALL-UNNAMED)\n'
  } >"$state/launch.new"
  mv "$state/launch.new" "$state/launch"
  # shellcheck disable=SC1091
  . "$state/launch"
}

# One rehearsal of the commands that are called most leaves a cache of loaded classes: starting takes a third of the time.
make_start_cache() {
  local state=$1
  rm -f "$state/naru.aot"
  "$NARU_JAVA" "${NARU_FLAGS[@]}" -XX:AOTCacheOutput="$state/naru.aot.new" -Dnaru.home="$NARU_HOME" -cp "$NARU_JARS" \
    naru.app.Main rehearse >"$state/rehearse.log" 2>&1 </dev/null \
    || { say "no start cache (see $state/rehearse.log): everything works, and starts slower"; return 0; }
  mv -f "$state/naru.aot.new" "$state/naru.aot" 2>/dev/null || true
}
