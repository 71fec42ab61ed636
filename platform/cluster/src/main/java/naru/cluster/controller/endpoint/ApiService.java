package naru.cluster.controller.endpoint;

import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Loop;
import naru.cluster.object.Objects;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.view.Conditions;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Serving;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Keeps the service `kubernetes` in the namespace `default`, and its endpoints: where the cluster's API is.
public final class ApiService implements Controller {
    private static final Key KEY = new Key("default", "kubernetes");

    private final Means means;
    private final Address address;
    private final Loop<Key> loop;

    /// Where the API is.
    ///
    /// @param servers the addresses of its servers as long as no ready node says that its machine is one
    /// @param port that they listen on
    /// @param clusterIp the service's own address; empty for any
    public record Address(List<String> servers, int port, String clusterIp) {}

    /// Listens from now on.
    public ApiService(Means means, Address address) {
        this.means = means;
        this.address = address;
        this.loop = new Loop<>("api-service", means.timing(), _ -> look());
        followNodes();
        for (Resource kind : List.of(Resources.SERVICES, Resources.ENDPOINTS, Resources.ENDPOINT_SLICES)) {
            means.of(kind).handle((before, now) -> {
                ObjectNode one = now == null ? before : now;
                if (one != null && Key.of(one).equals(KEY)) {
                    loop.add(KEY);
                }
            });
        }
    }

    private void followNodes() {
        means.of(Resources.NODES).handle((before, now) -> {
            boolean same = before != null && now != null && ready(before).equals(ready(now));
            if (!same) {
                loop.add(KEY);
            }
        });
    }

    private static Optional<String> ready(ObjectNode node) {
        return Conditions.holds(node, "Ready") ? Serving.host(node) : Optional.empty();
    }

    private List<String> servers() {
        List<String> ready = means.of(Resources.NODES).all().stream()
                .flatMap(node -> ready(node).stream())
                .sorted()
                .toList();
        return ready.isEmpty() ? address.servers() : ready;
    }

    @Override
    public void start() {
        loop.add(KEY);
        loop.start(1, () -> loop.add(KEY));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void look() {
        keep(Resources.SERVICES, service());
        keep(Resources.ENDPOINTS, endpoints());
        keep(Resources.ENDPOINT_SLICES, slice());
    }

    /// Makes it if it is not there, and mends what it says.
    private void keep(Resource kind, ObjectNode wanted) {
        Optional<ObjectNode> there = present(means.objects(), kind);
        if (there.isEmpty()) {
            means.writes().create(kind, wanted);
            return;
        }
        ObjectNode changed = there.get().deepCopy();
        for (String field : List.of("subsets", "endpoints", "ports", "addressType")) {
            if (wanted.has(field)) {
                changed.set(field, wanted.path(field));
            }
        }
        if (!changed.equals(there.get())) {
            means.writes().update(kind, changed);
        }
    }

    private static Optional<ObjectNode> present(Objects objects, Resource kind) {
        try {
            return Optional.of(objects.get(kind, KEY.namespace(), KEY.name()));
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static ObjectNode base(Resource kind) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        object.putObject("metadata").put("name", KEY.name()).put("namespace", KEY.namespace());
        return object;
    }

    private ObjectNode service() {
        ObjectNode service = base(Resources.SERVICES);
        Meta.child(Meta.child(service, "metadata"), "labels")
                .put("component", "apiserver")
                .put("provider", "kubernetes");
        ObjectNode spec = service.putObject("spec");
        spec.put("type", "ClusterIP");
        if (!address.clusterIp().isEmpty()) {
            spec.put("clusterIP", address.clusterIp());
        }
        port(spec.putArray("ports"), 443).put("targetPort", address.port());
        return service;
    }

    private ObjectNode endpoints() {
        ObjectNode endpoints = base(Resources.ENDPOINTS);
        ObjectNode subset = endpoints.putArray("subsets").addObject();
        ArrayNode addresses = subset.putArray("addresses");
        servers().forEach(one -> addresses.addObject().put("ip", one));
        port(subset.putArray("ports"), address.port());
        return endpoints;
    }

    private ObjectNode slice() {
        ObjectNode slice = base(Resources.ENDPOINT_SLICES);
        Meta.child(Meta.child(slice, "metadata"), "labels").put(Slices.SERVICE, KEY.name());
        slice.put("addressType", "IPv4");
        ArrayNode endpoints = slice.putArray("endpoints");
        for (String server : servers()) {
            ObjectNode one = endpoints.addObject();
            one.putArray("addresses").add(server);
            one.putObject("conditions").put("ready", true);
        }
        port(slice.putArray("ports"), address.port());
        return slice;
    }

    private static ObjectNode port(ArrayNode ports, int number) {
        return ports.addObject().put("name", "https").put("protocol", "TCP").put("port", number);
    }
}
