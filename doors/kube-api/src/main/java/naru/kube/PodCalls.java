package naru.kube;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.http.Exchange;
import naru.http.Query;
import naru.node.PodAccess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What only pods have: logs, connections into them, binding to a node, eviction.
final class PodCalls {
    private final Objects objects;
    private final Nodes nodes;
    private final PodStreams streams;

    PodCalls(Services services) {
        this.objects = services.objects();
        this.nodes = services.nodes();
        this.streams = services.streams();
    }

    private ObjectNode pod(Call call) {
        return objects.get(
                Resources.PODS, call.target().namespace(), call.target().name());
    }

    private PodAccess node(ObjectNode pod) {
        String node = pod.path("spec").path("nodeName").asString("");
        if (node.isEmpty()) {
            throw Fault.invalid("pod " + name(pod) + " does not have a host assigned");
        }
        return nodes.of(node);
    }

    private static String name(ObjectNode pod) {
        return pod.path("metadata").path("name").asString("");
    }

    private static PodAccess.Target target(ObjectNode pod, String container) {
        JsonNode metadata = pod.path("metadata");
        return new PodAccess.Target(
                metadata.path("namespace").asString(""),
                metadata.path("name").asString(""),
                metadata.path("uid").asString(""),
                container);
    }

    /// `exec`, `attach`, `portforward`.
    void connect(Call call) throws IOException {
        ObjectNode pod = pod(call);
        String subresource = call.target().subresource();
        String container = subresource.equals("portforward")
                ? ""
                : container(pod, call.exchange().query().get("container"));
        streams.carry(call.exchange(), subresource, node(pod), target(pod, container));
    }

    /// The container that is meant: the one that is named, otherwise the only one or the pod's default.
    private static String container(ObjectNode pod, String named) {
        List<String> plain = names(pod, "containers");
        List<String> all = new ArrayList<>(plain);
        all.addAll(names(pod, "initContainers"));
        all.addAll(names(pod, "ephemeralContainers"));
        if (!named.isEmpty()) {
            if (!all.contains(named)) {
                throw Fault.invalid("container " + named + " is not valid for pod " + name(pod));
            }
            return named;
        }
        String standard = pod.path("metadata")
                .path("annotations")
                .path("kubectl.kubernetes.io/default-container")
                .asString("");
        if (plain.size() == 1 || plain.contains(standard)) {
            return plain.size() == 1 ? plain.getFirst() : standard;
        }
        throw Fault.invalid("a container name must be specified for pod " + name(pod) + ", choose one of: ["
                + String.join(" ", all) + "]");
    }

    private static List<String> names(ObjectNode pod, String field) {
        return pod.path("spec")
                .path(field)
                .valueStream()
                .map(one -> one.path("name").asString(""))
                .toList();
    }

    void log(Call call) throws IOException {
        Exchange exchange = call.exchange();
        ObjectNode pod = pod(call);
        PodAccess.Target target = target(pod, container(pod, exchange.query().get("container")));
        PodAccess.LogRequest request = logRequest(call);
        mayHaveLog(pod, target.container());
        try (InputStream log = node(pod).log(target, request)) {
            exchange.status(200).set("Content-Type", "text/plain");
            OutputStream out = exchange.output();
            out.flush();
            exchange.onGone(() -> close(log));
            log.transferTo(out);
        }
    }

    private static void close(InputStream log) {
        try {
            log.close();
        } catch (IOException e) {
            System.getLogger("naru.kube").log(System.Logger.Level.DEBUG, "a log did not close", e);
        }
    }

    private static PodAccess.LogRequest logRequest(Call call) {
        Parameters parameters = call.parameters();
        Query query = call.exchange().query();
        long since = parameters.count("sinceSeconds", 0);
        if (since > 0 && query.has("sinceTime")) {
            throw Fault.invalid(
                    "sinceSeconds: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified");
        }
        return new PodAccess.LogRequest(
                parameters.flag("follow"),
                parameters.flag("previous"),
                since,
                query.get("sinceTime"),
                parameters.count("tailLines", -1),
                parameters.count("limitBytes", 0),
                parameters.flag("timestamps"));
    }

    /// A container that never ran has no log, and why it does not run is what its user wants to know.
    private static void mayHaveLog(ObjectNode pod, String container) {
        for (String field : List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
            for (JsonNode one : pod.path("status").path(field)) {
                JsonNode waiting = one.path("state").path("waiting");
                if (one.path("name").asString("").equals(container)
                        && waiting.isObject()
                        && one.path("restartCount").asInt(0) == 0
                        && !one.path("lastState").has("terminated")) {
                    throw Fault.invalid(
                            "container \"" + container + "\" in pod \"" + name(pod) + "\" is waiting to start: "
                                    + waiting.path("reason").asString("ContainerCreating"));
                }
            }
        }
    }

    /// Puts a pod on a node, once.
    void bind(Call call) throws IOException {
        WriteOptions options = call.write();
        ObjectNode binding = RequestBodies.object(call.exchange(), "v1", "Binding", options);
        objects.update(Resources.PODS, call.target().namespace(), call.target().name(), "binding", binding, options);
        call.document(201, Status.success(Target.NONE, ""));
    }

    /// Deletes a pod where no disruption budget forbids it.
    void evict(Call call) throws IOException {
        WriteOptions options = call.write();
        ObjectNode eviction = RequestBodies.object(call.exchange(), "policy/v1", "Eviction", options);
        DeleteOptions delete = call.parameters().delete(eviction.path("deleteOptions"));
        objects.delete(Resources.PODS, call.target().namespace(), call.target().name(), delete);
        call.document(201, Status.success(Target.NONE, ""));
    }
}
