package naru.clients;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Assertions;

/// A log server on loopback that remembers what it was sent: lines over TCP or TLS, packets over UDP.
final class LogServer implements AutoCloseable {
    private static final long PATIENCE = 60_000_000_000L;

    private final AutoCloseable socket;
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();

    private LogServer(AutoCloseable socket) {
        this.socket = socket;
    }

    /// Takes what ends in `end`, such as a line end.
    static LogServer tcp(int port, int end) throws IOException {
        return stream(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), end);
    }

    /// The same over TLS, from clients alone that show a certificate.
    static LogServer tls(int port, int end, SSLContext context) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(port, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
        return stream(socket, end);
    }

    private static LogServer stream(ServerSocket socket, int end) {
        LogServer server = new LogServer(socket);
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket client = socket.accept();
                    server.clients.add(client);
                    Thread.ofVirtual().start(() -> server.read(client, end));
                }
            } catch (IOException e) {
                server.received.add("closed");
            }
        });
        return server;
    }

    static LogServer udp(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        LogServer server = new LogServer(socket);
        Thread.ofPlatform().daemon().start(() -> {
            byte[] bytes = new byte[65_536];
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            try {
                while (true) {
                    socket.receive(packet);
                    server.received.add(text(bytes, packet.getLength()));
                }
            } catch (IOException e) {
                server.received.add("closed");
            }
        });
        return server;
    }

    /// Packed or plain.
    private static String text(byte[] bytes, int length) throws IOException {
        if (length > 2 && bytes[0] == 0x1f) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, 0, length))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        return new String(bytes, 0, length, bytes[0] == 0x1e ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private void read(Socket client, int end) {
        try (InputStream in = new java.io.BufferedInputStream(client.getInputStream(), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == end) {
                    received.add(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else {
                    line.write(b);
                }
            }
        } catch (IOException e) {
            System.getLogger("test").log(System.Logger.Level.DEBUG, "a client is gone", e);
        }
    }

    /// What it was sent so far.
    Queue<String> received() {
        return received;
    }

    /// Waits for a message.
    String await(Predicate<String> wanted) {
        long end = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < end) {
            for (String one : received) {
                if (wanted.test(one)) {
                    return one;
                }
            }
            Thread.onSpinWait();
        }
        return Assertions.fail("not received; there are " + received.size());
    }

    @Override
    public void close() throws IOException {
        try {
            socket.close();
            for (Socket client : clients) {
                client.close();
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
