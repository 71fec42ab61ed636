package naru.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.base.Json;
import naru.linux.Cgroups;
import naru.network.Sandbox;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes config.json (runtime-spec 1.0.2) for a container: Docker's defaults and what was asked for.
final class RuntimeSpec {
    private static final long SHM = 64L << 20;
    private static final String INIT = "/sbin/docker-init";

    private final Kept kept;
    private final Path rootfs;
    private final Sandbox sandbox;
    private final Path folder;
    private final List<ResolvedMount> mounts;
    private final Users user;
    private final List<String> capabilities;
    private final String cgroup;
    private final @org.jspecify.annotations.Nullable Path init;
    private final Neighbours neighbours;
    private final Optional<UserNamespaces.Inside> users;

    /// A mount whose source on the machine is known.
    ///
    /// @param source path on the machine; empty for memory
    /// @param target path in the container
    /// @param type `bind` or `tmpfs`
    /// @param options as mount(8) names them
    record ResolvedMount(String source, String target, String type, List<String> options) {
        /// The same with further options.
        ResolvedMount with(List<String> more) {
            return new ResolvedMount(
                    source,
                    target,
                    type,
                    Stream.concat(options.stream(), more.stream()).toList());
        }
    }

    RuntimeSpec(
            Kept kept,
            Path rootfs,
            Sandbox sandbox,
            Path folder,
            List<ResolvedMount> mounts,
            String cgroup,
            @org.jspecify.annotations.Nullable Path init,
            Neighbours neighbours,
            Optional<UserNamespaces.Inside> users) {
        this.kept = kept;
        this.rootfs = rootfs;
        this.sandbox = sandbox;
        this.folder = folder;
        this.mounts = mounts;
        this.cgroup = cgroup;
        this.init = init;
        this.neighbours = neighbours;
        this.users = users;
        this.user =
                Users.resolve(rootfs, config().user(), kept.spec().isolation().groupAdd());
        this.capabilities = Capabilities.ofThisProcess().of(kept.spec().isolation());
    }

    private Config config() {
        return kept.spec().config();
    }

    ObjectNode write() {
        ObjectNode spec = Json.mapper().createObjectNode();
        spec.put("ociVersion", "1.0.2");
        List<String> args = new ArrayList<>();
        if (init != null) {
            args.addAll(List.of(INIT, "--"));
        }
        args.addAll(kept.command());
        spec.set("process", process(args, environment(), config().workingDir(), config().tty(), user, capabilities));
        ObjectNode root = spec.putObject("root");
        root.put("path", rootfs.toString());
        root.put("readonly", kept.spec().storage().readonlyRootfs());
        if (!kept.spec().isolation().utsMode().equals("host")) {
            spec.put("hostname", sandbox.hostname().strip());
        }
        mounts(spec.putArray("mounts"));
        ObjectNode annotations = spec.putObject("annotations");
        kept.spec().annotations().forEach(annotations::put);
        spec.set("linux", new LinuxSpec(kept, sandbox, cgroup, capabilities, neighbours, users).write());
        return spec;
    }

