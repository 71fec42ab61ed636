package naru.http;

import java.io.IOException;

/// Answers one request. Called on a virtual thread of its own, so it may block.
@FunctionalInterface
public interface Handler {
    /// Answers the exchange.
    ///
    /// A [naru.base.Fault] thrown before the answer has begun becomes the listener's own error answer; one thrown
    /// later ends the connection, so that the client sees a broken answer rather than a short one.
    ///
    /// @throws IOException if the client is gone
    void handle(Exchange exchange) throws IOException;
}
