package naru.build.dockerfile;

import java.util.Optional;

/// One `RUN --mount`. Values are as written: variables are not yet replaced.
public sealed interface RunMount {
    /// Where it appears in the step.
    String target();

    /// A folder or file of the context, a stage or an image.
    record Bind(String target, String source, Optional<String> from, boolean writable) implements RunMount {}

    /// A folder that later builds find again.
    ///
    /// @param id its name; the target if none was given
    /// @param sharing who may use it at a time
    record Cache(String target, String id, Sharing sharing, int mode, long uid, long gid, boolean readOnly)
            implements RunMount {}

    /// Memory that goes away with the step; `size` in bytes, 0 for no limit of its own.
    record Tmpfs(String target, long size) implements RunMount {}

    /// A value that must not end up in an image.
    ///
    /// @param env the variable to set to it; empty for none
    /// @param file whether it appears as a file at `target`
    record Secret(
            String target,
            String id,
            boolean required,
            Optional<String> env,
            boolean file,
            int mode,
            long uid,
            long gid)
            implements RunMount {}

    /// Who may use a cache at a time.
    enum Sharing {
        /// Anybody.
        SHARED,
        /// One step; others get another folder.
        PRIVATE,
        /// One step; others wait.
        LOCKED
    }
}
