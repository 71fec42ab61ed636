package naru.kube.link;

import java.io.IOException;
import naru.cluster.auth.Authenticator;
import naru.cluster.auth.Caller;
import naru.cluster.auth.Credentials;
import naru.http.Exchange;
import naru.http.Handler;

/// The links of nodes in front of the Kubernetes API: `POST /naru/v1/link` and `POST /naru/v1/link/CALL`, for callers
/// with a node's certificate. Safe for use by many threads.
public final class LinkRoute implements Handler {
    private final NodeLinks links;
    private final Authenticator authenticator;
    private final Handler rest;

    /// Answers those paths, and lets `rest` answer all others.
    public LinkRoute(NodeLinks links, Authenticator authenticator, Handler rest) {
        this.links = links;
        this.authenticator = authenticator;
        this.rest = rest;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        String path = exchange.rawPath();
        if (!exchange.method().equals("POST") || !path.startsWith(NodeLinks.PATH)) {
            rest.handle(exchange);
            return;
        }
        Caller caller = authenticator.authenticate(
                new Credentials(exchange.clientCertificate().stream().toList(), ""));
        if (path.equals(NodeLinks.PATH)) {
            links.link(exchange, caller);
        } else {
            links.connection(exchange, caller, path.substring(NodeLinks.PATH.length() + 1));
        }
    }
}
