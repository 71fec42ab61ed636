package naru.container;

import java.nio.file.Path;
import java.util.List;
import naru.base.Fault;
import naru.base.Json;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Stat;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Limits as the runtime takes them, at creation and at an update: the `resources` of config.json without devices.
final class ResourceSpec {
    private static final long PERIOD = 100_000;

    private ResourceSpec() {}

    static ObjectNode of(Resources asked) {
        ObjectNode resources = Json.mapper().createObjectNode();
        attach(resources, "memory", memory(asked));
        attach(resources, "cpu", cpu(asked));
        if (asked.pidsLimit() > 0) {
            resources.putObject("pids").put("limit", asked.pidsLimit());
        }
        attach(resources, "blockIO", disks(asked));
        return resources;
    }

    private static ObjectNode memory(Resources asked) {
        ObjectNode memory = Json.mapper().createObjectNode();
        put(memory, "limit", asked.memory());
        put(memory, "reservation", asked.memoryReservation());
        if (asked.memory() > 0) { // Docker's default: as much swap again as memory
            memory.put("swap", asked.memorySwap() == 0 ? asked.memory() * 2 : asked.memorySwap());
        }
        if (asked.swappiness() >= 0) {
            memory.put("swappiness", asked.swappiness());
        }
        if (asked.oomKillDisable()) {
            memory.put("disableOOMKiller", true);
        }
        return memory;
    }

    private static ObjectNode cpu(Resources asked) {
        ObjectNode cpu = Json.mapper().createObjectNode();
        put(cpu, "shares", asked.cpuShares());
        if (asked.nanoCpus() > 0) {
            cpu.put("period", PERIOD);
            cpu.put("quota", asked.nanoCpus() * PERIOD / 1_000_000_000L);
        } else {
            put(cpu, "period", asked.cpuPeriod());
            put(cpu, "quota", asked.cpuQuota());
        }
        put(cpu, "realtimePeriod", asked.realTime().period());
        put(cpu, "realtimeRuntime", asked.realTime().runtime());
        if (!asked.cpusetCpus().isEmpty()) {
            cpu.put("cpus", asked.cpusetCpus());
        }
        if (!asked.cpusetMems().isEmpty()) {
            cpu.put("mems", asked.cpusetMems());
        }
        return cpu;
    }

    private static ObjectNode disks(Resources asked) {
        ObjectNode disks = Json.mapper().createObjectNode();
        put(disks, "weight", asked.blkioWeight());
        rates(disks, "weightDevice", "weight", asked.disks().weights());
        rates(disks, "throttleReadBpsDevice", "rate", asked.disks().readBytes());
        rates(disks, "throttleWriteBpsDevice", "rate", asked.disks().writeBytes());
        rates(disks, "throttleReadIOPSDevice", "rate", asked.disks().reads());
        rates(disks, "throttleWriteIOPSDevice", "rate", asked.disks().writes());
        return disks;
    }

    private static void rates(ObjectNode into, String name, String value, List<Resources.Disk> disks) {
        if (disks.isEmpty()) {
            return;
        }
        ArrayNode all = into.putArray(name);
        for (Resources.Disk disk : disks) {
            long device = device(disk.path());
            all.addObject()
                    .put("major", device >>> 32)
                    .put("minor", (int) device)
                    .put(value, disk.value());
        }
    }

    private static long device(String path) {
        try (InRoot root = InRoot.open(Path.of("/"))) {
            Stat stat = root.stat(root.resolve(path));
            if (stat.type() != Stat.Type.BLOCK && stat.type() != Stat.Type.CHARACTER) {
                throw Fault.invalid("error setting limits of disk " + path + ": not a device file");
            }
            return stat.rdev();
        } catch (Errno e) {
            throw new Fault(Fault.Kind.INVALID, "no such file or directory: " + path, e);
        }
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
}
