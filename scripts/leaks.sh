# What tests could leave behind in the kernel: listed before and after, compared. Sourced by ./verify.

# One line per thing that carries Naru's name: mounts, network namespaces, nft tables, interfaces, cgroups, processes.
list_traces() {
  awk '/naru/ {print "mount " $5}' /proc/self/mountinfo
  if command -v ip >/dev/null 2>&1; then
    ip netns list 2>/dev/null | awk '/naru/ {print "netns " $1}'
    ip -o link show 2>/dev/null | awk -F': ' '$2 ~ /^(naru|n[betvpx][0-9a-f][0-9a-f][0-9a-f][0-9a-f])/ {print "interface " $2}'
  fi
  if [ "$(id -u)" = 0 ] && command -v nft >/dev/null 2>&1; then
    nft list tables 2>/dev/null | awk '/naru/ {print "nft " $0}'
  fi
  find /sys/fs/cgroup -maxdepth 3 -type d -name '*naru*' 2>/dev/null | sed 's/^/cgroup /'
  list_processes
}

# Daemons, and watchers of containers, that were started from a folder of tests.
list_processes() {
  local folder line
  for folder in /proc/[0-9]*; do
    { line=$(tr '\0' ' ' <"$folder/cmdline"); } 2>/dev/null || continue # it may have ended by now
    case $line in
      *naru.app.Main*daemon* | *conmon*naru*) printf 'process %s %s\n' "${folder#/proc/}" "$line" ;;
    esac
  done
}

# The id that an instance's kernel objects carry, of its data folder (naru.base.Instance): its CRC-32, which gzip also keeps.
instance_id() { printf '%s' "$1" | gzip | tail -c 8 | head -c 4 | od -An -tx4 | tr -d ' '; }

# Prints what is there now and was not before; false if there is something.
check_leaks() {
  local before=$1 after=$2 left
  left=$(LC_ALL=C comm -13 <(LC_ALL=C sort "$before") <(LC_ALL=C sort "$after"))
  [ -z "$left" ] && return 0
  printf 'left behind by the tests:\n%s\n' "$left" | cut -c 1-200
  return 1
}
