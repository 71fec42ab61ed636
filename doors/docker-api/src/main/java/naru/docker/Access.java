package naru.docker;

import java.nio.file.Path;

/// What clients of one listener may do.
public sealed interface Access {
    /// Everything: root on the machine.
    record Full() implements Access {}

    /// Look: lists, inspects, logs, events, numbers. What is seen may hold secrets, such as variables of containers.
    record ReadOnly() implements Access {}

    /// Containers, networks and volumes with one label, which those that are made here get: others are not seen, and
    /// nothing of the machine is given to them.
    ///
    /// @param label name of the label
    /// @param value of it
    /// @param socket this listener's own path: the one path of the machine that may be mounted
    record Scoped(String label, String value, Path socket) implements Access {}
}
