package naru.pipeline.tool;

import java.util.List;
import java.util.Optional;
import naru.pipeline.workshop.Workshop;

/// The tools that a run may name. Safe for use by many threads.
public interface Toolbox {
    /// No tool and nothing to mount.
    Toolbox NONE = new Toolbox() {
        @Override
        public Optional<Installation> take(String kind, String name, Workshop.Output progress) {
            return Optional.empty();
        }

        @Override
        public List<Workshop.Mount> mounts() {
            return List.of();
        }
    };

    /// A tool, installed first if need be; empty if nobody knows how to. UNAVAILABLE if the installation fails.
    Optional<Installation> take(String kind, String name, Workshop.Output progress) throws InterruptedException;

    /// What every place must mount, so that tools are found where [#take] says.
    List<Workshop.Mount> mounts();
}
