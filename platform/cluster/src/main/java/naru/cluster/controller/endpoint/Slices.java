package naru.cluster.controller.endpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.cluster.object.Resources;
import naru.cluster.view.Meta;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a service's EndpointSlices and Endpoints are to say. Pure.
final class Slices {
    static final String SERVICE = "kubernetes.io/service-name";
    static final String MANAGED = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslice-controller.k8s.io";
    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final int LARGEST = 100;
    private static final int MOST = 1_000;

    /// What is to be written.
    ///
    /// @param create new slices
    /// @param update slices that are there and say something else
    /// @param delete slices that are no longer needed
    record Plan(List<ObjectNode> create, List<ObjectNode> update, List<ObjectNode> delete) {}

    private Slices() {}

    /// Fills the slices that are there first, so that as few as possible are written.
    static Plan plan(ObjectNode service, List<Member> members, List<ObjectNode> there) {
        Map<ArrayNode, Deque<ObjectNode>> known = new LinkedHashMap<>();
        there.stream()
                .sorted(Comparator.comparing((ObjectNode slice) -> Meta.name(slice)))
                .forEach(slice -> known.computeIfAbsent(ports(slice), _ -> new ArrayDeque<>())
                        .add(slice));
        Plan plan = new Plan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        grouped(members).forEach((ports, some) -> {
            Deque<ObjectNode> usable = usable(known, ports);
            for (int from = 0; from < some.size(); from += LARGEST) {
                List<Member> part = some.subList(from, Math.min(some.size(), from + LARGEST));
                fill(service, ports, part, usable.poll(), plan);
            }
        });
        known.values().forEach(plan.delete()::addAll);
        if (members.isEmpty() && !there.isEmpty()) {
            keepOne(service, plan);
        } else if (members.isEmpty()) {
            plan.create().add(slice(service, JsonNodeFactory.instance.arrayNode(), List.of(), null));
        }
        return plan;
    }

    /// The slices with these ports, and the one that a service has while it has no endpoints: with ports it serves as
    /// well, and nobody ever sees two.
    private static Deque<ObjectNode> usable(Map<ArrayNode, Deque<ObjectNode>> known, ArrayNode ports) {
        Deque<ObjectNode> same = known.computeIfAbsent(ports, _ -> new ArrayDeque<>());
        Deque<ObjectNode> portless = known.getOrDefault(JsonNodeFactory.instance.arrayNode(), new ArrayDeque<>());
        if (same.isEmpty()
                && !portless.isEmpty()
                && portless.getFirst().path("endpoints").isEmpty()) {
            same.add(portless.removeFirst());
        }
        return same;
    }

    /// A service without endpoints has one empty slice.
    private static void keepOne(ObjectNode service, Plan plan) {
        ObjectNode kept = plan.delete().removeFirst();
        fill(service, JsonNodeFactory.instance.arrayNode(), List.of(), kept, plan);
    }

    private static void fill(
            ObjectNode service,
            ArrayNode ports,
            List<Member> members,
            @org.jspecify.annotations.Nullable ObjectNode there,
            Plan plan) {
        ObjectNode wanted = slice(service, ports, members, there);
        if (there == null) {
            plan.create().add(wanted);
        } else if (!wanted.equals(there)) {
            plan.update().add(wanted);
        }
    }

    private static ObjectNode slice(
            ObjectNode service,
            ArrayNode ports,
            List<Member> members,
            @org.jspecify.annotations.Nullable ObjectNode there) {
        ObjectNode slice = there == null ? empty(service) : there.deepCopy();
        labels(service, slice);
        Meta.child(slice, "metadata").path("labels");
        ObjectNode labels = Meta.child(Meta.child(slice, "metadata"), "labels");
        labels.put(SERVICE, Meta.name(service)).put(MANAGED, MANAGER);
        ArrayNode endpoints = JsonNodeFactory.instance.arrayNode();
        members.forEach(member -> endpoints.add(member.endpoint(service)));
        slice.set("endpoints", endpoints);
        slice.set("ports", ports);
        return slice;
    }

    private static ObjectNode empty(ObjectNode service) {
        ObjectNode slice = JsonNodeFactory.instance.objectNode();
        slice.put("apiVersion", Resources.ENDPOINT_SLICES.apiVersion()).put("kind", "EndpointSlice");
        ObjectNode metadata = slice.putObject("metadata");
        metadata.put("generateName", Meta.name(service) + "-").put("namespace", Meta.namespace(service));
        Meta.own(slice, "v1", "Service", service);
        slice.put("addressType", "IPv4");
        return slice;
    }

    private static void labels(ObjectNode service, ObjectNode object) {
        ObjectNode labels = Meta.child(Meta.child(object, "metadata"), "labels");
        Meta.labels(service).properties().forEach(one -> labels.set(one.getKey(), one.getValue()));
        if (Meta.text(service, "spec", "clusterIP").equals("None")) {
            labels.put(HEADLESS, "");
        }
    }

    /// What the service's Endpoints are to say: those that are there with other subsets, or new ones.
    static ObjectNode endpoints(
            ObjectNode service, List<Member> members, @org.jspecify.annotations.Nullable ObjectNode there) {
        ObjectNode endpoints;
        if (there == null) {
            endpoints = JsonNodeFactory.instance.objectNode();
            endpoints.put("apiVersion", "v1").put("kind", "Endpoints");
            endpoints.putObject("metadata").put("name", Meta.name(service)).put("namespace", Meta.namespace(service));
        } else {
            endpoints = there.deepCopy();
        }
        labels(service, endpoints);
        ArrayNode subsets = JsonNodeFactory.instance.arrayNode();
        grouped(members.stream()
                        .filter(one -> one.ready() || !one.terminating())
                        .limit(MOST)
                        .toList())
                .forEach((ports, some) -> subset(service, subsets.addObject(), ports, some));
        if (subsets.isEmpty()) {
            endpoints.remove("subsets");
        } else {
            endpoints.set("subsets", subsets);
        }
        return endpoints;
    }

    private static void subset(ObjectNode service, ObjectNode subset, ArrayNode ports, List<Member> members) {
        for (Member member : members) {
            Meta.list(subset, member.ready() ? "addresses" : "notReadyAddresses")
                    .add(member.address(service));
        }
        ArrayNode list = Meta.list(subset, "ports");
        ports.forEach(one -> {
            ObjectNode port = (ObjectNode) one.deepCopy();
            if (Meta.text(port, "name").isEmpty()) {
                port.remove("name");
            }
            list.add(port);
        });
    }

    private static Map<ArrayNode, List<Member>> grouped(List<Member> members) {
        Map<ArrayNode, List<Member>> groups = new LinkedHashMap<>();
        members.stream()
                .sorted(Comparator.comparing((Member one) -> Meta.created(one.pod()))
                        .thenComparing(one -> Meta.name(one.pod())))
                .forEach(one -> {
                    ArrayNode ports = JsonNodeFactory.instance.arrayNode();
                    one.ports().forEach(port -> ports.add(port.document()));
                    groups.computeIfAbsent(ports, _ -> new ArrayList<>()).add(one);
                });
        return groups;
    }

    private static ArrayNode ports(ObjectNode slice) {
        return slice.path("ports") instanceof ArrayNode ports ? ports : JsonNodeFactory.instance.arrayNode();
    }
}
