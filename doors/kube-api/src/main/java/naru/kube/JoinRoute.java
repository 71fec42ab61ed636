package naru.kube;

import java.io.IOException;
import naru.base.Json;
import naru.cluster.auth.Authenticator;
import naru.cluster.auth.Caller;
import naru.cluster.auth.Credentials;
import naru.cluster.join.JoinRequest;
import naru.cluster.join.Joiner;
import naru.cluster.join.Joining;
import naru.http.Exchange;
import naru.http.Handler;

/// `POST /naru/v1/join` in front of the Kubernetes API: machines that become nodes have no right there
/// yet, but a token in the body; nodes get another certificate by the one that they have. Safe for use
/// by many threads.
public final class JoinRoute implements Handler {
    private static final int MAX_BODY = 16 << 10;

    private final Joining joining;
    private final Authenticator authenticator;
    private final Handler rest;

    /// Answers that one path, and lets `rest` answer all others.
    public JoinRoute(Joining joining, Authenticator authenticator, Handler rest) {
        this.joining = joining;
        this.authenticator = authenticator;
        this.rest = rest;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        if (!exchange.method().equals("POST") || !exchange.rawPath().equals(Joiner.PATH)) {
            rest.handle(exchange);
            return;
        }
        JoinRequest request = Json.read(exchange.bodyBytes(MAX_BODY), JoinRequest.class);
        if (request.token().isEmpty()) {
            Caller caller = authenticator.authenticate(
                    new Credentials(exchange.clientCertificate().stream().toList(), ""));
            exchange.json(200, joining.renew(caller, request));
        } else {
            exchange.json(200, joining.join(request));
        }
    }
}
