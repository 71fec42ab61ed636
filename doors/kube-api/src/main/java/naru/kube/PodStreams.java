package naru.kube;

import java.io.IOException;
import naru.base.Fault;
import naru.http.Exchange;
import naru.node.PodAccess;

/// Connections into pods, on websockets and SPDY: what answers `exec`, `attach` and `portforward`. The caller was
/// allowed in and the pod exists. Safe for use by many threads.
@FunctionalInterface
public interface PodStreams {
    /// None are spoken.
    PodStreams NONE = (_, subresource, _, _) -> {
        throw Fault.notImplemented(subresource + " is not served here");
    };

    /// Carries one connection until it ends. Everything else is in the query: `command`, `stdin`, `stdout`, `stderr`,
    /// `tty`, `ports`.
    ///
    /// @param subresource `exec`, `attach` or `portforward`
    /// @param node who runs the pod
    /// @param target the pod, with its uid; the container as the query says
    /// @throws Fault if it cannot begin
    void carry(Exchange exchange, String subresource, PodAccess node, PodAccess.Target target) throws IOException;
}
