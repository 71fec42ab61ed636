package naru.node.pod.runtime;

import java.time.Instant;
import java.util.Map;
import naru.node.pod.spec.ContainerPlan;

/// One run of a pod's container: a container of the engine, as it was when asked for.
///
/// @param id of the engine's container
/// @param labels that it was created with
/// @param imageId of its image
/// @param state how far it is
public record Run(String id, Map<String, String> labels, String imageId, State state) {
    /// How far a run is.
    public sealed interface State {}

    /// It was created, not started.
    public record Fresh() implements State {}

    /// Its process runs.
    public record Alive(int pid, Instant since) implements State {}

    /// It has ended, or could not be started.
    ///
    /// @param code exit code
    /// @param outOfMemory the limit was the reason
    /// @param error why it could not be started, or empty
    public record Dead(int code, boolean outOfMemory, Instant since, Instant until, String error) implements State {}

    /// Copies the labels.
    public Run {
        labels = Map.copyOf(labels);
    }

    /// The container's name in its pod.
    public String container() {
        return labels.getOrDefault(ContainerPlan.CONTAINER, "");
    }

    /// The image as the pod asked for it.
    public String image() {
        return labels.getOrDefault(ContainerPlan.IMAGE, "");
    }

    /// How often the container was started before.
    public int number() {
        return count(ContainerPlan.RUN);
    }

    /// How many runs before it ended soon, in a row.
    public int streak() {
        return count(ContainerPlan.STREAK);
    }

    private int count(String label) {
        String text = labels.getOrDefault(label, "0");
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }
}
