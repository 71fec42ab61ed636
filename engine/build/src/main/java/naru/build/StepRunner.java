package naru.build;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Runs a RUN step: in production a container of the engine. Safe for use by many threads.
@FunctionalInterface
public interface StepRunner {
    /// Something of the host that a step sees.
    sealed interface Attachment {
        /// Where the step sees it, an absolute path.
        String target();

        /// A file or folder.
        record Bound(String target, Path source, boolean readOnly) implements Attachment {}

        /// Memory; `size` in bytes, 0 for no limit.
        record Memory(String target, long size) implements Attachment {}
    }

    /// A command to run in a file system.
    ///
    /// @param snapshot the file system's id among the snapshots
    /// @param rootfs where it is mounted
    /// @param env `name=value`
    /// @param workingDir empty for `/`
    /// @param user `user[:group]`, empty for root
    /// @param network as in [BuildOptions#network]
    /// @param output hears what it says, errors too
    /// @param started hears the container's id
    record Step(
            String snapshot,
            Path rootfs,
            List<String> words,
            List<String> env,
            String workingDir,
            String user,
            String network,
            List<Attachment> attachments,
            BuildOptions options,
            OutputStream output,
            Consumer<String> started) {}

    /// Runs the command to its end and answers its exit code; interrupting the thread ends the command first.
    int run(Step step) throws InterruptedException;
}
