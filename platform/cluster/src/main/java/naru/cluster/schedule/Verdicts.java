package naru.cluster.schedule;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.event.EventRecorder;
import naru.cluster.informer.Timing;
import naru.cluster.informer.Writes;
import naru.cluster.object.Resources;
import naru.cluster.view.Conditions;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tells the cluster what was decided, some at a time beside the decisions: bindings, and why a pod waits as its
/// condition PodScheduled and as an Event FailedScheduling whose annotation [#NODES] has the reasons of each node.
public final class Verdicts implements AutoCloseable {
    /// The annotation of the Event: an object of texts by the nodes' names, as JSON.
    public static final String NODES = "scheduler.naru/nodes";

    private static final System.Logger LOG = System.getLogger("naru.cluster");
    private static final int AT_ONCE = 32;
    private static final int NODES_TOLD = 100;

    private final Binder binder;
    private final Writes writes;
    private final EventRecorder events;
    private final Timing timing;
    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /// Tells by these means.
    public Verdicts(Binder binder, Writes writes, EventRecorder events, Timing timing) {
        this.binder = binder;
        this.writes = writes;
        this.events = events;
        this.timing = timing;
    }

    void bind(ObjectNode pod, String node, Consumer<RuntimeException> failed) throws InterruptedException {
        beside(() -> {
            try {
                binder.bind(pod, node);
                events.record(
                        pod,
                        EventRecorder.Type.NORMAL,
                        "Scheduled",
                        "Successfully assigned " + Meta.namespace(pod) + "/" + Meta.name(pod) + " to " + node);
            } catch (RuntimeException e) {
                failed.accept(e);
            }
        });
    }

    void nowhere(ObjectNode pod, Decision.Nowhere decision) throws InterruptedException {
        String message = decision.message();
        ObjectNode changed = pod.deepCopy();
        boolean different = Conditions.set(
                changed, new Conditions.Condition("PodScheduled", "False", "Unschedulable", message), timing.now());
        if (!different) {
            return;
        }
        Map<String, String> told = decision.reasons().entrySet().stream()
                .limit(NODES_TOLD)
                .collect(Collectors.toMap(Map.Entry::getKey, one -> String.join(", ", one.getValue())));
        events.record(pod, EventRecorder.Type.WARNING, "FailedScheduling", message, Map.of(NODES, Json.text(told)));
        beside(() -> condition(changed));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /// Only the scheduler writes conditions of a pod that is placed nowhere, so they are written over what else
    /// changed.
    private void condition(ObjectNode pod) {
        try {
            ObjectNode changes = JsonNodeFactory.instance.objectNode();
            changes.putObject("metadata").put("uid", Meta.uid(pod));
            changes.putObject("status").set("conditions", pod.path("status").path("conditions"));
            writes.merge(Resources.PODS, Key.of(pod), "status", changes);
        } catch (Fault e) {
            LOG.log(System.Logger.Level.DEBUG, "why " + Meta.name(pod) + " waits: " + e.sentence());
        }
    }

    private void beside(Runnable task) throws InterruptedException {
        permits.acquire();
        executor.execute(() -> {
            try {
                task.run();
            } finally {
                permits.release();
            }
        });
    }
}
