package naru.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;
import naru.base.Fault;

/// A listening TCP socket and the virtual thread that accepts from it.
final class Acceptor implements AutoCloseable {
    private static final int BACKLOG = 1_024;

    private final ServerSocket server;
    private final Thread thread;

    /// Listens from now on and gives every connection to `handler`, which must not wait.
    ///
    /// @throws Fault CONFLICT if the address cannot be had
    Acceptor(String name, InetSocketAddress address, Consumer<Socket> handler) throws IOException {
        this.server = listen(address);
        this.thread = Thread.ofVirtual().name(name).start(() -> acceptAll(handler));
    }

    private static ServerSocket listen(InetSocketAddress address) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(address, BACKLOG);
            return server;
        } catch (IOException e) {
            Sockets.close(server);
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage(),
                    e);
        }
    }

    private void acceptAll(Consumer<Socket> handler) {
        while (!server.isClosed()) {
            try {
                handler.accept(server.accept());
            } catch (IOException e) {
                System.getLogger("naru.tunnel").log(System.Logger.Level.DEBUG, "accepting", e);
            }
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    boolean isClosed() {
        return server.isClosed();
    }

    /// Stops listening. The JDK leaves it to a virtual thread that accepts to close the socket for good, and lets it
    /// accept once more: waiting for the thread is what makes the port free, and nobody accepted, on return.
    @Override
    public void close() {
        Sockets.close(server);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