    private List<String> environment() {
        List<String> environment = new ArrayList<>();
        environment.add("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.add("HOSTNAME=" + sandbox.hostname().strip());
        if (config().tty()) {
            environment.add("TERM=xterm");
        }
        environment.addAll(neighbours.environment());
        return Environment.merge(environment, config().env());
    }

    private ObjectNode process(
            List<String> args, List<String> env, String cwd, boolean tty, Users as, List<String> granted) {
        ObjectNode process = process(args, env, cwd, tty, as, granted, kept.spec());
        if (kept.spec().isolation().oomScoreAdj() != 0) {
            process.put("oomScoreAdj", kept.spec().isolation().oomScoreAdj());
        }
        Config.Further further = config().further();
        if (tty && further.rows() > 0 && further.columns() > 0) {
            process.putObject("consoleSize").put("height", further.rows()).put("width", further.columns());
        }
        return process;
    }

    /// The runtime would look for HOME in the container's passwd, and wait for ever at one that is a pipe.
    private static List<String> withHome(List<String> env, Users as) {
        boolean given = env.stream().anyMatch(line -> line.startsWith("HOME="));
        return given ? env : Environment.merge(env, List.of("HOME=" + as.home()));
    }

    /// The `process` of a container or of a further command in it.
    static ObjectNode process(
            List<String> args,
            List<String> env,
            String cwd,
            boolean tty,
            Users as,
            List<String> granted,
            ContainerSpec spec) {
        ObjectNode process = Json.mapper().createObjectNode();
        process.put("terminal", tty);
        ObjectNode who = process.putObject("user");
        who.put("uid", Integer.toUnsignedLong(as.uid()));
        who.put("gid", Integer.toUnsignedLong(as.gid()));
        ArrayNode groups = who.putArray("additionalGids");
        as.groups().forEach(group -> groups.add(Integer.toUnsignedLong(group)));
        strings(process.putArray("args"), args);
        strings(process.putArray("env"), withHome(env, as));
        process.put("cwd", cwd.isEmpty() ? "/" : cwd);
        ObjectNode sets = process.putObject("capabilities");
        strings(sets.putArray("bounding"), granted);
        // an ordinary user starts without any; inheritable stays empty (CVE-2022-24769)
        List<String> own = as.uid() == 0 ? granted : List.of();
        strings(sets.putArray("effective"), own);
        strings(sets.putArray("permitted"), own);
        SecurityOptions security = SecurityOptions.of(spec.isolation().securityOpt());
        process.put("noNewPrivileges", security.noNewPrivileges());
        if (AppArmor.IN_KERNEL && !security.appArmor().isEmpty()) {
            process.put("apparmorProfile", security.appArmor());
        }
        ArrayNode limits = process.putArray("rlimits");
        for (Resources.Ulimit limit : spec.resources().ulimits()) {
            limits.addObject()
                    .put("type", "RLIMIT_" + limit.name().toUpperCase(java.util.Locale.ROOT))
                    .put("soft", limit.soft())
                    .put("hard", limit.hard());
        }
        return process;
    }

    private void mounts(ArrayNode into) {
        boolean privileged = kept.spec().isolation().privileged();
        String access = privileged ? "rw" : "ro";
        mount(into, "/proc", "proc", "proc", "nosuid", "noexec", "nodev");
        mount(into, "/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        mount(
                into,
                "/dev/pts",
                "devpts",
                "devpts",
                "nosuid",
                "noexec",
                "newinstance",
                "ptmxmode=0666",
                "mode=0620",
                "gid=5");
        mount(into, "/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", access);
        String group = Cgroups.layout() == Cgroups.Layout.V2 ? "cgroup2" : "cgroup";
        mount(
                into,
                "/sys/fs/cgroup",
                group.equals("cgroup2") ? "cgroup" : group,
                "cgroup",
                access,
                "nosuid",
                "noexec",
                "nodev");
        queues(into);
        sharedMemory(into);
        String root = kept.spec().storage().readonlyRootfs() ? "ro" : "rw";
        for (String name : List.of("resolv.conf", "hostname", "hosts")) {
            if (mounts.stream().noneMatch(mount -> mount.target().equals("/etc/" + name))) {
                String source = folder.resolve(name).toString();
                mount(into, "/etc/" + name, "bind", source, "rbind", "rprivate", root);
            }
        }
        if (init != null) {
            mount(into, INIT, "bind", init.toString(), "bind", "ro");
        }
        mounts.stream()
                .sorted(Comparator.comparingInt(mount -> mount.target().split("/").length))
                .forEach(mount -> mount(
                        into,
                        mount.target(),
                        mount.type(),
                        mount.source().isEmpty() ? mount.type() : mount.source(),
                        mount.options().toArray(String[]::new)));
    }

    /// The message queues: users of its own cannot mount those of the host, which may have none.
    private void queues(ArrayNode into) {
        if (users.isEmpty() || !kept.spec().isolation().ipcMode().equals("host")) {
            mount(into, "/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev");
        } else if (Files.isDirectory(Path.of("/dev/mqueue"))) {
            mount(into, "/dev/mqueue", "bind", "/dev/mqueue", "rbind", "nosuid", "noexec", "nodev");
        }
    }

    /// Bytes of memory that processes share by name.
    static long sharedMemory(Storage storage) {
        return storage.shmSize() > 0 ? storage.shmSize() : SHM;
    }

    /// The memory that processes share by name: of its own, the host's, another container's, or none.
    private void sharedMemory(ArrayNode into) {
        String mode = kept.spec().isolation().ipcMode();
        Path others = mode.equals("host") ? Path.of("/dev/shm") : neighbours.sharedMemory();
        if (mode.equals("none")
                || mounts.stream().anyMatch(mount -> mount.target().equals("/dev/shm"))) {
            return;
        }
        if (others != null) {
            mount(into, "/dev/shm", "bind", others.toString(), "rbind", "rprivate", "nosuid", "noexec", "nodev");
            return;
        }
        String size = "size=" + sharedMemory(kept.spec().storage());
        mount(into, "/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", size);
    }

    private static void mount(ArrayNode into, String target, String type, String source, String... options) {
        ObjectNode mount = into.addObject();
        mount.put("destination", target).put("type", type).put("source", source);
        strings(mount.putArray("options"), List.of(options));
    }

    static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
