package naru.container;

import java.util.Map;
import java.util.TreeMap;
import naru.linux.Cgroups;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The limits of a scope in the words of systemd's D-Bus (org.freedesktop.systemd1(5)).
///
/// systemd writes into a scope's groups what it believes to be the scope's limits whenever it reads its
/// configuration again. In groups of version 1 crun tells it of the least of them, so that `systemctl
/// daemon-reload` would take a container's limits away (seen with crun 1.8 and systemd 252). In those of
/// version 2 crun keeps a group of its own below the scope's, where systemd does not write; runc tells
/// all in both. What nobody tells is that a container without a limit of processes is not to get
/// systemd's (`DefaultTasksMax`).
final class ScopeProperties {
    private static final String PROPERTY = "org.systemd.property.";
    private static final long NONE = -1;
    private static final long SECOND = 1_000_000; // microseconds
    private static final long PERIOD = 100_000;

    private ScopeProperties() {}

    /// Tells a runtime what to tell systemd, by the annotations of config.json that runc and crun both
    /// know. A scope that ended badly, such as for want of memory, is not to stay for somebody to look
    /// at: its name is needed again.
    static void addTo(ObjectNode spec, Cgroups.Layout layout) {
        ObjectNode annotations = (ObjectNode) spec.get("annotations");
        annotations.put(PROPERTY + "CollectMode", "'inactive-or-failed'");
        of(spec.path("linux").path("resources"), layout)
                .forEach((name, value) -> annotations.put(PROPERTY + name, "uint64 " + Long.toUnsignedString(value)));
    }

    /// Values by name, unsigned.
    ///
    /// @param resources as config.json has them
    static Map<String, Long> of(JsonNode resources, Cgroups.Layout layout) {
        Map<String, Long> properties = new TreeMap<>();
        properties.put("TasksMax", limit(resources.path("pids")));
        if (layout == Cgroups.Layout.V2) {
            return properties;
        }
        properties.put("MemoryLimit", limit(resources.path("memory")));
        putIfAny(properties, "CPUShares", resources.path("cpu").path("shares").asLong(0));
        putIfAny(
                properties,
                "BlockIOWeight",
                resources.path("blockIO").path("weight").asLong(0));
        long quota = resources.path("cpu").path("quota").asLong(0);
        if (quota > 0) {
            long period = resources.path("cpu").path("period").asLong(PERIOD);
            properties.put("CPUQuotaPerSecUSec", quota * SECOND / period);
            properties.put("CPUQuotaPeriodUSec", period);
        }
        return properties;
    }

    private static long limit(JsonNode of) {
        long limit = of.path("limit").asLong(0);
        return limit > 0 ? limit : NONE;
    }

    private static void putIfAny(Map<String, Long> properties, String name, long value) {
        if (value > 0) {
            properties.put(name, value);
        }
    }
}
