# Builds the product's jars and the caches that make it start fast, when sources are newer than the last build. Sourced.
# Expects: NARU_HOME, the functions of system.sh. State under .naru/: built (stamp), launch (how to start), lock, daemon.aot,
# command.aot.

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
  local state=$1 product="$NARU_HOME/target/product" started=$SECONDS
  ensure_jdk
  ensure_packages build
  say "building (the first time Maven also fetches libraries)"
  : >"$state/building"
  rm -rf "$product/lib"
  (cd "$NARU_HOME" && mvn -q -B -ntp -T1C -Pproduct -Dmaven.test.skip=true package -pl app -am >&2 </dev/null) \
    || fail "the build failed: see Maven's lines above."
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$NARU_HOME/scripts/Jars.java" "$product/lib" "$product/native" \
    || fail "the libraries could not be prepared: see the lines above."
  local libraries
  libraries=$product/lib-$(date +%s)
  mv "$product/lib" "$libraries"
  write_launch "$state" "$product" "$libraries"
  make_start_caches "$state"
  remove_old_libraries "$product" "$libraries"
  mv "$state/building" "$state/built" # made before Maven ran: what changed since is built next time
  say "built in $((SECONDS - started)) s"
}

# Takes away the libraries of earlier builds but those that a program runs from: Java opens a jar when it first needs it.
remove_old_libraries() { # remove_old_libraries PRODUCT KEPT
  local folder
  for folder in "$1"/lib-*; do # the pattern comes from a file, or grep would find its own command line
    [ "$folder" = "$2" ] || grep -qsaFf <(printf '%s/\n' "$folder") /proc/[0-9]*/cmdline || rm -rf "$folder"
  done
}

write_launch() { # write_launch STATE PRODUCT LIBRARIES
  local state=$1 product=$2 libraries=$3 jars
  # Our own come first: they are opened for every class and service that is looked for. naru-app and naru-base lead, so that
  # Java's search for a place for logs ends there, and SQLite's is next, which looks for its own version at every start.
  jars=$({ printf '%s\n' "$libraries"/naru-app-*.jar "$libraries"/naru-base-*.jar "$libraries"/sqlite-jdbc-*.jar \
    "$libraries"/naru-*.jar; printf '%s\n' "$libraries"/*.jar; } \
    | LC_ALL=C awk '!seen[$0]++' | paste -sd:)
  {
    printf 'NARU_JAVA=%q\n' "$JAVA_HOME/bin/java"
    printf 'NARU_JARS=%q\n' "$jars"
    printf 'NARU_FLAGS=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData)\n'
    # jetcd's protobuf still uses sun.misc.Unsafe, of which the JDK would warn on every start with etcd.
    printf 'NARU_FLAGS+=(--sun-misc-unsafe-memory-access=allow)\n'
    printf 'NARU_FLAGS+=(-Xlog:aot=off -Xlog:cds=off --enable-native-access=ALL-UNNAMED)\n'
    # Without the first, picocli looks for Groovy's closures, which loads Groovy; without the second, every start unpacks SQLite.
    printf 'NARU_FLAGS+=(-Dpicocli.disable.closures=true -Dorg.sqlite.lib.path=%q)\n' "$product/native"
    printf 'NARU_FLAGS+=(-Dorg.sqlite.tmpdir=%q)\n' "$product/native" # it looks there for what earlier starts unpacked
    # Otherwise every jar is opened to look for another place for logs, and for another way to wait for sockets.
    printf 'NARU_FLAGS+=(-Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider)\n'
    printf 'NARU_FLAGS+=(-Dslf4j.provider=org.slf4j.jul.JULServiceProvider)\n'
    # What carries other people's bytes needs the optimising compiler, which alone knows the processor's AES instructions; a
    # command that ends at once starts faster without it.
    # The heap begins small: otherwise it takes a part of the machine's memory that an idle daemon never needs.
    printf 'NARU_DAEMON=(-Xms24m -Xmx256m -XX:MaxHeapFreeRatio=40)\n'
    # The optimising compiler would spend two seconds on code that only the start runs; what is hot reaches it soon all the same.
    printf 'NARU_DAEMON+=(-XX:TrimNativeHeapInterval=10000)\n'
    printf 'NARU_DAEMON+=(-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000)\n'
    printf 'NARU_DAEMON+=(-XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000)\n'
    printf 'NARU_DAEMON+=(-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:-AOTReplayTraining)\n'
    printf 'NARU_TUNNEL=(-Xms16m -Xmx128m)\n'
    printf 'NARU_COMMAND=(-Xmx128m -XX:TieredStopAtLevel=1)\n'
  } >"$state/launch.new"
  mv "$state/launch.new" "$state/launch"
  # shellcheck disable=SC1091
  . "$state/launch"
}

# Rehearsals leave caches of loaded classes, one for the daemon and one for commands: starting takes a third of the time. As
# root a whole daemon plays, in namespaces of its own; otherwise, or if that fails, a small cluster inside one process.
make_start_caches() {
  local state=$1
  rm -f "$state"/*.aot "$state"/*.aot.new
  if [ "$(id -u)" = 0 ] && timeout -k 5 180 unshare --net --mount --pid --fork --kill-child --mount-proc \
    "$NARU_HOME/scripts/rehearse" "$state" >"$state/rehearse.log" 2>&1 </dev/null; then
    keep_start_cache "$state" daemon && keep_start_cache "$state" command && return 0
  fi
  rehearse "$state" daemon "${NARU_DAEMON[@]}" -- rehearse --clients
  rehearse "$state" command "${NARU_COMMAND[@]}" -- rehearse
}

rehearse() { # rehearse STATE CACHE [FLAGS...] -- WORDS...
  local state=$1 cache=$2 flags=()
  shift 2
  while [ "$1" != -- ]; do flags+=("$1"); shift; done
  shift
  "$NARU_JAVA" "${NARU_FLAGS[@]}" "${flags[@]}" -XX:AOTCacheOutput="$state/$cache.aot.new" -Dnaru.home="$NARU_HOME" \
    -cp "$NARU_JARS" naru.app.Main "$@" >>"$state/rehearse.log" 2>&1 </dev/null && keep_start_cache "$state" "$cache" \
    || say "no start cache (see $state/rehearse.log): everything works, and starts slower"
}

keep_start_cache() { [ -s "$1/$2.aot.new" ] && mv -f "$1/$2.aot.new" "$1/$2.aot"; }
