package naru.kube;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.ObjectWatch.Type;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import tools.jackson.databind.node.ObjectNode;

/// Watches: changes as lines of JSON or messages, for as long as the client listens (Kubernetes API
/// concepts, "Efficient detection of changes"). Each is the virtual thread of its connection.
final class WatchCalls {
    /// How long a watch lasts whose client does not say: between one and two times this.
    private static final Duration LASTS = Duration.ofMinutes(30);
    private static final String INITIAL_END = "k8s.io/initial-events-end";

    private final Objects objects;
    private final SlowReaders slow;

    WatchCalls(Objects objects, SlowReaders slow) {
        this.objects = objects;
        this.slow = slow;
    }

    void watch(Call call) throws IOException {
        Shape shape = Accept.of(call.exchange()).shape();
        ListOptions options = options(call);
        long seconds = call.parameters().count("timeoutSeconds", 0);
        long lasts = seconds > 0
                ? Duration.ofSeconds(Math.min(seconds, 86_400)).toNanos()
                : LASTS.toNanos() + ThreadLocalRandom.current().nextLong(LASTS.toNanos());
        long end = System.nanoTime() + lasts;
        if (call.parameters().flag("sendInitialEvents")) {
            initial(call, shape, options, end);
            return;
        }
        try (ObjectWatch watch = open(call, options);
                WatchStream stream = WatchStream.begin(call.exchange(), slow)) {
            carry(stream, watch, events(call, stream, shape), end);
        }
    }

    private static ListOptions options(Call call) {
        ListOptions options = call.parameters().list();
        if (call.target().name().isEmpty()) {
            return options;
        }
        String one = "metadata.name=" + call.target().name();
        String fields = options.fieldSelector().isEmpty() ? one : options.fieldSelector() + "," + one;
        return new ListOptions(
                options.labelSelector(), fields, 0, "", options.resourceVersion(), false, options.bookmarks());
    }

    private ObjectWatch open(Call call, ListOptions options) {
        return objects.watch(call.resource(), call.target().namespace(), options);
    }

    private static Events events(Call call, WatchStream stream, Shape shape) {
        return new Events(stream.out(), shape, call.resource(), Answer.include(call.exchange()));
    }

    /// What is there as ADDED, a bookmark that says so, and then what changes.
    private void initial(Call call, Shape shape, ListOptions options, long end) throws IOException {
        ListOptions now = new ListOptions(options.labelSelector(), options.fieldSelector(), 0, "", "", false, false);
        Page page = objects.list(call.resource(), call.target().namespace(), now);
        try (ObjectWatch watch = open(call, options.from(page.resourceVersion()));
                WatchStream stream = WatchStream.begin(call.exchange(), slow)) {
            Events events = events(call, stream, shape);
            for (ObjectNode item : page.items()) {
                events.write(new ObjectWatch.Event(Type.ADDED, item));
            }
            events.write(new ObjectWatch.Event(Type.BOOKMARK, bookmark(call, page.resourceVersion())));
            events.flush();
            carry(stream, watch, events, end);
        }
    }

    private static ObjectNode bookmark(Call call, String version) {
        ObjectNode object = Json.mapper().createObjectNode();
        object.put("kind", call.resource().kind())
                .put("apiVersion", call.resource().apiVersion());
        object.putObject("metadata")
                .put("resourceVersion", version)
                .putObject("annotations")
                .put(INITIAL_END, "true");
        return object;
    }

    private static void carry(WatchStream stream, ObjectWatch watch, Events events, long end) throws IOException {
        boolean[] gone = new boolean[1];
        stream.onGone(() -> {
            gone[0] = true;
            watch.close();
        });
        try {
            for (long left = end - System.nanoTime(); left > 0 && !gone[0]; left = end - System.nanoTime()) {
                for (ObjectWatch.Event event : watch.next(Duration.ofNanos(left))) {
                    events.write(event);
                }
                events.flush();
            }
        } catch (Fault fault) {
            events.failure(Status.of(fault, Target.NONE).document());
            events.flush();
        }
    }
}
