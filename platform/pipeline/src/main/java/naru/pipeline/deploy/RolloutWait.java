package naru.pipeline.deploy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.pipeline.deploy.ClusterAccess.Applied;

/// Waits until a deployment serves in its new version, and tells each step of it.
public final class RolloutWait {
    /// Pods are looked at this often while nothing changes.
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ClusterAccess access;
    private final Consumer<String> lines;
    private final long end;
    private final Duration longest;

    /// A wait that ends after `longest`, counted from now.
    ///
    /// @param lines takes the progress
    public RolloutWait(ClusterAccess access, Duration longest, Consumer<String> lines) {
        this.access = access;
        this.lines = lines;
        this.longest = longest;
        this.end = System.nanoTime() + longest.toNanos();
    }

    /// Waits for one deployment; a fault with the reason if it does not come to its end in time.
    public void await(Applied deployment) throws InterruptedException {
        Set<String> told = new HashSet<>();
        String last = "";
        try (ClusterAccess.Following following = access.follow(deployment)) {
            while (true) {
                Rollout now = following.next(patience());
                String line = now.line(deployment.name());
                if (!line.equals(last)) {
                    lines.accept(line);
                    last = line;
                }
                if (now.state() == Rollout.State.COMPLETE) {
                    return;
                }
                List<String> troubles = access.troubles(deployment);
                refuse(deployment, now, troubles);
                troubles.stream().filter(told::add).forEach(one -> lines.accept("  " + one));
            }
        }
    }

    private Duration patience() {
        long left = Math.max(0, end - System.nanoTime());
        return Duration.ofNanos(Math.min(left, LOOK.toNanos()));
    }

    private void refuse(Applied deployment, Rollout now, List<String> troubles) {
        String failure = switch (now.state()) {
            case COMPLETE -> "";
            case STUCK -> "nothing moved for as long as progressDeadlineSeconds of it allows";
            case GONE -> "it was deleted meanwhile";
            case PENDING, ROLLING, PAUSED ->
                System.nanoTime() - end < 0
                        ? ""
                        : "not available after " + longest.toSeconds() + " s"
                                + (now.state() == Rollout.State.PAUSED ? " (it is paused)" : "");
        };
        if (!failure.isEmpty()) {
            throw Fault.unavailable(
                    "the rollout of deployment " + deployment.name() + " failed: " + failure
                            + (troubles.isEmpty() ? "" : "\n  " + String.join("\n  ", troubles)),
                    null);
        }
    }
}
