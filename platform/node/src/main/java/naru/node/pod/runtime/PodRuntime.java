package naru.node.pod.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import naru.container.ContainerSpec;
import naru.network.SandboxSpec;
import org.jspecify.annotations.Nullable;

/// The engine as the agent needs it. Safe for use by many threads; calls may block. An unknown id is NOT_FOUND.
public interface PodRuntime {
    /// A pod's network.
    ///
    /// @param address in it; empty in the machine's own
    /// @param namespace file of it, or null for the machine's own
    record Net(String address, @Nullable Path namespace) {}

    /// How a command ended.
    ///
    /// @param code exit code, -1 if it took too long
    /// @param output the beginning of what it said
    record Told(int code, String output) {}

    /// A pod's network if it is open.
    Optional<Net> network(String sandbox);

    /// Opens a pod's network: all of it or nothing.
    Net openNetwork(SandboxSpec wish);

    /// Closes a pod's network; of no effect if it is not open.
    void closeNetwork(String sandbox);

    /// Creates a container and answers its id.
    String create(ContainerSpec spec);

    /// Starts it.
    void start(String id);

    /// Asks it to end, and kills it after some time (null: as it was created); returns when it ended. Of no effect if
    /// it does not run.
    void stop(String id, @Nullable Duration grace);

    /// Takes it away, alive or not; of no effect if it is gone.
    void remove(String id);

    /// One run.
    Run run(String id);

    /// All runs of all pods, by the pods' uids, each in the order of their creation.
    Map<String, List<Run>> runs();

    /// Runs a command in a container to its end, or kills it.
    Told exec(String id, List<String> command, Duration patience);

    /// The last lines of its log, at most so many bytes.
    String logEnd(String id, int lines, int bytes);

    /// Tells of pods, by uid, of whose containers one has ended, and of all (an empty uid) when that may have been
    /// missed; until it is closed.
    AutoCloseable watchEnds(Consumer<String> uid);
}
