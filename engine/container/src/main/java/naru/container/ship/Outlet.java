package naru.container.ship;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import naru.linux.Errno;
import naru.linux.UnixDatagram;

/// What bytes leave by: each [#write] is one message, which a stream runs together and a packet does not.
interface Outlet extends AutoCloseable {
    /// How long a connection may take to come about, and an acknowledgement to come.
    Duration PATIENCE = Duration.ofSeconds(5);

    void write(byte[] message) throws IOException;

    void flush() throws IOException;

    /// What the other side says; empty for packets.
    default InputStream in() throws IOException {
        return InputStream.nullInputStream();
    }

    @Override
    void close();

    /// Connects; a refusal names the address as Docker does.
    static Outlet open(Target target) throws IOException {
        try {
            return switch (target.scheme()) {
                case "udp" -> new Packets(target);
                case "unixgram" -> new LocalPackets(target.path());
                case "unix" -> local(target.path());
                default -> Streamed.of(socket(target));
            };
        } catch (IOException | Errno e) {
            throw new IOException("dial " + target.scheme() + " " + target.text() + ": " + words(e), e);
        }
    }

    /// Over TLS, with what `context` trusts, by the host's name unless `anyName`.
    static Outlet secure(Target target, SSLContext context, boolean anyName) throws IOException {
        try {
            Socket plain = socket(target);
            SSLSocket secure =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, target.host(), target.port(), true);
            if (!anyName) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secure.setSSLParameters(parameters);
            }
            secure.startHandshake();
            return Streamed.of(secure);
        } catch (IOException e) {
            throw new IOException("dial tcp " + target.text() + ": " + words(e), e);
        }
    }

    /// As Go says it.
    private static String words(Exception e) {
        return e instanceof ConnectException ? "connect: connection refused" : String.valueOf(e.getMessage());
    }

    private static Socket socket(Target target) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(target.host(), target.port()), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// A socket in the file system, of packets (as /dev/log) or of a stream.
    private static Outlet local(Path path) throws IOException {
        try {
            return new LocalPackets(path);
        } catch (Errno streams) {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
            return new Streamed(
                    channel,
                    Channels.newInputStream(channel),
                    new BufferedOutputStream(Channels.newOutputStream(channel)));
        }
    }

    /// TCP, TLS, a stream in the file system.
    record Streamed(AutoCloseable socket, InputStream in, OutputStream out) implements Outlet {
        private static final int BUFFER = 64 << 10;

        static Streamed of(Socket socket) throws IOException {
            return new Streamed(
                    socket, socket.getInputStream(), new BufferedOutputStream(socket.getOutputStream(), BUFFER));
        }

        /// A server that has closed is found out before bytes are given to a kernel that can only drop them.
        private void requireOpen() throws IOException {
            if (socket instanceof Socket tcp) {
                tcp.setSoTimeout(1);
                try {
                    if (in.read() < 0) {
                        throw new IOException("the log's server has closed the connection");
                    }
                } catch (SocketTimeoutException silent) {
                    tcp.setSoTimeout((int) PATIENCE.toMillis());
                }
            }
        }

        @Override
        public void write(byte[] message) throws IOException {
            out.write(message);
        }

        @Override
        public void flush() throws IOException {
            requireOpen();
            out.flush();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (Exception e) {
                System.getLogger("naru.container").log(System.Logger.Level.DEBUG, "a log server is gone", e);
            }
        }
    }

    /// UDP: nobody says whether it arrives.
    final class Packets implements Outlet {
        private final DatagramSocket socket = new DatagramSocket();
        private final InetAddress address;
        private final int port;

        Packets(Target target) throws IOException {
            try {
                address = InetAddress.getByName(target.host());
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            port = target.port();
        }

        @Override
        public void write(byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, message.length, address, port));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            socket.close();
        }
    }

    /// Packets to a socket in the file system; a reader that is slow is waited for.
    final class LocalPackets implements Outlet {
        private static final long PAUSE = Duration.ofMillis(5).toNanos();

        private final UnixDatagram socket;

        LocalPackets(Path path) {
            socket = UnixDatagram.connect(path);
        }

        @Override
        public void write(byte[] message) throws IOException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            try {
                while (!socket.send(message)) {
                    if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                        throw new IOException("the log's reader takes nothing more");
                    }
                    LockSupport.parkNanos(PAUSE);
                }
            } catch (Errno e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            socket.close();
        }
    }
}
