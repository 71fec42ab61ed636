package naru.tunnel;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;
import naru.base.Fault;

/// Listening, accepting and closing.
final class Sockets {
    private static final int BACKLOG = 1_024;

    private Sockets() {}

    static ServerSocket listen(InetSocketAddress address) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(address, BACKLOG);
            return server;
        } catch (IOException e) {
            close(server);
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage(),
                    e);
        }
    }

    /// Gives every connection to `handler`, which must not wait, until the server is closed.
    static void acceptAll(ServerSocket server, Consumer<Socket> handler) {
        while (!server.isClosed()) {
            try {
                handler.accept(server.accept());
            } catch (IOException e) {
                System.getLogger("naru.tunnel").log(System.Logger.Level.DEBUG, "accepting", e);
            }
        }
    }

    static void close(Closeable thing) {
        try {
            thing.close();
        } catch (IOException e) {
            System.getLogger("naru.tunnel").log(System.Logger.Level.DEBUG, "closing", e);
        }
    }
}
