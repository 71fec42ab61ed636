package naru.http;

import java.io.IOException;
import naru.base.Fault;

/// How a door tells a fault to its clients: kinds become its protocol's status by a switch without default.
@FunctionalInterface
public interface Failures {
    /// Writes the error answer; nothing has been sent yet.
    void tell(Exchange exchange, Fault fault) throws IOException;

    /// Status and sentence as plain text.
    static void plainly(Exchange exchange, Fault fault) throws IOException {
        exchange.send(status(fault.kind()), "text/plain; charset=utf-8", fault.sentence() + "\n");
    }

    /// The status that HTTP itself suggests for a kind.
    static int status(Fault.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> 404;
            case INVALID -> 400;
            case CONFLICT, ALREADY_EXISTS -> 409;
            case UNPROCESSABLE -> 422;
            case GONE -> 410;
            case TOO_MANY_REQUESTS -> 429;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
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
