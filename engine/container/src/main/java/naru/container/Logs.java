package naru.container;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A log being read. For one thread; [#close] from another one ends a waiting [#next].
public interface Logs extends AutoCloseable {
    /// The next entry; null at the end. Waits for more when following.
    @Nullable
    LogEntry next() throws IOException;

    @Override
    void close();
}
