package naru.cluster.event;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import naru.base.Fault;
import naru.base.Ids;
import naru.cluster.informer.Backoff;
import naru.cluster.informer.Timing;
import naru.cluster.object.Objects;
import naru.cluster.object.Patch;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.view.Meta;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Records what happened to objects as Events. The caller never waits: what is to be written is held
/// within a bound, also while the API is away, and what does not fit is dropped. The same thing again
/// counts up the Event that says so; after ten different messages of one reason about one object, the
/// rest share one Event. Safe for use by many threads.
public final class EventRecorder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.cluster");
    private static final int WAITING = 1_000;
    private static final int REMEMBERED = 4_096;
    private static final int MESSAGES = 10;
    private static final Duration MEMORY = Duration.ofMinutes(10);
    private static final Backoff AWAY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final int LONGEST = 1_024;

    private final Objects objects;
    private final Timing timing;
    private final String component;
    private final BlockingQueue<Happening> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Map<Told, Written> written = remembering();
    private final Map<Subject, Integer> messages = remembering();
    private final Thread thread;

    /// Whether it is as it should be.
    public enum Type {
        /// It is.
        NORMAL("Normal"),
        /// It is not.
        WARNING("Warning");

        private final String text;

        Type(String text) {
            this.text = text;
        }
    }

    /// @param name of the Event, if it is to be a new one: the same however often it is tried
    private record Happening(
            ObjectNode reference,
            Type type,
            String reason,
            String message,
            Map<String, String> notes,
            String name,
            Instant at) {}

    private record Subject(String uid, String reason) {}

    private record Told(String uid, String reason, String message) {}

    private record Written(String namespace, String name, long count, long nanos) {}

    /// Starts one.
    ///
    /// @param component who says it, such as `default-scheduler`
    public EventRecorder(Objects objects, Timing timing, String component) {
        this.objects = objects;
        this.timing = timing;
        this.component = component;
        this.thread = Thread.ofVirtual().name("events-" + component).start(this::run);
    }

    /// Records that something happened to an object.
    ///
    /// @param reason a word, such as `FailedScheduling`
    public void record(ObjectNode object, Type type, String reason, String message) {
        record(object, type, reason, message, Map.of());
    }

    /// Records that something happened to an object, with annotations for programs.
    public void record(ObjectNode object, Type type, String reason, String message, Map<String, String> notes) {
        ObjectNode reference = JsonNodeFactory.instance.objectNode();
        reference.put("apiVersion", Meta.text(object, "apiVersion"));
        reference.put("kind", Meta.text(object, "kind"));
        reference.put("namespace", Meta.namespace(object));
        reference.put("name", Meta.name(object));
        reference.put("uid", Meta.uid(object));
        reference.put("resourceVersion", Meta.text(object, "metadata", "resourceVersion"));
        String text = message.length() > LONGEST ? message.substring(0, LONGEST - 1) + "…" : message;
        if (!waiting.offer(new Happening(
                reference,
                type,
                reason,
                text,
                Map.copyOf(notes),
                Meta.name(object) + "." + Ids.random().substring(0, 16),
                timing.now()))) {
            LOG.log(System.Logger.Level.DEBUG, "too many events: dropped " + reason);
        }
    }

    /// Ends it; what was not written yet is lost.
    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                keep(waiting.take());
            }
        } catch (InterruptedException _) {
            LOG.log(System.Logger.Level.DEBUG, "events end");
        }
    }

    /// Tries until it is written, or refused.
    private void keep(Happening one) throws InterruptedException {
        Told told = told(one);
        for (int failures = 1; !write(told, one); failures++) {
            Thread.sleep(AWAY.after(failures));
        }
    }

    private Told told(Happening one) {
        String uid = Meta.text(one.reference(), "uid");
        Told told = new Told(uid, one.reason(), one.message());
        boolean more = !written.containsKey(told)
                && messages.merge(new Subject(uid, one.reason()), 1, Integer::sum) > MESSAGES;
        return more ? new Told(uid, one.reason(), "") : told;
    }

    /// False if the API is away.
    private boolean write(Told told, Happening one) {
        try {
            Written before = written.get(told);
            boolean fresh = before != null && timing.nanos() - before.nanos() < MEMORY.toNanos();
            written.put(told, before != null && fresh ? again(before, told, one) : first(told, one));
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.UNAVAILABLE) {
                return false;
            }
            LOG.log(System.Logger.Level.DEBUG, "an event was not written: " + e.sentence());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an event was not written", e);
        }
        return true;
    }

    private Written again(Written before, Told told, Happening one) {
        ObjectNode changes = JsonNodeFactory.instance.objectNode();
        changes.put("count", before.count() + 1);
        changes.put("lastTimestamp", Meta.stamp(one.at()));
        changes.put("message", message(told, one));
        annotate(changes, one);
        try {
            objects.patch(
                    Resources.EVENTS,
                    before.namespace(),
                    before.name(),
                    "",
                    new Patch.Merge(changes),
                    WriteOptions.by(component));
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return first(told, one);
            }
            throw e;
        }
        return new Written(before.namespace(), before.name(), before.count() + 1, timing.nanos());
    }

    private Written first(Told told, Happening one) {
        String of = Meta.text(one.reference(), "namespace");
        String namespace = of.isEmpty() ? "default" : of;
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("namespace", namespace).put("name", one.name());
        event.set("involvedObject", one.reference());
        event.put("type", one.type().text).put("reason", one.reason()).put("message", message(told, one));
        event.putObject("source").put("component", component);
        String now = Meta.stamp(one.at());
        event.put("firstTimestamp", now).put("lastTimestamp", now).put("count", 1);
        event.put("reportingComponent", component).put("reportingInstance", "");
        annotate(event, one);
        create(namespace, event);
        return new Written(namespace, one.name(), 1, timing.nanos());
    }

    /// An attempt whose answer was lost may have stored it.
    private void create(String namespace, ObjectNode event) {
        try {
            objects.create(Resources.EVENTS, namespace, event, WriteOptions.by(component));
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    private static String message(Told told, Happening one) {
        return told.message().isEmpty() ? "(combined from similar events): " + one.message() : one.message();
    }

    private static void annotate(ObjectNode event, Happening one) {
        one.notes()
                .forEach((key, value) ->
                        Meta.child(Meta.child(event, "metadata"), "annotations").put(key, value));
    }

    private static <K, V> Map<K, V> remembering() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
