package naru.container.ship;

import java.io.IOException;

/// A connection to where lines are sent. For one thread, which may block in it; it is of no more use after a failure.
public interface Destination extends AutoCloseable {
    /// Sends a line, or keeps it for the next [#flush].
    void send(Line line) throws IOException;

    /// Hands over what was kept: when it returns, the kernel has it all, or the other side where it acknowledges.
    void flush() throws IOException;

    @Override
    void close();
}
