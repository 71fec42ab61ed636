package naru.network;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import naru.linux.NetworkNamespace;

/// Servers and clients inside sandboxes, by plain sockets.
final class Peers {
    /// Long enough for three lost beginnings of a connection: the kernel may take a second to let a new port forward.
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int NO_ANSWER_MILLIS = 1_500;

    private Peers() {}

    /// Greets everybody who connects with who they are, until closed.
    static ServerSocketChannel greeter(Sandbox sandbox, int port, String greeting) throws IOException {
        return greeter(path(sandbox), port, greeting);
    }

    /// The same in a namespace.
    static ServerSocketChannel greeter(Path namespace, int port, String greeting) throws IOException {
        ServerSocketChannel server = NetworkNamespace.enter(namespace, () -> {
            ServerSocketChannel channel = ServerSocketChannel.open();
            channel.bind(new InetSocketAddress(port));
            return channel;
        });
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    try (SocketChannel client = server.accept()) {
                        String from = ((InetSocketAddress) client.getRemoteAddress())
                                .getAddress()
                                .getHostAddress();
                        String text = greeting.replace("CLIENT", from);
                        client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                    }
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return server;
    }

    /// Answers datagrams with a greeting, until closed.
    static DatagramChannel answerer(Sandbox sandbox, int port, String greeting) throws IOException {
        DatagramChannel server = NetworkNamespace.enter(path(sandbox), () -> {
            DatagramChannel channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(port));
            return channel;
        });
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    var client = server.receive(ByteBuffer.allocate(100));
                    server.send(ByteBuffer.wrap(greeting.getBytes(StandardCharsets.UTF_8)), client);
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return server;
    }

    /// What a greeter says to a client on the host.
    static String ask(String address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IOException(address + " port " + port + ": " + e.getMessage(), e);
        }
    }

    /// Whether a client in a sandbox gets no connection.
    static boolean isShutOut(Sandbox sandbox, String address, int port) throws IOException {
        return isShutOut(path(sandbox), address, port);
    }

    /// Whether a client in a namespace gets no connection.
    static boolean isShutOut(Path namespace, String address, int port) throws IOException {
        return NetworkNamespace.enter(namespace, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), NO_ANSWER_MILLIS);
                return false;
            } catch (IOException e) {
                return true;
            }
        });
    }

    /// What a greeter says to a client in a sandbox.
    static String askFrom(Sandbox sandbox, String address, int port) throws IOException {
        return NetworkNamespace.enter(path(sandbox), () -> ask(address, port));
    }

    /// What a greeter says to a client in a namespace.
    static String askFrom(Path namespace, String address, int port) throws IOException {
        return NetworkNamespace.enter(namespace, () -> ask(address, port));
    }

    /// What an answerer says to a client in a namespace.
    static String askDatagramFrom(Path namespace, String address, int port) throws IOException {
        return NetworkNamespace.enter(namespace, () -> askDatagram(address, port));
    }

    /// What an answerer says to a client on the host.
    static String askDatagram(String address, int port) throws IOException {
        return new String(exchange(address, port, new byte[] {1}), StandardCharsets.UTF_8);
    }

    /// The answer of the embedded name server, as raw bytes.
    static byte[] lookUp(Sandbox sandbox, byte[] query) throws IOException {
        return NetworkNamespace.enter(path(sandbox), () -> exchange("127.0.0.11", 53, query));
    }

    private static byte[] exchange(String address, int port, byte[] message) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            connect(socket, address, port);
            socket.send(new DatagramPacket(message, message.length));
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    private static void connect(DatagramSocket socket, String address, int port) throws IOException {
        try {
            socket.connect(InetAddress.getByName(address), port);
        } catch (java.io.UncheckedIOException e) {
            throw new SocketException(e.getMessage());
        }
    }

    private static Path path(Sandbox sandbox) {
        return Objects.requireNonNull(sandbox.netns());
    }
}
