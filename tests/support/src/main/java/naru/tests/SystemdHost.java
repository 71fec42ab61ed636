package naru.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real systemd with a D-Bus: process 1 of namespaces of its own, at the top of a part of this machine's
/// control groups, with nothing to do. It shares this machine's network and files but /run. Closing it ends
/// all that runs there.
public final class SystemdHost implements AutoCloseable {
    /// How the control groups are laid out.
    public enum Layout {
        /// Version 2 alone.
        UNIFIED,
        /// Version 1, and systemd's own of version 2.
        HYBRID,
        /// Version 1 alone.
        LEGACY
    }

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");

    /// `$1`: name of the part. Goes into it, in every hierarchy, and becomes what follows.
    private static final String ENTER = """
            part=$1; shift
            for top in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do
                test -e "$top" || continue
                here=${top%/*}; mkdir -p "$here/$part"
                for file in cpuset.cpus cpuset.mems; do
                    test ! -e "$here/$file" || test -s "$here/$part/$file" || cat "$here/$file" > "$here/$part/$file"
                done
                echo $$ > "$here/$part/cgroup.procs"
            done
            exec "$@"
            """;

    /// `$1`: the layout. Becomes systemd, with hardly a unit.
    private static final String BOOT = """
            mount --make-rprivate /
            kinds=$(sed -n 's/.* - cgroup [^ ]* rw,//p' /proc/self/mountinfo | grep -v name=)
            umount -R /sys/fs/cgroup
            old=systemd.unified_cgroup_hierarchy=0
            case $1 in
            UNIFIED) mount -t cgroup2 none /sys/fs/cgroup; options=systemd.unified_cgroup_hierarchy=1;;
            HYBRID) options="$old systemd.legacy_systemd_cgroup_controller=0";;
            LEGACY) options="$old systemd.legacy_systemd_cgroup_controller=1";;
            esac
            if test $1 != UNIFIED; then
                mount -t tmpfs none /sys/fs/cgroup; cd /sys/fs/cgroup; mkdir systemd unified
                mount -t cgroup -o none,name=systemd none systemd
                for kind in $kinds; do
                    mkdir $kind; mount -t cgroup -o $kind none $kind
                    for one in $(echo $kind | tr , ' '); do test -e $one || ln -s $kind $one; done
                done
                if test $1 = HYBRID; then mount -t cgroup2 none unified; else rmdir unified; fi
            fi
            mount -t tmpfs -o mode=755 none /run; mkdir -p /run/units /run/dbus
            cd /run/units; cp /lib/systemd/system/dbus.s* .
            for unit in dbus.socket dbus.service; do
                mkdir $unit.d; printf '[Unit]\\nDefaultDependencies=no\\n' > $unit.d/alone.conf
            done
            printf '[Unit]\\nDefaultDependencies=no\\nRequires=dbus.socket dbus.service\\nAfter=dbus.service\\n' \\
                > up.target
            export container=naru SYSTEMD_PROC_CMDLINE="$options"
            export SYSTEMD_UNIT_PATH=/run/systemd/system.control:/run/systemd/transient:/run/units
            exec /lib/systemd/systemd --system --unit=up.target --log-target=null --show-status=no
            """;

    private final String part = "naru-test-" + Long.toString(System.nanoTime(), 36);
    private final Process outside;

    private SystemdHost(Layout layout) throws IOException {
        List<String> line = new ArrayList<>(List.of("sh", "-ec", ENTER, "sh", part, "unshare"));
        line.addAll(List.of("--mount", "--uts", "--ipc", "--cgroup", "--pid", "--fork"));
        line.addAll(List.of("--mount-proc", "--kill-child", "sh", "-ec", BOOT, "sh", layout.name()));
        outside = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Whether there is a systemd with a D-Bus to boot.
    public static boolean isInstalled() {
        return Stream.of("/lib/systemd/systemd", "/lib/systemd/system/dbus.socket", "/usr/bin/dbus-daemon")
                .allMatch(file -> Files.exists(Path.of(file)));
    }

    /// Starts one, and waits until it and its D-Bus are there.
    public static SystemdHost boot(Layout layout) {
        try {
            SystemdHost host = new SystemdHost(layout);
            host.await();
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Each look takes a process' start: it does not spin.
    private void await() {
        long end = System.nanoTime() + LIMIT.toNanos();
        String state = "";
        while (!state.equals("active")) {
            if (System.nanoTime() > end || !outside.isAlive()) {
                close();
                throw new AssertionError("systemd did not come up: " + state);
            }
            state = init().isPresent()
                    ? run("systemctl", "is-active", "up.target").out().strip()
                    : "";
        }
    }

    /// The process number of systemd, out here.
    public long pid() {
        return init().orElseThrow().pid();
    }

    /// What has become of the shells that lead to it.
    private Optional<ProcessHandle> init() {
        return outside.children()
                .filter(child -> child.info().command().orElse("").endsWith("/systemd"))
                .findFirst();
    }

    /// The words that run a program there.
    public List<String> within() {
        return List.of(
                "sh",
                "-ec",
                ENTER,
                "sh",
                part,
                "nsenter",
                "--target",
                Long.toString(pid()),
                "--mount",
                "--uts",
                "--ipc",
                "--cgroup",
                "--pid");
    }

    /// Runs a program there.
    public Result run(String... words) {
        List<String> line = new ArrayList<>(within());
        line.addAll(List.of(words));
        return Program.run(line, Map.of(), new byte[0], LIMIT);
    }

    /// Groups and units of containers, running or not.
    public List<String> leftovers() {
        String groups = run("find", "/sys/fs/cgroup", "-name", "naru-*.scope").ok();
        String units = run("systemctl", "list-units", "--all", "--no-legend", "--plain", "naru-*")
                .ok();
        String files = run("find", "/run/systemd", "-name", "*naru-*").ok();
        return (groups + "\n" + units + "\n" + files)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    @Override
    public void close() {
        List<ProcessHandle> init = outside.children().toList();
        outside.destroyForcibly();
        init.forEach(one ->
                one.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join());
        try (Stream<Path> tops = Files.list(GROUPS)) {
            Stream.concat(Stream.of(GROUPS), tops)
                    .map(top -> top.resolve(part))
                    .filter(Files::isDirectory)
                    .forEach(SystemdHost::remove);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path group) {
        try (Stream<Path> all = Files.walk(group)) {
            for (Path folder : all.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
