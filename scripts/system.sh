# What ./naru and ./verify share: words to the reader, the JDK, and packages of the system. Sourced, never run.
# Expects: NARU_HOME (the folder of the sources), NARU_YES (non-empty: do not ask).

say() { printf 'naru: %s\n' "$*" >&2; }
fail() { printf 'naru: %s\n' "$*" >&2; exit "${NARU_EXIT:-1}"; }

# The packages each group of work needs, one per line: group, what shows that it is there, package, why.
# What shows it: a command, or a file pattern if it holds a slash.
needs() {
  cat <<'LIST'
build mvn maven builds Naru
run runc runc starts containers
run crun crun starts containers, faster than runc
run conmon conmon watches each container, so that it outlives the engine
run nft nftables shows and changes packet rules
run /usr/lib/*/libnftables.so.1 libnftables1 changes packet rules without starting a process
run ip iproute2 shows interfaces and network namespaces
run /usr/share/containers/seccomp.json golang-github-containers-common holds the seccomp profile of containers
run /usr/bin/tini|/usr/bin/tini-static|/usr/bin/catatonit|/usr/libexec/*/catatonit tini is the first process of containers run with --init
demo mmdebstrap mmdebstrap makes base images from signed Debian packages
demo git git makes and pushes the project of the demo
demo curl curl asks the pages of the demo
demo jq jq reads answers in the demo
demo npm npm makes the Vue project of the demo
test skopeo skopeo copies images in the registry tests
test docker-registry docker-registry is the registry that ours is compared with
test git git pushes in the pipeline tests
test node nodejs runs the Vue project of the tests
test npm npm makes the Vue project of the tests
test chromium chromium looks at the pages of the tests
test mmdebstrap mmdebstrap makes base images from signed Debian packages
test busybox busybox-static is the small image of the tests
test curl curl asks the pages of the tests
test /usr/sbin/sshd openssh-server serves repositories over SSH in the pipeline tests
test /usr/lib/python3/dist-packages/docker/__init__.py python3-docker drives the engine in its tests
test script bsdutils gives the docker command line a terminal in the tests
LIST
}

# Is the thing of a list entry there?
present() {
  local pattern candidate
  case $1 in
    */*)
      local IFS='|'
      for pattern in $1; do
        unset IFS
        for candidate in $pattern; do [ -e "$candidate" ] && return 0; done
      done
      return 1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# Runs a command as root: directly, or by sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi
}

require_debian() {
  [ "$(uname -s)" = Linux ] || fail "Naru runs on Linux: it needs Debian 12 or newer (or a relative with apt) on a kernel of 5.15 or newer."
  command -v apt-get >/dev/null 2>&1 && return 0
  fail "on this system Naru installs nothing by itself: provide $* and start again (on Debian 12 or newer it does this for you)."
}

# Asks before root is used: on a terminal a question, otherwise (or with --yes) an announcement.
may_use_root() {
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
    fail "to install $* root is needed: run this command as root, or install them yourself."
  fi
  [ -n "${NARU_YES:-}" ] && return 0
  if [ -t 0 ] && [ -t 2 ]; then
    local answer
    printf 'naru: install with apt-get as root? [Y/n] ' >&2
    read -r answer
    case $answer in '' | y | Y | yes) return 0 ;; *) fail "nothing installed: $* still missing." ;; esac
  fi
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || fail "to install $* root is needed: run this command as root."
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 || say "apt-get update failed: trying with what is known"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install "$@" </dev/null >/dev/null \
    || fail "apt-get could not install: $*. Install them by hand and start again."
}

# Installs what is missing for the groups named.
ensure_packages() {
  local group shown package why wanted missing=()
  while read -r group shown package why; do
    for wanted in "$@"; do
      [ "$group" = "$wanted" ] || continue
      present "$shown" && continue
      case " ${missing[*]-} " in *" $package "*) continue ;; esac
      missing+=("$package")
      say "missing: $package ($why)"
    done
  done < <(needs)
  [ ${#missing[@]} = 0 ] && return 0
  require_debian "${missing[@]}"
  may_use_root "${missing[@]}"
  say "installing ${missing[*]} with apt-get"
  apt_install "${missing[@]}"
}

# Where programs are that were unpacked rather than installed.
use_tools() {
  case ":$PATH:" in *":$NARU_HOME/.naru/tools/usr/bin:"*) ;; *) export PATH="$PATH:$NARU_HOME/.naru/tools/usr/bin" ;; esac
}

# The docker command line: the distribution's docker-cli, or only the client out of docker.io, whose daemon stays away.
ensure_docker_cli() {
  use_tools
  command -v docker >/dev/null 2>&1 && return 0
  require_debian "the docker command line"
  say "missing: docker (the command line that Naru is used with)"
  if [ -n "$(candidate docker-cli)" ]; then
    may_use_root docker-cli
    apt_install docker-cli
    return 0
  fi
  local folder="$NARU_HOME/.naru/tools"
  mkdir -p "$folder"
  (cd "$folder" && apt-get -qq download docker.io >&2 && dpkg-deb -x docker.io_*.deb . && rm -f docker.io_*.deb) \
    || fail "cannot fetch the docker command line: install docker-cli or docker.io by hand."
  rm -rf "$folder/usr/sbin" "$folder/lib" "$folder/etc" "$folder/usr/share"
  say "the docker client is at $folder/usr/bin/docker"
}

# Is a version (such as 3.5.16) at least another (such as 3.5)?
at_least() { [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# etcd 3.5 or newer, which keeps the state of a cluster with several servers: the one on PATH, or one unpacked beside.
ensure_etcd() {
  use_tools
  local version
  version=$(etcd --version 2>/dev/null | sed -n 's/^etcd Version: *//p') || true
  [ -n "$version" ] && at_least "$version" 3.5 && return 0
  say "missing: etcd 3.5 or newer (keeps the state of a cluster with several servers)${version:+; $version is here}"
  unpack etcd-server 3.5 etcd
}

