package naru.tunnel;

import java.io.Closeable;
import java.io.IOException;

/// Closing without a word to the caller.
final class Sockets {
    private Sockets() {}

    static void close(Closeable thing) {
        try {
            thing.close();
        } catch (IOException e) {
            System.getLogger("naru.tunnel").log(System.Logger.Level.DEBUG, "closing", e);
        }
    }
}
