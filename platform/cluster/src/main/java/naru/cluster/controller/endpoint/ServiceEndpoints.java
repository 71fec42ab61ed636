package naru.cluster.controller.endpoint;

import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Indexes;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.object.Resources;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import naru.cluster.view.Selector;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Keeps every service's EndpointSlices and Endpoints at what its pods are, within milliseconds. Services without a
/// selector are left to whoever makes their endpoints.
public final class ServiceEndpoints implements Controller {
    private static final int WORKERS = 4;
    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    private final Means means;
    private final Informer services;
    private final Informer pods;
    private final Informer nodes;
    private final Informer slices;
    private final Informer endpoints;
    private final Loop<Key> loop;

    /// Listens from now on.
    public ServiceEndpoints(Means means) {
        this.means = means;
        this.services = means.of(Resources.SERVICES);
        this.pods = means.of(Resources.PODS);
        this.nodes = means.of(Resources.NODES);
        this.slices = means.of(Resources.ENDPOINT_SLICES);
        this.endpoints = means.of(Resources.ENDPOINTS);
        this.loop = new Loop<>("endpoints", means.timing(), this::look);
        Indexes.namespaces(services);
        Indexes.namespaces(pods);
        Indexes.nodes(pods);
        slices.index("service", slice -> List.of(service(slice).toString()));
        services.handle((before, now) -> add(now == null ? before : now));
        slices.handle((before, now) -> {
            if (now == null && before != null) {
                loop.add(service(before));
            }
        });
        pods.handle(this::pod);
        nodes.handle(this::node);
    }

    @Override
    public void start() {
        loop.start(WORKERS, () -> services.all().forEach(this::add));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void add(@Nullable ObjectNode service) {
        if (service != null) {
            loop.add(Key.of(service));
        }
    }

    private static Key service(ObjectNode slice) {
        return new Key(Meta.namespace(slice), Meta.text(slice, "metadata", "labels", Slices.SERVICE));
    }

    private void pod(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (before != null && now != null && same(before, now)) {
            return;
        }
        ObjectNode pod = now == null ? before : now;
        if (pod == null) {
            return;
        }
        for (ObjectNode service : services.indexed(Indexes.NAMESPACE, Meta.namespace(pod))) {
            Selector selector = selector(service);
            if (now != null && selector.matches(now) || before != null && selector.matches(before)) {
                add(service);
            }
        }
    }

    private static boolean same(ObjectNode before, ObjectNode now) {
        return Pods.ready(before) == Pods.ready(now)
                && Meta.deleting(before) == Meta.deleting(now)
                && Pods.finished(before) == Pods.finished(now)
                && before.path("status").path("podIP").equals(now.path("status").path("podIP"))
                && Meta.labels(before).equals(Meta.labels(now));
    }

    /// A node that falls silent takes its pods out of their services before anybody has looked at each pod.
    private void node(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (before != null && reachable(before) != (now != null && reachable(now))) {
            pods.indexed(Indexes.NODE, Meta.name(before)).forEach(one -> pod(one, null));
        }
    }

    private static boolean reachable(ObjectNode node) {
        for (var taint : node.path("spec").path("taints")) {
            if (Meta.text(taint, "key").equals(UNREACHABLE)) {
                return false;
            }
        }
        return true;
    }

    private static Selector selector(ObjectNode service) {
        return Meta.text(service, "spec", "type").equals("ExternalName")
                ? Selector.NOTHING
                : Selector.ofMap(service.path("spec").path("selector"));
    }

    private void look(Key key) {
        Optional<ObjectNode> found = services.get(key).filter(one -> !Meta.deleting(one));
        if (found.isEmpty()) {
            gone(key);
            return;
        }
        ObjectNode service = found.get();
        Selector selector = selector(service);
        if (selector.equals(Selector.NOTHING)) {
            return;
        }
        List<Member> members = pods.indexed(Indexes.NAMESPACE, key.namespace()).stream()
                .filter(pod -> Member.possible(pod) && selector.matches(pod))
                .map(pod -> Member.of(service, pod, reachableNode(pod)))
                .toList();
        slices(service, members);
        endpoints(service, members);
    }

    private boolean reachableNode(ObjectNode pod) {
        return nodes.get(new Key("", Pods.node(pod)))
                .map(ServiceEndpoints::reachable)
                .orElse(true);
    }

    private void slices(ObjectNode service, List<Member> members) {
        Slices.Plan plan = Slices.plan(service, members, managed(Key.of(service)));
        plan.create().forEach(one -> means.writes().create(Resources.ENDPOINT_SLICES, one));
        plan.update().forEach(one -> means.writes().update(Resources.ENDPOINT_SLICES, one));
        plan.delete().forEach(one -> means.writes().delete(Resources.ENDPOINT_SLICES, one));
    }

    private List<ObjectNode> managed(Key service) {
        return slices.indexed("service", service.toString()).stream()
                .filter(one ->
                        Meta.text(one, "metadata", "labels", Slices.MANAGED).equals(Slices.MANAGER))
                .filter(one -> !Meta.deleting(one))
                .toList();
    }

    private void endpoints(ObjectNode service, List<Member> members) {
        Optional<ObjectNode> there = endpoints.get(Key.of(service));
        ObjectNode wanted = Slices.endpoints(service, members, there.orElse(null));
        if (there.isEmpty()) {
            means.writes().create(Resources.ENDPOINTS, wanted);
        } else if (!wanted.equals(there.get())) {
            means.writes().update(Resources.ENDPOINTS, wanted);
        }
    }

    /// Slices go with their owner by themselves; Endpoints have the service's name and no owner.
    private void gone(Key service) {
        managed(service).forEach(one -> means.writes().delete(Resources.ENDPOINT_SLICES, one));
        try {
            endpoints.get(service).ifPresent(one -> means.writes().delete(Resources.ENDPOINTS, one));
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
