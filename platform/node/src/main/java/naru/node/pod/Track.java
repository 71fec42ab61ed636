package naru.node.pod;

import java.util.ArrayList;
import java.util.List;
import naru.node.pod.spec.PodContainer;
import org.jspecify.annotations.Nullable;

/// A container of a pod and what the agent knows of it. Belongs to the pod's thread.
final class Track {
    private PodContainer container;
    private Phase phase = new Phase.Idle();
    private Phase.@Nullable Over last;
    private int next;
    private int streak;
    private boolean here;
    private final List<String> runs = new ArrayList<>();

    Track(PodContainer container) {
        this.container = container;
    }

    PodContainer container() {
        return container;
    }

    /// The pod's document says something else of it now.
    void describe(PodContainer other) {
        container = other;
    }

    Phase phase() {
        return phase;
    }

    /// How it ended the time before the present one, or null.
    Phase.@Nullable Over last() {
        return last;
    }

    void enter(Phase other) {
        if (phase instanceof Phase.Live live && live.probing() != null) {
            Phase.Live next = other instanceof Phase.Live same ? same : null;
            if (next == null || !live.probing().equals(next.probing())) {
                live.probing().close();
            }
        }
        if (phase instanceof Phase.Over over && !(other instanceof Phase.Over)) {
            last = over;
        }
        phase = other;
    }

    /// The number of the next run.
    int next() {
        return next;
    }

    /// How many runs before the next one ended soon, in a row.
    int streak() {
        return streak;
    }

    /// How often it was started again.
    int restarts() {
        return Math.max(0, next - 1);
    }

    /// A run was made.
    void ran(String id, int number, int shortRuns) {
        runs.add(id);
        next = number + 1;
        streak = shortRuns;
        here = true;
    }

    /// The pod has another network: what ran in the old one counts as not having run, but for the number of runs.
    void begin() {
        here = false;
        if (phase instanceof Phase.Over && container.role() == PodContainer.Role.INIT) {
            enter(new Phase.Idle());
        }
    }

    /// Whether it has run in the present network.
    boolean hasRunHere() {
        return here;
    }

    /// It ended soon or not: the next run's count.
    void streak(int count) {
        streak = count;
    }

    /// The engine's containers, oldest first.
    List<String> runs() {
        return List.copyOf(runs);
    }

    /// A run's container is gone.
    void forget(String id) {
        runs.remove(id);
    }

    boolean isLive() {
        return phase instanceof Phase.Live;
    }

    /// Whether it has ended and stays so.
    boolean isFinal() {
        return phase instanceof Phase.Over over && over.isFinal();
    }

    boolean succeeded() {
        return phase instanceof Phase.Over over && over.succeeded();
    }

    boolean hasRun() {
        return next > 0;
    }
}
