package naru.docker;

import java.io.IOException;
import java.util.Map;
import naru.base.Fault;
import naru.base.Json;
import naru.http.Exchange;

/// Faults in Docker's protocol: a status and `{"message": …}`.
final class Errors {
    private Errors() {}

    static void tell(Exchange exchange, Fault fault) throws IOException {
        int status = status(fault.kind());
        if (status == 304) {
            exchange.empty(304);
            return;
        }
        exchange.send(status, "application/json", Json.text(Map.of("message", fault.sentence())) + "\n");
    }

    static int status(Fault.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> 404;
            case INVALID, UNPROCESSABLE, UNSUPPORTED_MEDIA_TYPE -> 400;
            case CONFLICT, ALREADY_EXISTS -> 409;
            case GONE -> 410;
            case TOO_MANY_REQUESTS -> 429;
            case NOT_MODIFIED -> 304;
            case UNAUTHORIZED -> 401;
            case FORBIDDEN -> 403;
            case TOO_LARGE -> 413;
            case UNAVAILABLE -> 503;
            case NOT_IMPLEMENTED -> 501;
            case INTERNAL -> 500;
        };
    }
}
