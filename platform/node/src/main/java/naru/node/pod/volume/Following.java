package naru.node.pod.volume;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;

/// Follows objects that volumes have files of, each once however many pods have it, and tells the pods of changes. Safe
/// for use by many threads.
final class Following implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Objects objects;
    private final Map<Reference, Followed> all = new HashMap<>();

    /// An object, its followers by their pods' uids, and the thread that watches it.
    private record Followed(Map<String, Runnable> followers, Thread thread) {}

    Following(Objects objects) {
        this.objects = objects;
    }

    /// Tells a pod of changes of these objects from now on, and of no other.
    synchronized void follow(String uid, List<Reference> references, Runnable changed) {
        for (Reference reference : references) {
            all.computeIfAbsent(reference, _ -> begin(reference)).followers().put(uid, changed);
        }
    }

    /// Tells a pod of nothing more.
    synchronized void forget(String uid) {
        all.values().removeIf(followed -> {
            followed.followers().remove(uid);
            if (followed.followers().isEmpty()) {
                followed.thread().interrupt();
            }
            return followed.followers().isEmpty();
        });
    }

    private Followed begin(Reference reference) {
        Thread thread = Thread.ofVirtual().name("volume-watch").unstarted(() -> watch(reference));
        thread.start();
        return new Followed(new HashMap<>(), thread);
    }

    private void watch(Reference reference) {
        ListOptions options = ListOptions.where("metadata.name=" + reference.name());
        while (!Thread.currentThread().isInterrupted()) {
            try (ObjectWatch watch = objects.watch(reference.resource(), reference.namespace(), options)) {
                while (!Thread.currentThread().isInterrupted()) {
                    if (!watch.next(PATIENCE).isEmpty()) {
                        tell(reference);
                    }
                }
            } catch (Fault e) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE); // the API is away, or its changes are no longer kept
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Reference reference) {
        List<Runnable> followers;
        synchronized (this) {
            Followed followed = all.get(reference);
            followers = followed == null
                    ? List.of()
                    : List.copyOf(followed.followers().values());
        }
        followers.forEach(Runnable::run);
    }

    @Override
    public synchronized void close() {
        all.values().forEach(followed -> followed.thread().interrupt());
        all.clear();
    }
}
