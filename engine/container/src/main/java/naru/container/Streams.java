package naru.container;

import java.io.IOException;
import java.io.OutputStream;

/// A caller's end of a process' input and output.
public interface Streams extends AutoCloseable {
    /// Whether the process has a terminal: then the output is raw and only [Stream#STDOUT].
    boolean tty();

    /// The process' input; closing it closes the process' input where that was asked for, and not its output.
    OutputStream stdin();

    /// Passes output on until the process ends it or [#close] is called, and returns then. The sink is called on
    /// another thread. An exception of the sink ends it too and is thrown.
    void pump(Sink sink) throws IOException;

    /// Lets go: the process goes on.
    @Override
    void close();
}
