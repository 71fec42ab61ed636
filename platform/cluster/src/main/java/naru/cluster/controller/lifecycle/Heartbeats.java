package naru.cluster.controller.lifecycle;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import naru.cluster.informer.Timing;

/// When each node was heard last, by a clock that never jumps. Whoever hears nothing because it was away itself (it has
/// just started, it stood still, its server was gone) knows nothing about the nodes, and begins anew. Safe for use by
/// many threads.
final class Heartbeats {
    private final Timing timing;
    private final Duration silence;
    private final Map<String, Heard> heard = new HashMap<>();
    private long quietUntil;
    private boolean alone;
    private long aloneAt;

    private record Heard(String renewed, long nanos) {}

    /// @param silence after which a node counts as gone
    Heartbeats(Timing timing, Duration silence) {
        this.timing = timing;
        this.silence = silence;
        this.quietUntil = timing.nanos();
    }

    /// A node's lease says that it was renewed at a time; only that the text differs matters.
    synchronized void renewed(String node, String when) {
        Heard known = heard.get(node);
        if (known == null || !known.renewed().equals(when)) {
            heard.put(node, new Heard(when, timing.nanos()));
        }
    }

    /// A node is there, whether it was heard or not.
    synchronized void known(String node) {
        heard.computeIfAbsent(node, _ -> new Heard("", timing.nanos()));
    }

    synchronized void forget(String node) {
        heard.remove(node);
    }

    /// Begins anew: no node counts as gone before `grace` is over and it was silent from now on.
    synchronized void anew(Duration grace) {
        long now = timing.nanos();
        heard.replaceAll((_, one) -> new Heard(one.renewed(), now));
        quietUntil = now + grace.toNanos();
    }

    /// Whether a node counts as gone.
    synchronized boolean silent(String node) {
        Heard last = heard.get(node);
        long now = timing.nanos();
        return last != null && now - quietUntil >= 0 && now - last.nanos() >= silence.toNanos();
    }

    /// Notes whether anybody is heard now.
    synchronized void count() {
        if (!heard.isEmpty() && heard.keySet().stream().allMatch(this::silent)) {
            alone = true;
            aloneAt = timing.nanos();
        }
    }

    /// Whether nobody is heard, or nobody was until `grace` ago: those who were silent together return one by one.
    synchronized boolean nobody(Duration grace) {
        count();
        alone &= timing.nanos() - aloneAt < grace.toNanos();
        return alone;
    }

    /// Whether nodes may be judged at all.
    synchronized boolean judging() {
        return timing.nanos() - quietUntil >= 0;
    }

    /// Whether a node was heard since the beginning, so that its return is known and not only hoped for.
    synchronized boolean returned(String node) {
        Heard last = heard.get(node);
        return last != null && !last.renewed().isEmpty() && timing.nanos() - last.nanos() < silence.toNanos();
    }
}
