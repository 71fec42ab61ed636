package naru.kube.link;

import java.util.List;
import naru.node.PodAccess;

/// What a server asks of a node, the first line of the connection that carries it.
///
/// @param kind which call of [PodAccess]
/// @param target of it; for usage of no meaning
/// @param log what of a log
/// @param command to run
/// @param stdin whether the process is given input
/// @param terminal whether it has a terminal
/// @param port to forward to
record CallDocument(
        Kind kind,
        PodAccess.Target target,
        PodAccess.LogRequest log,
        List<String> command,
        boolean stdin,
        boolean terminal,
        int port) {
    private static final PodAccess.LogRequest NO_LOG = new PodAccess.LogRequest(false, false, 0, "", -1, 0, false);
    private static final PodAccess.Target NO_TARGET = new PodAccess.Target("", "", "", "");

    /// The calls there are.
    enum Kind {
        /// A container's log.
        LOG,
        /// A command in a container.
        EXEC,
        /// A container's own process.
        ATTACH,
        /// A connection to a port.
        FORWARD,
        /// What the node and its pods use.
        USAGE
    }

    static CallDocument log(PodAccess.Target target, PodAccess.LogRequest request) {
        return new CallDocument(Kind.LOG, target, request, List.of(), false, false, 0);
    }

    static CallDocument exec(PodAccess.Target target, List<String> command, boolean stdin, boolean terminal) {
        return new CallDocument(Kind.EXEC, target, NO_LOG, command, stdin, terminal, 0);
    }

    static CallDocument attach(PodAccess.Target target, boolean stdin, boolean terminal) {
        return new CallDocument(Kind.ATTACH, target, NO_LOG, List.of(), stdin, terminal, 0);
    }

    static CallDocument forward(PodAccess.Target target, int port) {
        return new CallDocument(Kind.FORWARD, target, NO_LOG, List.of(), false, false, port);
    }

    static CallDocument usage() {
        return new CallDocument(Kind.USAGE, NO_TARGET, NO_LOG, List.of(), false, false, 0);
    }
}
