package naru.http;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLServerSocket;
import naru.base.Fault;

/// The process's HTTP server: any number of addresses, each with its own routes, one virtual thread per connection.
/// Safe for use by many threads.
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger("naru.http");

    private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Thread> acceptors = ConcurrentHashMap.newKeySet();
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// Where connections come from.
    private interface Source {
        Wire accept() throws IOException;
    }

    /// Listens and answers from now on; gives the address that was bound.
    ///
    /// @throws Fault CONFLICT if somebody else listens there, FORBIDDEN if it may not be bound
    public SocketAddress listen(Listener listener) {
        try {
            return listener.address() instanceof UnixDomainSocketAddress unix
                    ? listenUnix(listener, unix)
                    : listenTcp(listener, (InetSocketAddress) listener.address());
        } catch (IOException e) {
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    "cannot listen on " + listener.address() + " for " + listener.name() + ": " + e.getMessage(),
                    e);
        }
    }

    private SocketAddress listenUnix(Listener listener, UnixDomainSocketAddress address) throws IOException {
        ServerSocketChannel server = UnixSockets.bind(address);
        sockets.add(server);
        sockets.add(() -> Files.deleteIfExists(address.getPath()));
        start(listener, () -> Wire.of(server.accept()));
        return address;
    }

    private SocketAddress listenTcp(Listener listener, InetSocketAddress address) throws IOException {
        ServerSocket server = serverSocket(listener);
        sockets.add(server);
        server.setReuseAddress(true);
        server.bind(address, 1024);
        start(listener, () -> {
            Socket socket = server.accept();
            socket.setTcpNoDelay(true);
            return Wire.of(socket);
        });
        return server.getLocalSocketAddress();
    }

    private static ServerSocket serverSocket(Listener listener) throws IOException {
        if (listener.tls() == null) {
            return new ServerSocket();
        }
        SSLServerSocket server =
                (SSLServerSocket) listener.tls().getServerSocketFactory().createServerSocket();
        switch (listener.clientCertificates()) {
            case NONE -> server.setNeedClientAuth(false);
            case WANTED -> server.setWantClientAuth(true);
            case NEEDED -> server.setNeedClientAuth(true);
        }
        return server;
    }

    private void start(Listener listener, Source source) {
        Semaphore free = new Semaphore(listener.limits().connections());
        acceptors.add(Thread.ofVirtual().name("accept-" + listener.name()).start(() -> {
            while (!closed) {
                try {
                    free.acquire();
                    Wire wire = source.accept();
                    wires.add(wire);
                    Thread.ofVirtual().name(listener.name()).start(() -> serve(listener, wire, free));
                } catch (IOException e) {
                    free.release();
                    pauseUnlessClosed(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }));
    }

    private void serve(Listener listener, Wire wire, Semaphore free) {
        try {
            new Connection(wire, listener).serve();
        } finally {
            wires.remove(wire);
            free.release();
        }
    }

    /// Out of file descriptors is the usual reason: wait a little rather than spin.
    private void pauseUnlessClosed(IOException e) {
        if (!closed) {
            LOG.log(Level.WARNING, "cannot accept a connection: " + e.getMessage());
            try {
                Thread.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Stops listening and ends every connection. When it returns, the addresses are free for others.
    @Override
    public void close() {
        closed = true;
        sockets.forEach(Quietly::close);
        acceptors.forEach(HttpServer::end);
        wires.forEach(Wire::close);
    }

    /// A virtual thread that accepts keeps its closed socket listening until it runs again.
    private static void end(Thread acceptor) {
        acceptor.interrupt();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
