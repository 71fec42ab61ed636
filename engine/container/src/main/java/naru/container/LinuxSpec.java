package naru.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.base.Json;
import naru.linux.Cgroups;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Stat;
import naru.network.Sandbox;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The `linux` part of config.json: namespaces, limits, devices, what is hidden, the system call filter.
final class LinuxSpec {
    private static final long PERIOD = 100_000;
    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/devices/virtual/powercap",
            "/sys/firmware");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
    /// null, full, zero, random, urandom, tty, console, pts, ptmx: major and minor, -1 for any.
    private static final int[][] ALLOWED = {{1, 3}, {1, 7}, {1, 5}, {1, 8}, {1, 9}, {5, 0}, {5, 1}, {5, 2}, {136, -1}};

    private final Kept kept;
    private final Sandbox sandbox;
    private final String cgroup;
    private final List<String> capabilities;

    LinuxSpec(Kept kept, Sandbox sandbox, String cgroup, List<String> capabilities) {
        this.kept = kept;
        this.sandbox = sandbox;
        this.cgroup = cgroup;
        this.capabilities = capabilities;
    }

    ObjectNode write() {
        Isolation isolation = kept.spec().isolation();
        ObjectNode linux = Json.mapper().createObjectNode();
        namespaces(linux.putArray("namespaces"));
        linux.put("cgroupsPath", cgroup);
        ObjectNode resources = resources(kept.spec().resources());
        devices(linux, resources);
        linux.set("resources", resources);
        if (!isolation.sysctls().isEmpty()) {
            ObjectNode sysctl = linux.putObject("sysctl");
            isolation.sysctls().forEach(sysctl::put);
        }
        if (!isolation.privileged()) {
            RuntimeSpec.strings(
                    linux.putArray("maskedPaths"), isolation.maskedPaths() == null ? MASKED : isolation.maskedPaths());
            RuntimeSpec.strings(
                    linux.putArray("readonlyPaths"),
                    isolation.readonlyPaths() == null ? READ_ONLY : isolation.readonlyPaths());
        }
        boolean unconfined =
                isolation.securityOpt().stream().anyMatch(option -> option.matches("seccomp[:=]unconfined"));
        if (!isolation.privileged() && !unconfined) {
            linux.set("seccomp", Seccomp.filter(capabilities));
        }
        return linux;
    }

    private void namespaces(ArrayNode into) {
        Isolation isolation = kept.spec().isolation();
        into.addObject().put("type", "mount");
        if (!isolation.pidMode().equals("host")) {
            into.addObject().put("type", "pid");
        }
        if (!isolation.ipcMode().equals("host")) {
            into.addObject().put("type", "ipc");
        }
        if (!isolation.utsMode().equals("host")) {
            into.addObject().put("type", "uts");
        }
        Path netns = sandbox.netns();
        if (netns != null) {
            into.addObject().put("type", "network").put("path", netns.toString());
        }
        boolean apart = Cgroups.layout() == Cgroups.Layout.V2
                && !isolation.cgroupnsMode().equals("host");
        if (apart) {
            into.addObject().put("type", "cgroup");
        }
    }

    /// Limits, as the runtime takes them at creation and at an update.
    static ObjectNode resources(Resources asked) {
        ObjectNode resources = Json.mapper().createObjectNode();
        ObjectNode memory = Json.mapper().createObjectNode();
        put(memory, "limit", asked.memory());
        put(memory, "reservation", asked.memoryReservation());
        if (asked.memory() > 0) { // Docker's default: as much swap again as memory
            memory.put("swap", asked.memorySwap() == 0 ? asked.memory() * 2 : asked.memorySwap());
        }
        if (asked.oomKillDisable()) {
            memory.put("disableOOMKiller", true);
        }
        attach(resources, "memory", memory);
        ObjectNode cpu = Json.mapper().createObjectNode();
        put(cpu, "shares", asked.cpuShares());
        if (asked.nanoCpus() > 0) {
            cpu.put("period", PERIOD);
            cpu.put("quota", asked.nanoCpus() * PERIOD / 1_000_000_000L);
        } else {
            put(cpu, "period", asked.cpuPeriod());
            put(cpu, "quota", asked.cpuQuota());
        }
        if (!asked.cpusetCpus().isEmpty()) {
            cpu.put("cpus", asked.cpusetCpus());
        }
        if (!asked.cpusetMems().isEmpty()) {
            cpu.put("mems", asked.cpusetMems());
        }
        attach(resources, "cpu", cpu);
        if (asked.pidsLimit() > 0) {
            resources.putObject("pids").put("limit", asked.pidsLimit());
        }
        if (asked.blkioWeight() > 0) {
            resources.putObject("blockIO").put("weight", asked.blkioWeight());
        }
        return resources;
    }

    private static void put(ObjectNode node, String name, long value) {
        if (value > 0) {
            node.put(name, value);
        }
    }

    private static void attach(ObjectNode parent, String name, ObjectNode child) {
        if (!child.isEmpty()) {
            parent.set(name, child);
        }
    }

    private void devices(ObjectNode linux, ObjectNode resources) {
        ArrayNode rules = resources.putArray("devices");
        if (kept.spec().isolation().privileged()) {
            rules.addObject().put("allow", true).put("access", "rwm");
            return;
        }
        rules.addObject().put("allow", false).put("access", "rwm");
        rules.addObject().put("allow", true).put("type", "c").put("access", "m");
        rules.addObject().put("allow", true).put("type", "b").put("access", "m");
        for (int[] device : ALLOWED) {
            ObjectNode rule = rules.addObject()
                    .put("allow", true)
                    .put("type", "c")
                    .put("major", device[0])
                    .put("access", "rwm");
            if (device[1] >= 0) {
                rule.put("minor", device[1]);
            }
        }
        ArrayNode files = linux.putArray("devices");
        for (Resources.Device device : kept.spec().resources().devices()) {
            device(files, rules, device);
        }
    }

    private static void device(ArrayNode files, ArrayNode rules, Resources.Device device) {
        try (InRoot root = InRoot.open(Path.of("/"))) {
            Stat stat = root.stat(root.resolve(device.pathOnHost()));
            String type = Map.of(Stat.Type.CHARACTER, "c", Stat.Type.BLOCK, "b").getOrDefault(stat.type(), "");
            if (type.isEmpty()) {
                throw Fault.invalid("error gathering device information while adding custom device \""
                        + device.pathOnHost() + "\": not a device node");
            }
            int major = (int) (stat.rdev() >>> 32);
            int minor = (int) stat.rdev();
            files.addObject()
                    .put("path", device.pathInContainer())
                    .put("type", type)
                    .put("major", major)
                    .put("minor", minor)
                    .put("fileMode", stat.permissions())
                    .put("uid", stat.uid())
                    .put("gid", stat.gid());
            rules.addObject()
                    .put("allow", true)
                    .put("type", type)
                    .put("major", major)
                    .put("minor", minor)
                    .put("access", device.permissions());
        } catch (Errno e) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "error gathering device information while adding custom device \"" + device.pathOnHost()
                            + "\": no such file or directory",
                    e);
        }
    }
}
