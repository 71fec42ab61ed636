package naru.node.pod;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import naru.node.pod.runtime.PodRuntime;

/// Where a pod is in its life on this node; each has only what exists there.
sealed interface Stage {
    /// Its volumes and its network are being made.
    ///
    /// @param retry when that is tried, next
    /// @param failures in a row before
    /// @param message why it failed, or empty
    record Preparing(Instant retry, int failures, String message) implements Stage {}

    /// Its containers run, or are about to.
    ///
    /// @param net its network
    /// @param folders its volumes by name
    record Active(PodRuntime.Net net, Map<String, Path> folders) implements Stage {}

    /// Its containers are being ended.
    ///
    /// @param shutdown what ends them
    /// @param why it has ended
    /// @param address it has
    record Ending(Shutdown shutdown, Why why, String address) implements Stage {}

    /// It has ended and waits to be deleted.
    ///
    /// @param address it had
    record Settled(Why why, String address) implements Stage {}

    /// Everything it had here is taken away, and then it is deleted.
    ///
    /// @param retry when that is tried, next
    record Leaving(Why why, Instant retry, boolean cleared) implements Stage {}

    /// It is not this node's any more.
    record Gone() implements Stage {}

    /// Why a pod ended.
    ///
    /// @param phase `Succeeded`, `Failed`, or empty for what its containers say
    /// @param reason such as `DeadlineExceeded`, or empty
    /// @param message for people, or empty
    record Why(String phase, String reason, String message) {
        /// What its containers say.
        static final Why CONTAINERS = new Why("", "", "");
    }
}
