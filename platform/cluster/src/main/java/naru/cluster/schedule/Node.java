package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A node with what is taken of it. It may be known by its pods alone, before its document comes. Guarded by the
/// cluster's lock.
final class Node {
    private final String name;
    private @Nullable Facts facts;
    private long cpu;
    private long memory;
    private long storage;
    private long likelyCpu;
    private long likelyMemory;
    private int pods;
    private final Map<String, Long> others = new HashMap<>();
    private final List<HostPort> ports = new ArrayList<>();

    Node(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    boolean known() {
        return facts != null;
    }

    /// Its document's facts; only for nodes that are known.
    Facts facts() {
        Facts known = facts;
        if (known == null) {
            throw new IllegalStateException(name + " is not known");
        }
        return known;
    }

    void facts(@Nullable Facts now) {
        this.facts = now;
    }

    boolean unused() {
        return facts == null && pods == 0;
    }

    void take(Demand pod) {
        count(pod, 1);
        ports.addAll(pod.ports());
    }

    void give(Demand pod) {
        count(pod, -1);
        pod.ports().forEach(ports::remove);
    }

    int pods() {
        return pods;
    }

    boolean taken(HostPort port) {
        for (HostPort one : ports) {
            if (one.clashes(port)) {
                return true;
            }
        }
        return false;
    }

    /// What of a pod's requests does not fit, in the words of Kubernetes' messages; adds them to `reasons`, if given.
    boolean fits(Demand pod, @Nullable List<String> reasons) {
        Amounts all = facts().allocatable();
        Amounts asked = pod.requests();
        boolean fits = enough("Too many pods", 1, facts().pods() - pods, reasons);
        fits &= enough("Insufficient cpu", asked.cpu(), all.cpu() - cpu, reasons);
        fits &= enough("Insufficient memory", asked.memory(), all.memory() - memory, reasons);
        fits &= enough("Insufficient ephemeral-storage", asked.storage(), all.storage() - storage, reasons);
        for (Map.Entry<String, Long> one : asked.others().entrySet()) {
            long left = all.others().getOrDefault(one.getKey(), 0L) - others.getOrDefault(one.getKey(), 0L);
            fits &= enough("Insufficient " + one.getKey(), one.getValue(), left, reasons);
        }
        return fits;
    }

    /// How idle it would be with one more pod, 0 to 100: the mean of processors and memory.
    double idle(Demand pod) {
        Amounts all = facts().allocatable();
        double left =
                left(all.cpu(), likelyCpu + pod.likelyCpu()) + left(all.memory(), likelyMemory + pod.likelyMemory());
        return left * 50;
    }

    private static boolean enough(String reason, long asked, long left, @Nullable List<String> reasons) {
        if (asked == 0 || asked <= left) {
            return true;
        }
        if (reasons != null) {
            reasons.add(reason);
        }
        return false;
    }

    private static double left(long all, long used) {
        return all <= 0 || used >= all ? 0 : (double) (all - used) / all;
    }

    private void count(Demand pod, int sign) {
        Amounts asked = pod.requests();
        cpu += sign * asked.cpu();
        memory += sign * asked.memory();
        storage += sign * asked.storage();
        likelyCpu += sign * pod.likelyCpu();
        likelyMemory += sign * pod.likelyMemory();
        pods += sign;
        asked.others().forEach((resource, amount) -> others.merge(resource, sign * amount, Long::sum));
    }
}
