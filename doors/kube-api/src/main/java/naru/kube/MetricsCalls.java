package naru.kube;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Resources;
import naru.http.Exchange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What nodes and pods use now, as `kubectl top` asks for it. A node that does not answer is left out.
final class MetricsCalls {
    /// How long all nodes together may take.
    private static final long PATIENCE_SECONDS = 5;

    private final Objects objects;
    private final Nodes nodes;

    MetricsCalls(Services services) {
        this.objects = services.objects();
        this.nodes = services.nodes();
    }

    void answer(Call call) throws IOException {
        boolean ofNodes = call.resource().plural().equals("nodes");
        Page chosen = ofNodes ? nodes(call) : pods(call);
        List<ObjectNode> measured = ofNodes ? nodeMetrics(chosen) : podMetrics(chosen);
        if (call.target().name().isEmpty()) {
            Exchange exchange = call.exchange();
            Page page = new Page(measured, chosen.resourceVersion(), "", 0);
            Answer.page(exchange, Accept.of(exchange).shape(), call.resource(), page);
        } else if (measured.isEmpty()) {
            throw Fault.notFound(
                    call.resource().qualified() + " \"" + call.target().name() + "\" not found");
        } else {
            call.object(200, measured.getFirst());
        }
    }

    private Page nodes(Call call) {
        return objects.list(Resources.NODES, "", selection(call));
    }

    private Page pods(Call call) {
        return objects.list(Resources.PODS, call.target().namespace(), selection(call));
    }

    private static ListOptions selection(Call call) {
        String name = call.target().name();
        return name.isEmpty()
                ? ListOptions.labelled(call.exchange().query().get("labelSelector"))
                : ListOptions.where("metadata.name=" + name);
    }

    private List<ObjectNode> nodeMetrics(Page chosen) {
        Map<String, JsonNode> usage =
                usage(chosen.items().stream().map(MetricsCalls::name).distinct().toList());
        List<ObjectNode> all = new ArrayList<>();
        for (ObjectNode node : chosen.items()) {
            JsonNode used = usage.get(name(node));
            if (used != null) {
                ObjectNode metrics = head("NodeMetrics", node);
                use(metrics, used.path("node"));
                all.add(metrics);
            }
        }
        return all;
    }

    private List<ObjectNode> podMetrics(Page chosen) {
        Map<String, JsonNode> byNode = usage(chosen.items().stream()
                .map(pod -> pod.path("spec").path("nodeName").asString(""))
                .filter(node -> !node.isEmpty())
                .distinct()
                .toList());
        Map<String, JsonNode> byPod = new HashMap<>();
        byNode.values()
                .forEach(usage -> usage.path("pods")
                        .forEach(pod -> byPod.put(
                                pod.path("namespace").asString("") + "/"
                                        + pod.path("name").asString(""),
                                pod)));
        List<ObjectNode> all = new ArrayList<>();
        for (ObjectNode pod : chosen.items()) {
            JsonNode used = byPod.get(pod.path("metadata").path("namespace").asString("") + "/" + name(pod));
            if (used != null) {
                ObjectNode metrics = head("PodMetrics", pod);
                ArrayNode containers = metrics.putArray("containers");
                used.path("containers")
                        .forEach(one -> use(
                                containers
                                        .addObject()
                                        .put("name", one.path("name").asString("")),
                                one));
                all.add(metrics);
            }
        }
        return all;
    }

    private static String name(ObjectNode object) {
        return object.path("metadata").path("name").asString("");
    }

    private static ObjectNode head(String kind, ObjectNode of) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode metrics = Json.mapper().createObjectNode();
        metrics.put("kind", kind).put("apiVersion", "metrics.k8s.io/v1beta1");
        ObjectNode metadata = metrics.putObject("metadata");
        for (String field : List.of("name", "namespace", "labels")) {
            if (of.path("metadata").has(field)) {
                metadata.set(field, of.path("metadata").path(field));
            }
        }
        metadata.put("creationTimestamp", now);
        return metrics.put("timestamp", now).put("window", "10s");
    }

    private static void use(ObjectNode metrics, JsonNode used) {
        BigDecimal cpu = used.path("cpuNanoCores").asDecimal(BigDecimal.ZERO);
        metrics.putObject("usage")
                .put("cpu", cpu.toBigInteger() + "n")
                .put("memory", used.path("memoryBytes").asLong(0) / 1024 + "Ki");
    }

    /// Asks all nodes at once.
    private Map<String, JsonNode> usage(List<String> names) {
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<ObjectNode>> asked = new LinkedHashMap<>();
            names.forEach(
                    name -> asked.put(name, asking.submit(() -> nodes.of(name).usage())));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            asked.forEach((name, future) -> take(name, future, end, answers));
            asking.shutdownNow();
        }
        return answers;
    }

    private static void take(String name, Future<ObjectNode> future, long end, Map<String, JsonNode> answers) {
        try {
            answers.put(name, future.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException e) {
            System.getLogger("naru.kube").log(System.Logger.Level.DEBUG, "no metrics of node " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("the server is stopping", e);
        }
    }
}
