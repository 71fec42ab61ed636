package naru.network.local;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A port of a loopback address of the host. What comes there is copied to a container, and back. It belongs to the
/// network namespace of the thread that opened it. Safe for use by many threads.
public sealed interface LocalPort extends AutoCloseable permits LocalStreams, LocalDatagrams {
    /// Which port it is.
    int port();

    /// From now on it leads to this address. What was open to another is cut.
    ///
    /// @param target null for nowhere: who comes is turned away
    void lead(@Nullable InetSocketAddress target);

    /// Lets go of the port and cuts what is open.
    @Override
    void close();
}
