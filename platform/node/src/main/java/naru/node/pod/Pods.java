package naru.node.pod;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Fault;
import naru.node.pod.access.PodDirectory;
import naru.node.pod.runtime.Run;
import naru.node.pod.spec.Pod;

/// The pods of this node and their threads. Safe for use by many threads.
final class Pods implements PodFeed.Sink, PodDirectory {
    private static final System.Logger LOG = System.getLogger("naru.node");

    private final PodServices services;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private final Set<String> departed = ConcurrentHashMap.newKeySet();
    private boolean begun;
    private boolean closed;

    Pods(PodServices services) {
        this.services = services;
    }

    @Override
    public synchronized void all(Map<String, Pod> byUid) {
        Map<String, List<Run>> runs = begun ? Map.of() : services.runtime().runs();
        departed.retainAll(byUid.keySet());
        workers.forEach((uid, worker) -> {
            if (!byUid.containsKey(uid)) {
                worker.gone();
            }
        });
        byUid.values().forEach(pod -> take(pod, runs.getOrDefault(pod.uid(), List.of())));
        if (!begun) {
            begun = true;
            clearOrphans(byUid.keySet(), runs);
        }
    }

    @Override
    public synchronized void changed(Pod pod) {
        take(pod, List.of());
    }

    private void take(Pod pod, List<Run> adopted) {
        PodWorker worker = workers.get(pod.uid());
        if (worker != null) {
            worker.tell(pod);
        } else if (!departed.contains(pod.uid()) && !closed) {
            PodWorker fresh = new PodWorker(services, pod, adopted, this::ended);
            workers.put(pod.uid(), fresh);
            fresh.start();
        }
    }

    private synchronized void ended(PodWorker worker) {
        workers.remove(worker.uid());
        departed.add(worker.uid()); // finalizers may keep the object: it is not started again
    }

    @Override
    public synchronized void gone(Pod pod) {
        departed.remove(pod.uid());
        PodWorker worker = workers.get(pod.uid());
        if (worker != null) {
            worker.tell(pod);
            worker.gone();
        }
    }

    /// Somebody's container has ended; an empty uid is everybody.
    void ring(String uid) {
        if (uid.isEmpty()) {
            workers.values().forEach(PodWorker::ring);
        } else {
            PodWorker worker = workers.get(uid);
            if (worker != null) {
                worker.ring();
            }
        }
    }

    @Override
    public Optional<Entry> find(String namespace, String name, String uid) {
        return workers.values().stream()
                .filter(worker -> worker.pod().name().equals(name)
                        && worker.pod().namespace().equals(namespace)
                        && (uid.isEmpty() || worker.uid().equals(uid)))
                .max(Comparator.comparing(worker -> !worker.pod().isDeleted()))
                .map(PodWorker::entry);
    }

    @Override
    public List<Entry> entries() {
        return workers.values().stream().map(PodWorker::entry).toList();
    }

    /// What is on this machine of pods that the API does not know any more is ended, once.
    private void clearOrphans(Set<String> known, Map<String, List<Run>> runs) {
        Set<String> orphans = new TreeSet<>(runs.keySet());
        orphans.addAll(services.volumes().present());
        orphans.removeAll(known);
        for (String uid : orphans) {
            Thread.ofVirtual().name("pod-orphan").start(() -> clearOrphan(uid, runs.getOrDefault(uid, List.of())));
        }
    }

    private void clearOrphan(String uid, List<Run> runs) {
        try {
            List<Thread> stops = runs.stream()
                    .filter(run -> run.state() instanceof Run.Alive)
                    .map(run ->
                            Thread.startVirtualThread(() -> services.runtime().stop(run.id(), null)))
                    .toList();
            for (Thread stop : stops) {
                stop.join();
            }
            runs.forEach(run -> services.runtime().remove(run.id()));
            services.runtime().closeNetwork(NetworkWish.id(uid));
            services.volumes().remove(uid);
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "what is left of pod {0} stays: {1}", uid, e.sentence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lets go of all, and ends what runs of them and of pods that nobody knows.
    void halt() {
        close();
        Map<String, List<Run>> orphans = new TreeMap<>(services.runtime().runs());
        List<Thread> ends = new ArrayList<>();
        for (PodWorker worker : workers.values()) {
            orphans.remove(worker.uid());
            ends.add(Thread.ofVirtual().name("pod-halt").start(worker::halt));
        }
        orphans.forEach(
                (uid, runs) -> ends.add(Thread.ofVirtual().name("pod-orphan").start(() -> clearOrphan(uid, runs))));
        try {
            for (Thread end : ends) {
                end.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while the pods of this node ended", e);
        }
    }

    /// Lets go of all: they go on without us.
    synchronized void close() {
        closed = true;
        workers.values().forEach(PodWorker::close);
    }
}
