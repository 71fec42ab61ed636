package naru.node.pod;

import java.time.Instant;
import java.util.Locale;
import naru.base.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The Node object of this machine (API reference, Node).
///
/// @param options of the node
/// @param machine what it has
record NodeDocument(NodeOptions options, Machine machine) {
    private static final String KUBELET = "v1.32.0-naru";

    /// The object without its status.
    ObjectNode object() {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("apiVersion", "v1").put("kind", "Node");
        ObjectNode metadata = node.putObject("metadata").put("name", options.name());
        metadata.set("labels", labels());
        ObjectNode spec = node.putObject("spec");
        if (!options.podCidr().isEmpty()) {
            spec.put("podCIDR", options.podCidr());
            spec.putArray("podCIDRs").add(options.podCidr());
        }
        return node;
    }

    /// Labels that everybody expects, and the node's own.
    ObjectNode labels() {
        ObjectNode labels = Json.mapper().createObjectNode();
        labels.put("kubernetes.io/hostname", options.name());
        for (String prefix : new String[] {"kubernetes.io/", "beta.kubernetes.io/"}) {
            labels.put(prefix + "os", "linux").put(prefix + "arch", architecture());
        }
        options.labels().forEach(labels::put);
        return labels;
    }

    private static String architecture() {
        String own = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return own.equals("aarch64") ? "arm64" : own;
    }

    /// The status, with conditions that hold since a time.
    ObjectNode status(Instant since, Instant now) {
        ObjectNode status = Json.mapper().createObjectNode();
        for (String field : new String[] {"capacity", "allocatable"}) {
            status.putObject(field)
                    .put("cpu", Integer.toString(machine.processors()))
                    .put("memory", machine.memory() / 1024 + "Ki")
                    .put("ephemeral-storage", Long.toString(machine.disk()))
                    .put("pods", Integer.toString(options.maxPods()));
        }
        status.set("conditions", conditions(since, now));
        ArrayNode addresses = status.putArray("addresses");
        addresses.addObject().put("type", "InternalIP").put("address", options.address());
        addresses.addObject().put("type", "Hostname").put("address", options.name());
        status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", 0);
        status.set("nodeInfo", info());
        return status;
    }

    /// The conditions of a node whose pods are being ended.
    static ArrayNode stopped(Instant now) {
        ArrayNode list = pressures(now, now);
        condition(list, "Ready", false, "KubeletNotReady", "naru ends the pods of this node", now, now);
        return list;
    }

    private static ArrayNode conditions(Instant since, Instant now) {
        ArrayNode list = pressures(since, now);
        condition(list, "Ready", true, "KubeletReady", "naru runs pods", since, now);
        return list;
    }

    private static ArrayNode pressures(Instant since, Instant now) {
        ArrayNode list = Json.mapper().createArrayNode();
        condition(list, "MemoryPressure", false, "KubeletHasSufficientMemory", "enough memory is free", since, now);
        condition(list, "DiskPressure", false, "KubeletHasNoDiskPressure", "enough disk is free", since, now);
        condition(list, "PIDPressure", false, "KubeletHasSufficientPID", "enough process numbers are free", since, now);
        return list;
    }

    private static void condition(
            ArrayNode list, String type, boolean holds, String reason, String message, Instant since, Instant now) {
        list.addObject()
                .put("type", type)
                .put("status", holds ? "True" : "False")
                .put("lastHeartbeatTime", PodStatus.seconds(now))
                .put("lastTransitionTime", PodStatus.seconds(since))
                .put("reason", reason)
                .put("message", message);
    }

    private ObjectNode info() {
        ObjectNode info = Json.mapper().createObjectNode();
        String machineId = Machine.text("/etc/machine-id");
        info.put("machineID", machineId).put("systemUUID", machineId);
        info.put("bootID", Machine.text("/proc/sys/kernel/random/boot_id"));
        info.put("kernelVersion", System.getProperty("os.version", ""));
        info.put("osImage", Machine.release("PRETTY_NAME", "Linux"));
        info.put("containerRuntimeVersion", "naru://" + options.version());
        info.put("kubeletVersion", KUBELET).put("kubeProxyVersion", KUBELET);
        return info.put("operatingSystem", "linux").put("architecture", architecture());
    }
}
