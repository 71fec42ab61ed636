package naru.docker;

import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.http.Exchange;
import naru.http.Handler;

/// Tells of every request that may change something: who asked for it, what it was, what came of it. Bodies and queries
/// are not told: there may be secrets in them.
final class Audit implements Handler {
    private final Handler handler;
    private final String listener;
    private final Consumer<Audited> log;

    Audit(Handler handler, String listener, Consumer<Audited> log) {
        this.handler = handler;
        this.listener = listener;
        this.log = log;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        boolean reads = exchange.method().equals("GET")
                || exchange.method().equals("HEAD")
                || exchange.method().equals("OPTIONS");
        if (reads && !exchange.rawPath().toLowerCase(Locale.ROOT).endsWith("/attach/ws")) {
            handler.handle(exchange);
            return;
        }
        try {
            handler.handle(exchange);
            tell(exchange, exchange.status(), "");
        } catch (Fault e) {
            tell(exchange, Errors.status(e.kind()), e.sentence());
            throw e;
        } catch (IOException e) {
            tell(exchange, exchange.status(), "the client is gone");
            throw e;
        }
    }

    private void tell(Exchange exchange, int status, String failure) {
        log.accept(new Audited(listener, who(exchange), exchange.method(), exchange.rawPath(), status, failure));
    }

    private static String who(Exchange exchange) {
        return exchange.clientCertificate()
                .map(certificate ->
                        "certificate:" + certificate.getSubjectX500Principal().getName())
                .orElseGet(() -> "user:" + exchange.peerUser().orElse("unknown"));
    }
}
