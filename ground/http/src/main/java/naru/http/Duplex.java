package naru.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A connection in both directions whose sides end separately. One thread may read while another writes.
public interface Duplex extends AutoCloseable {
    /// What the other side sends; -1 when it has closed its half.
    InputStream in();

    /// What goes to the other side, sent at every write.
    OutputStream out();

    /// Closes our half: the other side reads the end, and may go on sending.
    void closeOutput() throws IOException;

    /// Ends it at once, as a connection that failed: not even what was written is waited for.
    void abort();

    /// Closes both halves; reads and writes in progress end.
    @Override
    void close();
}
