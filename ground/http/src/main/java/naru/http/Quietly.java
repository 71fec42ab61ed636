package naru.http;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Closing what is being given up anyway.
final class Quietly {
    private static final Logger LOG = System.getLogger("naru.http");

    private Quietly() {}

    static void close(Closeable open) {
        try {
            open.close();
        } catch (IOException e) {
            LOG.log(Level.TRACE, "close failed", e);
        }
    }
}
