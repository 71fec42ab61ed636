package naru.node.pod.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import naru.base.Channel;
import naru.base.Fault;
import naru.linux.NetworkNamespace;
import org.jspecify.annotations.Nullable;

/// A connection to a port in a pod's network, made from inside it: what listens on its loopback only is reached too.
final class Forward implements Channel {
    private static final int PATIENCE_MILLIS = 5_000;

    private final Socket socket;

    private Forward(Socket socket) {
        this.socket = socket;
    }

    /// Connects; CONFLICT if nobody listens.
    ///
    /// @param namespace file of the network, or null for the machine's own
    /// @param address of the pod, tried after the loopback
    static Forward connect(@Nullable Path namespace, String address, int port) {
        if (port < 1 || port > 65_535) {
            throw Fault.invalid("not a port: " + port);
        }
        for (String host : address.isEmpty() ? List.of("127.0.0.1") : List.of("127.0.0.1", address)) {
            InetSocketAddress target = new InetSocketAddress(literal(host), port);
            try {
                return new Forward(
                        namespace == null ? dial(target) : NetworkNamespace.enter(namespace, () -> dial(target)));
            } catch (IOException e) {
                System.getLogger("naru.node").log(System.Logger.Level.DEBUG, "{0}: {1}", target, e.getMessage());
            }
        }
        throw Fault.conflict("nobody listens on port " + port + " in the pod");
    }

    private static InetAddress literal(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (java.net.UnknownHostException e) {
            throw Fault.internal("not an address: " + host, e);
        }
    }

    private static Socket dial(InetSocketAddress target) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(target, PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public InputStream in() {
        try {
            return socket.getInputStream();
        } catch (IOException e) {
            throw Fault.unavailable("the connection into the pod is closed", e);
        }
    }

    @Override
    public OutputStream out() {
        try {
            OutputStream whole = socket.getOutputStream();
            return new Half(whole, socket);
        } catch (IOException e) {
            throw Fault.unavailable("the connection into the pod is closed", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw Fault.unavailable("cannot close the connection into the pod", e);
        }
    }

    /// Output whose end is the end of one half only.
    private static final class Half extends OutputStream {
        private final OutputStream to;
        private final Socket socket;

        Half(OutputStream to, Socket socket) {
            this.to = to;
            this.socket = socket;
        }

        @Override
        public void write(int b) throws IOException {
            to.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            to.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            to.flush();
        }

        @Override
        public void close() throws IOException {
            if (!socket.isClosed() && !socket.isOutputShutdown()) {
                socket.shutdownOutput();
            }
        }
    }
}
