package naru.node;

import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a node lets a server do with the pods that run on it: read logs, run commands, attach, forward ports, and say
/// what they use. The Kubernetes door calls it for pods of its own node and asks other nodes over TLS. Safe for use by
/// many threads; every call may block.
///
/// Errors: NOT_FOUND for a pod or container that is not here, INVALID where a container must be named, CONFLICT when
/// it does not run.
public interface PodAccess {
    /// A container of a pod.
    ///
    /// @param uid of the pod, or empty for whichever has the name now
    /// @param container empty for the only one (or the one that the annotation names)
    record Target(String namespace, String pod, String uid, String container) {}

    /// What of a log.
    ///
    /// @param follow wait for more until the container ends
    /// @param previous of the run before the present one
    /// @param sinceSeconds only the latest, 0 for all
    /// @param sinceTime only from this time on (RFC 3339), or empty
    /// @param tailLines how many at the end, -1 for all
    /// @param limitBytes how much at most, 0 for all
    /// @param timestamps each line begins with its time
    record LogRequest(
            boolean follow,
            boolean previous,
            long sinceSeconds,
            String sinceTime,
            long tailLines,
            long limitBytes,
            boolean timestamps) {}

    /// A container's log as its reader sees it; closing the stream ends it.
    InputStream log(Target target, LogRequest request);

    /// Runs a command in a container.
    Session exec(Target target, List<String> command, boolean stdin, boolean terminal);

    /// Joins the streams of a container's own process.
    Session attach(Target target, boolean stdin, boolean terminal);

    /// A connection to a port that a pod listens on, on its own loopback.
    naru.base.Channel forward(Target pod, int port);

    /// What the node and its pods use now: `{"node": {"cpuNanoCores": …, "memoryBytes": …}, "pods": [{"namespace": …,
    /// "name": …, "containers": [{"name": …, "cpuNanoCores": …, "memoryBytes": …}]}]}`.
    ObjectNode usage();

    /// The streams of a process in a container.
    interface Session extends AutoCloseable {
        /// Its standard input; closing it ends the input. Null when it has none.
        java.io.@Nullable OutputStream stdin();

        /// Its standard output (and errors, with a terminal).
        InputStream stdout();

        /// Its standard error; at its end from the beginning with a terminal.
        InputStream stderr();

        /// Sets the size of its terminal.
        void resize(int columns, int rows);

        /// Waits for its end and answers its exit code. Output may be read after it.
        int await() throws InterruptedException;

        /// Lets go of it: a command that still runs ends, an attached process goes on.
        @Override
        void close();
    }
}
