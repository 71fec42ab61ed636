package naru.cluster.join;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Patch;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What people do with nodes. Safe for use by many threads.
public final class NodeCare {
    private static final WriteOptions OPTIONS = WriteOptions.by("naru");
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Objects objects;

    /// A node as it is shown.
    ///
    /// @param ready whether its agent says that it can run pods
    /// @param schedulable whether new pods are put there
    /// @param address where it is reached, or empty
    /// @param podCidr where its pods have addresses, or empty
    public record Info(
            String name, boolean ready, boolean schedulable, String address, String podCidr, String version) {}

    /// Works on those objects.
    public NodeCare(Objects objects) {
        this.objects = objects;
    }

    /// All nodes.
    public List<Info> list() {
        return objects.list(Resources.NODES, "", ListOptions.ALL).items().stream()
                .map(NodeCare::info)
                .toList();
    }

    private static Info info(JsonNode node) {
        String address = "";
        for (JsonNode one : node.path("status").path("addresses")) {
            address = one.path("type").asString("").equals("InternalIP")
                    ? one.path("address").asString("")
                    : address;
        }
        boolean ready = false;
        for (JsonNode one : node.path("status").path("conditions")) {
            ready |= one.path("type").asString("").equals("Ready")
                    && one.path("status").asString("").equals("True");
        }
        return new Info(
                node.path("metadata").path("name").asString(""),
                ready,
                !node.path("spec").path("unschedulable").asBoolean(false),
                address,
                node.path("spec").path("podCIDR").asString(""),
                node.path("status").path("nodeInfo").path("kubeletVersion").asString(""));
    }

    /// Says whether new pods are put on a node.
    public void schedulable(String node, boolean yes) {
        ObjectNode changes = Json.mapper().createObjectNode();
        ObjectNode spec = changes.putObject("spec");
        if (yes) {
            spec.putNull("unschedulable");
        } else {
            spec.put("unschedulable", true);
        }
        objects.patch(Resources.NODES, "", node, "", new Patch.Merge(changes), OPTIONS);
    }

    /// Empties a node: no new pods, and those that are there are deleted, except those of daemon sets.
    ///
    /// @param patience how long to wait until they are gone
    /// @param progress told what happens, in sentences
    /// @throws Fault UNAVAILABLE if some are left then
    public void drain(String node, Duration patience, Consumer<String> progress) {
        schedulable(node, false);
        progress.accept("node " + node + " takes no new pods");
        ListOptions there = ListOptions.where("spec.nodeName=" + node);
        Page page = objects.list(Resources.PODS, "", there);
        Map<String, String> left = new LinkedHashMap<>();
        for (ObjectNode pod : page.items()) {
            if (moves(pod) && delete(pod)) {
                left.put(uid(pod), title(pod));
            }
        }
        await(left, there.from(page.resourceVersion()), Instant.now().plus(patience), progress);
    }

    private void await(Map<String, String> left, ListOptions from, Instant end, Consumer<String> progress) {
        try (ObjectWatch watch = objects.watch(Resources.PODS, "", from)) {
            while (!left.isEmpty()) {
                for (ObjectWatch.Event event : watch.next(TICK)) {
                    String gone = event.type() == ObjectWatch.Type.DELETED ? left.remove(uid(event.object())) : null;
                    if (gone != null) {
                        progress.accept("pod " + gone + " is gone");
                    }
                }
                if (!left.isEmpty() && Instant.now().isAfter(end)) {
                    throw Fault.unavailable("these pods are still there: " + String.join(", ", left.values()), null);
                }
            }
        }
    }

    private boolean delete(ObjectNode pod) {
        JsonNode meta = pod.path("metadata");
        try {
            objects.delete(
                    Resources.PODS,
                    meta.path("namespace").asString(""),
                    meta.path("name").asString(""),
                    DeleteOptions.DEFAULT);
            return true;
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static boolean moves(ObjectNode pod) {
        List<String> owners = new ArrayList<>();
        pod.path("metadata")
                .path("ownerReferences")
                .forEach(owner -> owners.add(owner.path("kind").asString("")));
        return !owners.contains("DaemonSet")
                && !pod.path("metadata").path("annotations").has("kubernetes.io/config.mirror");
    }

    /// Takes a node's object away: the cluster knows it no more.
    public void remove(String node) {
        objects.delete(Resources.NODES, "", node, DeleteOptions.DEFAULT);
    }

    private static String uid(JsonNode pod) {
        return pod.path("metadata").path("uid").asString("");
    }

    private static String title(JsonNode pod) {
        return pod.path("metadata").path("namespace").asString("") + "/"
                + pod.path("metadata").path("name").asString("");
    }
}
