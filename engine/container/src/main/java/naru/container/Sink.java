package naru.container;

import java.io.IOException;

/// Where output goes. Called by one thread at a time; it may block, which slows the process down.
@FunctionalInterface
public interface Sink {
    /// Takes some output; the array is used again after the call.
    void write(Stream stream, byte[] bytes, int offset, int length) throws IOException;
}
