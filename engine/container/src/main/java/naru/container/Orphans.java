package naru.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What an engine that was killed still had at work: conmon and the runtime in the middle of a start or a removal. They
/// outlive it, and what they do late would hit the container's next run.
final class Orphans {
    private static final System.Logger LOG = System.getLogger("naru.container");
    private static final long PATIENCE_SECONDS = 5;

    private Orphans() {}

    /// Ends them all, and returns when they are gone.
    ///
    /// @param states the folders of the runtimes' state, which are one instance's only
    /// @param begun ids of the containers that are on record as running: what belongs to them goes on
    static void end(Set<String> states, Set<String> begun) {
        List<ProcessHandle> found = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                List<String> words = words(entry);
                if (words.stream().anyMatch(states::contains) && words.stream().noneMatch(begun::contains)) {
                    ProcessHandle.of(Long.parseLong(String.valueOf(entry.getFileName())))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot look for processes of an earlier engine", e);
        }
        found.forEach(ProcessHandle::destroyForcibly);
        await(found);
    }

    private static List<String> words(Path process) {
        try {
            return List.of(
                    new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of(); // it has ended
        }
    }

    private static void await(List<ProcessHandle> ending) {
        CompletableFuture.allOf(ending.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(_ -> {
                    LOG.log(System.Logger.Level.WARNING, "processes of an earlier engine do not end: {0}", ending);
                    return null;
                })
                .join();
    }
}
