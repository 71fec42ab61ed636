package naru.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.cluster.object.Objects;
import naru.cluster.object.Patch;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes events of pods, on a thread of its own: nobody waits for it. While the API is away they are kept, and written
/// when it is back; when there are too many, the newest are dropped. The same thing again is counted, not written anew.
/// Safe for use by many threads.
final class Recorder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.node");
    private static final int QUEUE = 1000;
    private static final int REMEMBERED = 2000;
    private static final int SUFFIX = 8;
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofSeconds(5);
    private static final int MAX_MESSAGE = 1024;
    private static final WriteOptions AS = WriteOptions.by("naru-node");

    private final Objects objects;
    private final String node;
    private final BlockingQueue<Happening> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<String, Written> written = new LinkedHashMap<>();
    private final Thread thread;

    /// @param suffix of the event's name, the same however often it is tried
    private record Happening(
            Pod pod, String field, boolean warning, String reason, String message, Instant at, String suffix) {
        String key() {
            return String.join(" ", pod.uid(), field, reason, message);
        }
    }

    /// An event that is there, and how often it happened.
    private record Written(String namespace, String name, int count) {}

    Recorder(Objects objects, String node) {
        this.objects = objects;
        this.node = node;
        thread = Thread.ofVirtual().name("pod-events").start(this::write);
    }

    /// Something went as it should.
    void normal(Pod pod, @Nullable PodContainer container, String reason, String message) {
        offer(pod, container, false, reason, message);
    }

    /// Something went wrong.
    void warning(Pod pod, @Nullable PodContainer container, String reason, String message) {
        offer(pod, container, true, reason, message);
    }

    private void offer(Pod pod, @Nullable PodContainer container, boolean warning, String reason, String message) {
        String field = container == null ? "" : container.fieldPath();
        String shown = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
        if (!queue.offer(new Happening(pod, field, warning, reason, shown, Instant.now(), Ids.secret(SUFFIX)))) {
            LOG.log(System.Logger.Level.DEBUG, "too many events: {0} of {1} is dropped", reason, pod.qualified());
        }
    }

    private void write() {
        try {
            while (true) {
                keep(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /// Tries until it is written, or refused.
    private void keep(Happening happening) throws InterruptedException {
        Duration pause = LEAST;
        while (!written(happening)) {
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(MOST) > 0 ? MOST : pause.multipliedBy(2);
        }
    }

    /// False if the API is away.
    private boolean written(Happening happening) {
        try {
            write(happening);
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.UNAVAILABLE) {
                return false;
            }
            LOG.log(System.Logger.Level.DEBUG, "an event is lost: {0}", e.sentence());
        }
        return true;
    }

    private void write(Happening happening) {
        Written before = written.get(happening.key());
        if (before != null && again(before, happening)) {
            written.put(happening.key(), new Written(before.namespace(), before.name(), before.count() + 1));
            return;
        }
        ObjectNode event = document(happening);
        String name = event.path("metadata").path("name").asString();
        create(happening.pod().namespace(), event);
        written.put(happening.key(), new Written(happening.pod().namespace(), name, 1));
        if (written.size() > REMEMBERED) {
            written.remove(written.keySet().iterator().next());
        }
    }

    /// An attempt whose answer was lost may have stored it.
    private void create(String namespace, ObjectNode event) {
        try {
            objects.create(Resources.EVENTS, namespace, event, AS);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    private boolean again(Written before, Happening happening) {
        ObjectNode change = Json.mapper().createObjectNode();
        change.put("count", before.count() + 1).put("lastTimestamp", seconds(happening.at()));
        try {
            objects.patch(Resources.EVENTS, before.namespace(), before.name(), "", new Patch.Merge(change), AS);
            return true;
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return false; // it was old and has been taken away
            }
            throw e;
        }
    }

    private ObjectNode document(Happening happening) {
        Pod pod = happening.pod();
        ObjectNode event = Json.mapper().createObjectNode();
        event.put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata")
                .put("name", pod.name() + "." + happening.suffix())
                .put("namespace", pod.namespace());
        ObjectNode involved = event.putObject("involvedObject");
        involved.put("kind", "Pod").put("apiVersion", "v1").put("namespace", pod.namespace());
        involved.put("name", pod.name()).put("uid", pod.uid()).put("resourceVersion", Long.toString(pod.version()));
        if (!happening.field().isEmpty()) {
            involved.put("fieldPath", happening.field());
        }
        event.put("type", happening.warning() ? "Warning" : "Normal");
        event.put("reason", happening.reason()).put("message", happening.message());
        event.putObject("source").put("component", "kubelet").put("host", node);
        event.put("firstTimestamp", seconds(happening.at())).put("lastTimestamp", seconds(happening.at()));
        event.put("count", 1).put("reportingComponent", "kubelet").put("reportingInstance", node);
        return event;
    }

    private static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
