package naru.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// One connected socket of either family, as blocking calls.
interface Wire extends AutoCloseable {
    /// Bytes read into the array, -1 at the end.
    int read(byte[] buffer, int offset, int length) throws IOException;

    void write(byte[] buffer, int offset, int length) throws IOException;

    void closeOutput() throws IOException;

    /// How long a read may wait; null for ever. Of no effect on Unix sockets.
    void patience(@Nullable Duration idle) throws IOException;

    /// The other side's address for logs.
    String peer();

    /// The certificate that the other side proved itself with.
    Optional<X509Certificate> certificate();

    /// The local user whose process connected.
    default Optional<String> user() {
        return Optional.empty();
    }

    /// Ends it at once, whatever is being written.
    void abort();

    @Override
    void close();

    /// A connection of a Unix socket.
    static Wire of(SocketChannel channel) {
        return new Local(channel);
    }

    /// A TCP connection, plain or TLS.
    static Wire of(Socket socket) throws IOException {
        return new Tcp(socket, socket.getInputStream(), socket.getOutputStream());
    }

    /// Unix sockets.
    record Local(SocketChannel channel) implements Wire {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(buffer, offset, length));
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, length);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void closeOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void patience(@Nullable Duration idle) {
            // the kernel has no receive timeout that the JDK offers here; local clients are trusted with a connection
        }

        @Override
        public String peer() {
            return "local";
        }

        @Override
        public Optional<String> user() {
            try {
                return Optional.of(channel.getOption(ExtendedSocketOptions.SO_PEERCRED)
                        .user()
                        .getName());
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        @Override
        public Optional<X509Certificate> certificate() {
            return Optional.empty();
        }

        @Override
        public void abort() {
            close();
        }

        @Override
        public void close() {
            Quietly.close(channel);
        }
    }

    /// TCP.
    record Tcp(Socket socket, InputStream in, OutputStream out) implements Wire {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return in.read(buffer, offset, length);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            out.flush();
        }

        @Override
        public void closeOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void patience(@Nullable Duration idle) throws SocketException {
            socket.setSoTimeout(idle == null ? 0 : (int) idle.toMillis());
        }

        @Override
        public String peer() {
            return String.valueOf(socket.getRemoteSocketAddress());
        }

        @Override
        public Optional<X509Certificate> certificate() {
            try {
                return socket instanceof SSLSocket secure
                                && secure.getSession().getPeerCertificates()[0] instanceof X509Certificate first
                        ? Optional.of(first)
                        : Optional.empty();
            } catch (SSLPeerUnverifiedException e) {
                return Optional.empty();
            }
        }

        /// Without waiting for room to say good-bye in, nor for the other side's good-bye, as a TLS socket would for
        /// as long as any read may take.
        @Override
        public void abort() {
            try {
                socket.setSoTimeout(1);
                socket.setSoLinger(true, 0);
            } catch (SocketException e) {
                System.getLogger("naru.http").log(System.Logger.Level.TRACE, "closed already", e);
            }
            Quietly.close(socket);
        }

        /// Ends our half first: closing a TLS 1.3 socket at once tells the other side that the user
        /// canceled, which Go's clients take for an error.
        @Override
        public void close() {
            if (socket instanceof SSLSocket && !socket.isClosed() && !socket.isOutputShutdown()) {
                try {
                    socket.shutdownOutput();
                } catch (IOException e) {
                    System.getLogger("naru.http").log(System.Logger.Level.TRACE, "the other side is gone", e);
                }
            }
            Quietly.close(socket);
        }
    }
}
