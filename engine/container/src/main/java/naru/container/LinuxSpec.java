package naru.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.base.Json;
import naru.linux.Cgroups;
import naru.linux.IdMap;
import naru.network.Sandbox;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The `linux` part of config.json: namespaces, limits, devices, what is hidden, the system call filter.
final class LinuxSpec {
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
    private final Kept kept;
    private final Sandbox sandbox;
    private final String cgroup;
    private final List<String> capabilities;
    private final Neighbours neighbours;
    private final Optional<UserNamespaces.Inside> users;

    LinuxSpec(
            Kept kept,
            Sandbox sandbox,
            String cgroup,
            List<String> capabilities,
            Neighbours neighbours,
            Optional<UserNamespaces.Inside> users) {
        this.kept = kept;
        this.sandbox = sandbox;
        this.cgroup = cgroup;
        this.capabilities = capabilities;
        this.neighbours = neighbours;
        this.users = users;
    }

    ObjectNode write() {
        Isolation isolation = kept.spec().isolation();
        ObjectNode linux = Json.mapper().createObjectNode();
        namespaces(linux.putArray("namespaces"));
        users.ifPresent(inside -> {
            mappings(linux.putArray("uidMappings"), inside.map().uids());
            mappings(linux.putArray("gidMappings"), inside.map().gids());
        });
        linux.put("cgroupsPath", cgroup);
        ObjectNode resources = ResourceSpec.of(kept.spec().resources());
        DeviceSpec.write(kept.spec(), linux, resources);
        linux.set("resources", resources);
        ObjectNode sysctl = linux.putObject("sysctl");
        String domain = kept.spec().config().domainname();
        if (!domain.isEmpty() && !isolation.utsMode().equals("host")) {
            sysctl.put("kernel.domainname", domain); // as setdomainname(2); not every runtime has a field
        }
        isolation.sysctls().forEach(sysctl::put);
        if (!isolation.privileged()) {
            RuntimeSpec.strings(
                    linux.putArray("maskedPaths"), isolation.maskedPaths() == null ? MASKED : isolation.maskedPaths());
            RuntimeSpec.strings(
                    linux.putArray("readonlyPaths"),
                    isolation.readonlyPaths() == null ? READ_ONLY : isolation.readonlyPaths());
        }
        SecurityOptions security = SecurityOptions.of(isolation.securityOpt());
        if (!security.unconfined() && (!isolation.privileged() || security.hasProfile())) {
            linux.set("seccomp", security.filter(capabilities));
        }
        return linux;
    }

    private void namespaces(ArrayNode into) {
        Isolation isolation = kept.spec().isolation();
        into.addObject().put("type", "mount");
        namespace(into, "pid", isolation.pidMode(), neighbours.pidNamespace());
        namespace(into, "ipc", isolation.ipcMode(), neighbours.ipcNamespace());
        namespace(into, "uts", isolation.utsMode(), null);
        users.ifPresent(inside ->
                into.addObject().put("type", "user").put("path", inside.file().toString()));
        Path netns = sandbox.netns();
        if (netns != null) {
            into.addObject().put("type", "network").put("path", netns.toString());
        }
        if (isolation.hasCgroupNamespace(Cgroups.layout())) {
            into.addObject().put("type", "cgroup");
        }
    }

    private static void mappings(ArrayNode into, List<IdMap.Range> ranges) {
        ranges.forEach(range -> into.addObject()
                .put("containerID", range.inside())
                .put("hostID", range.outside())
                .put("size", range.count()));
    }

    private static void namespace(ArrayNode into, String type, String mode, @Nullable Path joined) {
        if (joined != null) {
            into.addObject().put("type", type).put("path", joined.toString());
        } else if (!mode.equals("host")) {
            into.addObject().put("type", type);
        }
    }
}
