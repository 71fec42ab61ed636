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

/// `/naru/v1/join` in front of the Kubernetes API. `POST`: machines that become nodes have no right there
/// yet, but a token in the body; nodes get another certificate by the one that they have. `DELETE`: a node
/// leaves. Safe for use by many threads.
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
        if (!exchange.rawPath().equals(Joiner.PATH)) {
            rest.handle(exchange);
            return;
        }
        switch (exchange.method()) {
            case "POST" -> join(exchange);
            case "DELETE" -> {
                joining.leave(caller(exchange));
                exchange.empty(204);
            }
            default -> rest.handle(exchange);
        }
    }

    private void join(Exchange exchange) throws IOException {
        JoinRequest request = Json.read(exchange.bodyBytes(MAX_BODY), JoinRequest.class);
        if (request.token().isEmpty()) {
            exchange.json(200, joining.renew(caller(exchange), request));
        } else {
            exchange.json(200, joining.join(request));
        }
    }

    private Caller caller(Exchange exchange) {
        return authenticator.authenticate(
                new Credentials(exchange.clientCertificate().stream().toList(), ""));
    }
}
