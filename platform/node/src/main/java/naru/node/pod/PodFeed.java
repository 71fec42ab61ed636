package naru.node.pod;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Resources;
import naru.node.pod.spec.Pod;
import tools.jackson.databind.node.ObjectNode;

/// Follows the pods that are bound to this node, through whatever happens to the API, and passes them on.
final class PodFeed implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.node");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofSeconds(5);

    private final Objects objects;
    private final ListOptions own;
    private final Sink sink;
    private final Thread thread;
    private volatile boolean open = true;

    /// Takes what is fed.
    interface Sink {
        /// All pods of the node, at one moment.
        void all(Map<String, Pod> byUid);

        /// One is new or another.
        void changed(Pod pod);

        /// One is gone.
        void gone(Pod pod);
    }

    PodFeed(Objects objects, String node, Sink sink) {
        this.objects = objects;
        this.own = ListOptions.where("spec.nodeName=" + node);
        this.sink = sink;
        thread = Thread.ofVirtual().name("pod-feed").start(this::feed);
    }

    private void feed() {
        Duration pause = LEAST;
        while (open) {
            try {
                String version = list();
                pause = LEAST;
                watch(version);
            } catch (Fault e) {
                LOG.log(System.Logger.Level.INFO, "the pods of this node are not followed: {0}", e.sentence());
                pause(pause);
                pause = pause.multipliedBy(2).compareTo(MOST) > 0 ? MOST : pause.multipliedBy(2);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the pods of this node are not followed", e);
                pause(MOST);
            }
        }
    }

    private String list() {
        Page page = objects.list(Resources.PODS, "", own);
        sink.all(page.items().stream().map(Pod::new).collect(Collectors.toMap(Pod::uid, pod -> pod, (_, pod) -> pod)));
        return page.resourceVersion();
    }

    /// Watches until it is closed or the changes are no longer kept; a lost connection is made anew from where it was.
    private void watch(String from) {
        String version = from;
        while (open) {
            try (ObjectWatch watch = objects.watch(Resources.PODS, "", own.from(version))) {
                while (open) {
                    List<ObjectWatch.Event> events = watch.next(PATIENCE);
                    for (ObjectWatch.Event event : events) {
                        take(event);
                        version = versionOf(event.object(), version);
                    }
                }
            } catch (Fault e) {
                if (e.kind() == Fault.Kind.GONE) {
                    return;
                }
                throw e;
            }
        }
    }

    private static String versionOf(ObjectNode object, String otherwise) {
        return object.path("metadata").path("resourceVersion").asString(otherwise);
    }

    private void take(ObjectWatch.Event event) {
        switch (event.type()) {
            case ADDED, MODIFIED -> sink.changed(new Pod(event.object()));
            case DELETED -> sink.gone(new Pod(event.object()));
            case BOOKMARK -> {}
        }
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        open = false;
        thread.interrupt();
    }
}