# kubectl 1.27 or newer: the one on PATH, one named kubectl.1.NN beside it, or one unpacked beside.
ensure_kubectl() {
  use_tools
  local found version beside
  if found=$(command -v kubectl); then
    for beside in "$(dirname "$(readlink -f "$found")")"/kubectl.1.*; do
      [ -x "$beside" ] && at_least "${beside##*kubectl.}" 1.27 && return 0
    done
    version=$(kubectl version --client 2>/dev/null | sed -n 's/^Client Version: v*//p') || true
    [ -n "$version" ] && at_least "$version" 1.27 && return 0
  fi
  say "missing: kubectl 1.27 or newer (the command line that clusters are used with)"
  unpack kubectl 1.27 kubectl
}

# Unpacks a package into .naru/tools and installs nothing: the distribution's own if it is new enough, else that of
# Debian 13 (trixie) from the mirror which this machine's apt already uses.
unpack() {
  local package=$1 wanted=$2 program=$3 folder="$NARU_HOME/.naru/tools/usr/bin" apt options=() known
  require_debian "$program"
  known=$(candidate "$package")
  apt=$(mktemp -d)
  if ! { [ -n "$known" ] && at_least "$known" "$wanted" && (cd "$apt" && apt-get -qq download "$package" 2>/dev/null); }; then
    trixie_options "$apt"
    { apt-get "${options[@]}" -qq update >&2 && (cd "$apt" && apt-get "${options[@]}" -qq download "$package" >&2); } \
      || fail "cannot fetch $package of Debian 13: provide $program $wanted or newer on PATH."
  fi
  mkdir -p "$folder"
  { dpkg-deb -x "$apt/$package"_*.deb "$apt/root" && mv -f "$apt/root/usr/bin/$program" "$folder/$program"; } \
    || fail "cannot unpack $package: provide $program $wanted or newer on PATH."
  rm -rf "$apt"
  say "unpacked $package: $program is at $folder/$program"
}

# Sets `options` so that apt-get reads Debian 13 alone, with lists of its own in a folder.
trixie_options() {
  local apt=$1 mirror
  mirror=$(awk '/^URIs:/{print $2; exit} /^deb /{for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) {print $i; exit}}' \
    /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null) || true
  [ -n "$mirror" ] || fail "there is no Debian mirror in this machine's apt sources: provide the program on PATH."
  mkdir -p "$apt"/{lists/partial,sources.d,archives/partial}
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$apt/sources.list"
  options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::Etc::sourceparts=$apt/sources.d"
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache::archives=$apt/archives" -o Dir::State::status=/dev/null
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o "APT::Sandbox::User=$(id -un)")
}

# The version of a package that apt would install, or nothing.
candidate() {
  apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: *//p' | grep -v '(none)' || true
}

# Is there a JDK 25 with a compiler in this folder? Reads its `release` file; starts Java only if there is none.
is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  local line
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in JAVA_VERSION=\"25 | JAVA_VERSION=\"25[.\"+-]*) return 0 ;; JAVA_VERSION=*) return 1 ;; esac
    done <"$1/release"
  fi
  "$1/bin/java" -version 2>&1 | grep -q 'version "25'
}

# Prints the folder of a JDK 25: JAVA_HOME, PATH, then where distributions and tools put them.
find_jdk() {
  local folder java
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then echo "$JAVA_HOME"; return 0; fi
  if java=$(command -v java 2>/dev/null); then
    java=$(readlink -f "$java")
    folder=${java%/bin/java}
    if is_jdk_25 "$folder"; then echo "$folder"; return 0; fi
  fi
  for folder in /usr/lib/jvm/* /opt/*jdk* /opt/java/* "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/*; do
    if is_jdk_25 "$folder"; then echo "$folder"; return 0; fi
  done
  return 1
}

# Sets JAVA_HOME to a JDK 25, installing it where the distribution has one.
ensure_jdk() {
  local found
  if ! found=$(find_jdk); then
    [ "$(uname -s)" = Linux ] || require_debian
    [ -n "$(candidate openjdk-25-jdk-headless)" ] \
      || fail "Naru needs a JDK 25, which this distribution does not have: get one from https://adoptium.net (Temurin 25), then set JAVA_HOME or unpack it under /usr/lib/jvm."
    say "missing: openjdk-25-jdk-headless (Naru is written in Java 25)"
    may_use_root openjdk-25-jdk-headless
    apt_install openjdk-25-jdk-headless
    found=$(find_jdk) || fail "the JDK 25 that was just installed is not under /usr/lib/jvm: set JAVA_HOME to it."
  fi
  export JAVA_HOME=$found
}
