package naru.base;

import java.io.InputStream;
import java.io.OutputStream;

/// A connection in both directions, whatever carries it. One thread may read while another writes.
public interface Channel extends AutoCloseable {
    /// What the other side sends.
    InputStream in();

    /// What goes to the other side; closing it closes our half.
    OutputStream out();

    /// Closes both halves.
    @Override
    void close();
}
