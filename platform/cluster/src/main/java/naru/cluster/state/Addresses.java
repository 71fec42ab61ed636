package naru.cluster.state;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import naru.base.Fault;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.cluster.state.rule.Violations;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives services their cluster addresses and node ports. For each one there is a key, written in the same commit as
/// the service and only if it is not there: none is given twice, whoever writes, whenever the power fails.
final class Addresses {
    /// The first and last node port.
    private static final int FIRST_PORT = 30_000;

    private static final int LAST_PORT = 32_767;

    /// What is below is left to those who name the port (or address) themselves.
    private static final int FREE_PORT = FIRST_PORT + 86;

    private static final int FREE_HOST = 256;
    private static final String IP_KEYS = "/registry/allocations/clusterips/";
    private static final String PORT_KEYS = "/registry/allocations/nodeports/";
    private static final Set<String> WITH_PORTS = Set.of("NodePort", "LoadBalancer");

    private final Feed feed;
    private final ServiceNetwork network;

    Addresses(Feed feed, ServiceNetwork network) {
        this.feed = feed;
        this.network = network;
    }

    /// Keeps what a service has where its next state does not say.
    void keep(Resource resource, ObjectNode current, ObjectNode next) {
        if (!resource.equals(Resources.SERVICES) || external(next)) {
            return;
        }
        ObjectNode spec = Tree.object(next, "spec");
        if (Tree.text(spec, "clusterIP").isEmpty() && !external(current)) {
            Preparation.copy(current.path("spec"), spec, "clusterIP");
            Preparation.copy(current.path("spec"), spec, "clusterIPs");
        }
        for (ObjectNode port : Tree.objects(spec, "ports")) {
            keepPort(current, next, port);
        }
    }

    private static void keepPort(ObjectNode current, ObjectNode next, ObjectNode port) {
        long before = Tree.objects(current, "spec", "ports").stream()
                .filter(one -> sameValue(one, port, "port") && sameValue(one, port, "protocol"))
                .mapToLong(one -> Tree.number(one, 0, "nodePort"))
                .findFirst()
                .orElse(0);
        long now = Tree.number(port, 0, "nodePort");
        if (WITH_PORTS.contains(Tree.text(next, "spec", "type"))) {
            if (now == 0 && before > 0) {
                port.put("nodePort", before);
            }
        } else if (now == before) {
            port.remove("nodePort");
        }
    }

    private static boolean sameValue(ObjectNode one, ObjectNode other, String field) {
        return one.path(field)
                .asString(field.equals("protocol") ? "TCP" : "")
                .equals(other.path(field).asString(field.equals("protocol") ? "TCP" : ""));
    }

    /// Gives the next state what it needs and takes from it what it no longer has, in the write.
    ///
    /// @throws Fault UNPROCESSABLE if what the service names itself is taken or outside the range
    void assign(Resource resource, @Nullable ObjectNode current, ObjectNode next, Write write) {
        if (!resource.equals(Resources.SERVICES)) {
            return;
        }
        feed.awaitLatest();
        Violations violations = new Violations();
        Set<String> had = current == null ? Set.of() : ips(current);
        Set<String> hadPorts = current == null ? Set.of() : ports(current);
        assignIp(next, had, violations);
        assignPorts(next, hadPorts, violations);
        violations.refuse(resource, Tree.name(next));
        String owner = Tree.namespace(next) + "/" + Tree.name(next);
        exchange(IP_KEYS, had, ips(next), owner, write);
        exchange(PORT_KEYS, hadPorts, ports(next), owner, write);
    }

    /// Takes from a service that goes what it has, in the write.
    void release(Resource resource, ObjectNode object, Write write) {
        if (resource.equals(Resources.SERVICES)) {
            exchange(IP_KEYS, ips(object), Set.of(), "", write);
            exchange(PORT_KEYS, ports(object), Set.of(), "", write);
        }
    }

