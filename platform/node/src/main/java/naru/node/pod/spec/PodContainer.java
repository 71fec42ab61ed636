package naru.node.pod.spec;

import tools.jackson.databind.JsonNode;

/// A container as its pod's document says.
///
/// @param spec of the container
/// @param role what it is for
public record PodContainer(JsonNode spec, Role role) {
    /// What a container of a pod is for.
    public enum Role {
        /// Runs to its end before the next one starts.
        INIT,
        /// Starts among the init containers and stays as long as the pod.
        SIDECAR,
        /// The pod's work.
        MAIN,
        /// Added by somebody who looks into the pod; started once.
        DEBUG
    }

    /// When an image is fetched.
    public enum Pull {
        /// Before every start.
        ALWAYS,
        /// When it is not here.
        IF_NOT_PRESENT,
        /// Not at all.
        NEVER
    }

    /// Its name, one in the pod.
    public String name() {
        return Doc.text(spec, "name");
    }

    /// Its image, as asked.
    public String image() {
        return Doc.text(spec, "image");
    }

    /// When its image is fetched: as it says, else by the image's tag.
    public Pull pull() {
        return switch (Doc.text(spec, "imagePullPolicy")) {
            case "Always" -> Pull.ALWAYS;
            case "IfNotPresent" -> Pull.IF_NOT_PRESENT;
            case "Never" -> Pull.NEVER;
            default -> image().contains("@") || hasTag() ? Pull.IF_NOT_PRESENT : Pull.ALWAYS;
        };
    }

    private boolean hasTag() {
        int colon = image().lastIndexOf(':');
        return colon > image().lastIndexOf('/') && !image().endsWith(":latest");
    }

    /// Whether it starts again after it ended with a code.
    public boolean again(Pod.Restart policy, int exitCode) {
        return switch (role) {
            case SIDECAR -> true;
            case DEBUG -> false;
            case INIT -> exitCode != 0 && policy != Pod.Restart.NEVER;
            case MAIN ->
                switch (policy) {
                    case ALWAYS -> true;
                    case ON_FAILURE -> exitCode != 0;
                    case NEVER -> false;
                };
        };
    }

    /// Where it may write what it died of.
    public String terminationMessagePath() {
        String own = Doc.text(spec, "terminationMessagePath");
        return own.isEmpty() ? "/dev/termination-log" : own;
    }

    /// The field of the pod's document that it is, as events name it.
    public String fieldPath() {
        String list = switch (role) {
            case INIT, SIDECAR -> "initContainers";
            case MAIN -> "containers";
            case DEBUG -> "ephemeralContainers";
        };
        return "spec." + list + "{" + name() + "}";
    }
}
