package naru.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import naru.node.pod.probe.Probing;
import naru.node.pod.runtime.Run;
import org.jspecify.annotations.Nullable;

/// Where a container of a pod is in its life; each has only what exists there.
sealed interface Phase {
    /// Its turn has not come.
    record Idle() implements Phase {}

    /// Its image is being fetched.
    ///
    /// @param failures in a row before
    record Fetching(CompletableFuture<@Nullable Void> pull, Instant since, int failures) implements Phase {}

    /// It could not be started, and will be tried again.
    ///
    /// @param reason such as `ErrImagePull`
    /// @param failures in a row
    record Held(String reason, String message, Instant retry, int failures) implements Phase {}

    /// It runs.
    ///
    /// @param image name with digest, or id
    /// @param hook its `postStart` hook; complete if it has none
    /// @param probing its probes; null before the hook has ended
    /// @param ending whether it is being ended
    record Live(
            Run run,
            Run.Alive state,
            String image,
            CompletableFuture<@Nullable Void> hook,
            @Nullable Probing probing,
            boolean ending)
            implements Phase {
        Live probedBy(Probing other) {
            return new Live(run, state, image, hook, other, ending);
        }

        Live beingEnded() {
            return new Live(run, state, image, hook, probing, true);
        }

        boolean isStarted() {
            return probing != null && probing.isStarted();
        }

        boolean isReady() {
            return probing != null && probing.isReady();
        }
    }

    /// It has ended.
    ///
    /// @param message what it said of its end, or why it could not be started
    /// @param again when it is started again; null for never
    /// @param delay how long it was told to wait until then
    record Over(
            Run run,
            Run.Dead state,
            String image,
            String message,
            @Nullable Instant again,
            Duration delay) implements Phase {
        /// `Completed`, `Error`, `OOMKilled` or `StartError`.
        String reason() {
            if (!state.error().isEmpty()) {
                return "StartError";
            }
            return state.outOfMemory() ? "OOMKilled" : state.code() == 0 ? "Completed" : "Error";
        }

        boolean isFinal() {
            return again == null;
        }

        boolean succeeded() {
            return isFinal() && state.code() == 0;
        }

        Over forGood() {
            return new Over(run, state, image, message, null, Duration.ZERO);
        }
    }
}
