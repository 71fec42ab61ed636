package naru.cluster.schedule;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Timing;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Places pods on nodes: one thread decides, others tell the cluster. A pod says by its `schedulerName` which policy
/// chooses; those of another scheduler's name are left alone. Safe for use by many threads.
public final class Scheduler implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.cluster");
    private static final String DEFAULT = "default-scheduler";

    private final Informer pods;
    private final Verdicts verdicts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Cluster cluster = new Cluster();
    private final Decider decider = new Decider(cluster);
    private final PendingPods pending;
    private final Map<String, Policy> policies = new HashMap<>();
    private final Map<Key, SortedMap<String, String>> reasons = new HashMap<>();
    private @Nullable Thread thread;

    /// Makes one that stands still until [#start].
    ///
    /// @param policy for pods that name none: `least-loaded`, `random`, `round-robin` or `bin-packing`
    /// @param seed for the policy that draws lots
    public Scheduler(Informer pods, Informer nodes, Verdicts verdicts, Timing timing, String policy, long seed) {
        this.pods = pods;
        this.verdicts = verdicts;
        this.pending = new PendingPods(timing);
        Policy.names().forEach(name -> Policy.named(name, seed).ifPresent(found -> policies.put(name, found)));
        policies.put(DEFAULT, Policy.named(policy, seed).orElseThrow(() -> unknown(policy)));
        nodes.handle(this::node);
        pods.handle(this::pod);
    }

    /// Begins to place pods; the informers should be synced.
    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofVirtual().name("scheduler").start(this::run);
        }
    }

    /// Why a pod could not be placed when that was tried last: the reasons of each node, by its name.
    public SortedMap<String, String> why(String namespace, String pod) {
        lock.lock();
        try {
            return new TreeMap<>(reasons.getOrDefault(new Key(namespace, pod), new TreeMap<>()));
        } finally {
            lock.unlock();
        }
    }

    /// How many pods wait.
    public int waiting() {
        return pending.size();
    }

    /// Ends it.
    @Override
    public synchronized void close() {
        pending.close();
        verdicts.close();
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void node(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        lock.lock();
        try {
            if (now != null) {
                if (!cluster.put(now)) {
                    return;
                }
            } else if (before != null) {
                cluster.removeNode(Meta.name(before));
            }
        } finally {
            lock.unlock();
        }
        pending.changed(_ -> true);
    }

    private void pod(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (before != null && (now == null || !Meta.uid(before).equals(Meta.uid(now)))) {
            gone(before);
        }
        if (now == null) {
            return;
        }
        if (Pods.finished(now)) {
            gone(now);
        } else if (!Pods.node(now).isEmpty()) {
            placed(now);
        } else if (waits(now) && (before == null || !waits(before) || changed(before, now))) {
            pending.put(Demand.read(now));
        } else if (!waits(now)) {
            pending.remove(Meta.uid(now));
        }
    }

    private boolean waits(ObjectNode pod) {
        return Pods.node(pod).isEmpty()
                && !Meta.deleting(pod)
                && pod.path("spec").path("schedulingGates").isEmpty()
                && policies.containsKey(pod.path("spec").path("schedulerName").asString(DEFAULT));
    }

    private static boolean changed(ObjectNode before, ObjectNode now) {
        return !before.path("spec").equals(now.path("spec"))
                || !Meta.labels(before).equals(Meta.labels(now));
    }

    private void placed(ObjectNode pod) {
        Demand demand = Demand.read(pod);
        pending.remove(demand.uid());
        boolean different;
        lock.lock();
        try {
            different = cluster.place(demand, demand.node(), Meta.deleting(pod));
            reasons.remove(demand.key());
        } finally {
            lock.unlock();
        }
        if (different) {
            pending.changed(one -> !one.near().isEmpty() || !one.spreads().isEmpty() || Meta.deleting(pod));
        }
    }

    private void gone(ObjectNode pod) {
        pending.remove(Meta.uid(pod));
        boolean counted;
        lock.lock();
        try {
            counted = cluster.remove(Meta.uid(pod));
            reasons.remove(Key.of(pod));
        } finally {
            lock.unlock();
        }
        if (counted) {
            pending.changed(_ -> true);
        }
    }

    private void run() {
        try {
            for (var next = pending.take(); next != null; next = pending.take()) {
                decide(next);
            }
        } catch (InterruptedException _) {
            LOG.log(System.Logger.Level.DEBUG, "the scheduler ends");
        }
    }

    private void decide(PendingPods.Waiting waiting) throws InterruptedException {
        Demand pod = waiting.pod();
        Optional<ObjectNode> document =
                pods.get(pod.key()).filter(one -> Meta.uid(one).equals(pod.uid()) && waits(one));
        if (document.isEmpty()) {
            pending.remove(pod.uid());
            return;
        }
        switch (assume(pod)) {
            case Decision.Placed placed ->
                verdicts.bind(document.get(), placed.node().name(), fault -> unbound(waiting, fault));
            case Decision.Nowhere nowhere -> {
                pending.failed(waiting, false);
                verdicts.nowhere(document.get(), nowhere);
            }
        }
    }

    private Decision assume(Demand pod) {
        lock.lock();
        try {
            Policy policy = policies.getOrDefault(pod.scheduler(), policies.get(DEFAULT));
            Decision decision = decider.decide(pod, java.util.Objects.requireNonNull(policy));
            switch (decision) {
                case Decision.Placed placed -> cluster.place(pod, placed.node().name(), false);
                case Decision.Nowhere nowhere -> reasons.put(pod.key(), joined(nowhere));
            }
            return decision;
        } finally {
            lock.unlock();
        }
    }

    private void unbound(PendingPods.Waiting waiting, RuntimeException fault) {
        Demand pod = waiting.pod();
        boolean bound = pods.get(pod.key()).filter(one -> !waits(one)).isPresent();
        if (bound) {
            return;
        }
        LOG.log(System.Logger.Level.DEBUG, "binding " + pod.key(), fault);
        lock.lock();
        try {
            cluster.remove(pod.uid());
        } finally {
            lock.unlock();
        }
        pending.failed(waiting, true);
    }

    private static SortedMap<String, String> joined(Decision.Nowhere nowhere) {
        return nowhere.reasons().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, one -> String.join(", ", one.getValue()), (one, _) -> one, TreeMap::new));
    }

    private static Fault unknown(String policy) {
        return Fault.invalid("unknown scheduling policy " + policy + ": choose one of " + Policy.names());
    }
}
