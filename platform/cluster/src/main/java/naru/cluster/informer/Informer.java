package naru.cluster.informer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import naru.base.Fault;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Resource;
import naru.cluster.view.Key;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The objects of one kind, kept in memory by one list and then by watching. Safe for use by many threads.
///
/// What it answers is shared: whoever wants to change an object takes a `deepCopy`. When the watch breaks it goes on
/// from the last version seen; when that is no longer kept it lists again, and handlers learn the differences.
public final class Informer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.cluster");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Objects objects;
    private final Resource resource;
    private final String namespace;
    private final Cache cache = new Cache();
    private final CountDownLatch synced = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong interruptions = new AtomicLong();
    private String version = "";
    private volatile @Nullable ObjectWatch watch;
    private @Nullable Thread thread;

    /// Told of every change, in order, on the thread that brought it. It must be short, and must not block.
    @FunctionalInterface
    public interface Handler {
        /// One change.
        ///
        /// @param before null if the object is new
        /// @param now null if the object is gone
        void changed(@Nullable ObjectNode before, @Nullable ObjectNode now);
    }

    /// Makes one that is empty until [#start].
    ///
    /// @param namespace empty for all
    public Informer(Objects objects, Resource resource, String namespace) {
        this.objects = objects;
        this.resource = resource;
        this.namespace = namespace;
    }

    /// Keeps an index: which objects have a value. The same name again is of no effect.
    public void index(String name, Function<ObjectNode, ? extends Collection<String>> values) {
        cache.index(name, values::apply);
    }

    /// Tells a handler of everything that is there, then of every change.
    public void handle(Handler handler) {
        cache.handle(handler);
    }

    /// Starts the thread. Of no effect the second time.
    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofVirtual().name("informer-" + resource.plural()).start(this::run);
        }
    }

    /// Waits for the first list; answers whether it came in time.
    public boolean awaitSynced(Duration patience) throws InterruptedException {
        return synced.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Whether the first list has come.
    public boolean synced() {
        return synced.getCount() == 0;
    }

    /// How often contact with the server was lost.
    public long interruptions() {
        return interruptions.get();
    }

    /// The kind.
    public Resource resource() {
        return resource;
    }

    /// One object.
    public Optional<ObjectNode> get(Key key) {
        return cache.get(key);
    }

    /// All objects, in no order.
    public List<ObjectNode> all() {
        return cache.all();
    }

    /// The objects that an index has for a value, in no order.
    public List<ObjectNode> indexed(String index, String value) {
        return cache.indexed(index, value);
    }

    /// Takes in what a write answered, without waiting for the watch. Must not be called with a lock that a handler
    /// takes.
    public void learn(ObjectNode stored) {
        cache.put(stored);
    }

    /// Marks as being deleted what was deleted without waiting for the watch to say so.
    public void deleting(ObjectNode last) {
        cache.mark(last);
    }

    /// Ends the thread and waits for it. What is known stays readable.
    @Override
    public void close() {
        closed.countDown();
        ObjectWatch open = watch;
        if (open != null) {
            open.close();
        }
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        int failures = 0;
        while (closed.getCount() > 0) {
            long began = interruptions.get();
            try {
                if (version.isEmpty()) {
                    list();
                    failures = 0;
                }
                follow();
            } catch (Fault e) {
                failures = lost(e, e.kind() == Fault.Kind.UNAVAILABLE, failures);
            } catch (RuntimeException e) {
                failures = lost(e, false, failures);
            }
            if (closed.getCount() > 0 && interruptions.get() != began && !pause(failures)) {
                return;
            }
        }
    }

    private int lost(RuntimeException e, boolean resumable, int failures) {
        interruptions.incrementAndGet();
        if (!resumable) {
            version = "";
        }
        System.Logger.Level level = resumable || e instanceof Fault fault && fault.kind() == Fault.Kind.GONE
                ? System.Logger.Level.DEBUG
                : System.Logger.Level.WARNING;
        if (closed.getCount() > 0) {
            LOG.log(level, "watching " + resource.qualified(), e);
        }
        return failures + 1;
    }

    private boolean pause(int failures) {
        try {
            return !closed.await(BACKOFF.after(failures).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            return false;
        }
    }

    private void list() {
        Page page = objects.list(resource, namespace, ListOptions.ALL);
        List<ObjectNode> items = new ArrayList<>(page.items());
        String state = page.resourceVersion();
        while (!page.continued().isEmpty()) {
            page = objects.list(resource, namespace, new ListOptions("", "", 0, page.continued(), "", false, false));
            items.addAll(page.items());
        }
        cache.replace(items, state);
        version = state;
        synced.countDown();
    }

    private void follow() {
        try (ObjectWatch open = objects.watch(resource, namespace, ListOptions.ALL.from(version))) {
            watch = open;
            while (closed.getCount() > 0) {
                for (ObjectWatch.Event event : open.next(PATIENCE)) {
                    take(event);
                }
            }
        } finally {
            watch = null;
        }
    }

    private void take(ObjectWatch.Event event) {
        switch (event.type()) {
            case ADDED, MODIFIED -> cache.put(event.object());
            case DELETED -> cache.remove(event.object());
            case BOOKMARK -> {}
        }
        String seen = event.object().path("metadata").path("resourceVersion").asString("");
        if (!seen.isEmpty()) {
            version = seen;
        }
    }
}