    private static void exchange(String keys, Set<String> had, Set<String> has, String owner, Write write) {
        for (String gone : had) {
            if (!has.contains(gone)) {
                write.delete(keys + gone);
            }
        }
        for (String added : has) {
            if (!had.contains(added)) {
                write.when(keys + added, 0).put(keys + added, owner.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void assignIp(ObjectNode next, Set<String> had, Violations violations) {
        ObjectNode spec = Tree.object(next, "spec");
        if (external(next)) {
            spec.remove(List.of("clusterIP", "clusterIPs"));
            return;
        }
        String wanted = Tree.text(spec, "clusterIP");
        if (wanted.isEmpty()) {
            wanted = free();
        } else if (!wanted.equals("None") && !had.contains(wanted)) {
            String why = !network.contains(wanted)
                    ? "the provided IP (" + wanted + ") is not in the valid range. The range of valid IPs is "
                            + network.text()
                    : used(Addresses::ips).contains(wanted) ? "provided IP is already allocated" : "";
            if (!why.isEmpty()) {
                String said = "failed to allocate IP " + wanted + ": " + why;
                violations.invalid("spec.clusterIPs", List.of(wanted), said);
            }
        }
        spec.put("clusterIP", wanted);
        ArrayNode list = spec.putArray("clusterIPs");
        list.add(wanted);
    }

    private String free() {
        Set<String> used = used(Addresses::ips);
        long first = network.size() > 2 * FREE_HOST ? FREE_HOST : 2;
        long count = network.size() - 1 - first;
        long start = ThreadLocalRandom.current().nextLong(count);
        for (long i = 0; i < count; i++) {
            String candidate = network.address(first + (start + i) % count);
            if (!used.contains(candidate)) {
                return candidate;
            }
        }
        throw Fault.unavailable(
                "the service network " + network.text() + " has no free address: delete services", null);
    }

    private void assignPorts(ObjectNode next, Set<String> had, Violations violations) {
        if (!WITH_PORTS.contains(Tree.text(next, "spec", "type"))) {
            return;
        }
        Set<String> used = new HashSet<>(used(Addresses::ports));
        used.removeAll(had);
        Set<String> own = new HashSet<>(ports(next));
        int i = 0;
        for (ObjectNode port : Tree.objects(next, "spec", "ports")) {
            String field = "spec.ports[" + i++ + "].nodePort";
            long wanted = Tree.number(port, 0, "nodePort");
            if (wanted == 0) {
                String chosen = freePort(used, own);
                own.add(chosen);
                port.put("nodePort", Integer.parseInt(chosen));
            } else if (wanted < FIRST_PORT || wanted > LAST_PORT) {
                violations.invalid(
                        field,
                        wanted,
                        "provided port is not in the valid range. The range of valid ports is " + FIRST_PORT + "-"
                                + LAST_PORT);
            } else if (used.contains(Long.toString(wanted))) {
                violations.invalid(field, wanted, "provided port is already allocated");
            }
        }
    }

    private static String freePort(Set<String> used, Set<String> own) {
        int count = LAST_PORT + 1 - FREE_PORT;
        int start = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            String candidate = Integer.toString(FREE_PORT + (start + i) % count);
            if (!used.contains(candidate) && !own.contains(candidate)) {
                return candidate;
            }
        }
        throw Fault.unavailable("all node ports are taken: delete services of type NodePort", null);
    }

    private Set<String> used(Function<ObjectNode, Set<String>> what) {
        String prefix = Keys.of(Resources.SERVICES);
        Set<String> used = new HashSet<>();
        List<Stored> services = new ArrayList<>(
                feed.cache(Resources.SERVICES).now(prefix, Keys.end(prefix)).objects());
        services.forEach(service -> used.addAll(what.apply(service.object())));
        return used;
    }

    private static Set<String> ips(ObjectNode service) {
        String ip = Tree.text(service, "spec", "clusterIP");
        return external(service) || ip.isEmpty() || ip.equals("None") ? Set.of() : Set.of(ip);
    }

    private static Set<String> ports(ObjectNode service) {
        Set<String> ports = new LinkedHashSet<>();
        for (ObjectNode port : Tree.objects(service, "spec", "ports")) {
            long number = Tree.number(port, 0, "nodePort");
            if (number > 0) {
                ports.add(Long.toString(number));
            }
        }
        return ports;
    }

    private static boolean external(ObjectNode service) {
        return Tree.text(service, "spec", "type").equals("ExternalName");
    }
}
