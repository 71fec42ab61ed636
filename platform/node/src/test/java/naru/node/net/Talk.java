package naru.node.net;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
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
import naru.network.Sandbox;

/// Servers and clients inside namespaces, by plain sockets.
final class Talk {
    private static final int TIMEOUT_MILLIS = 3_000;

    private Talk() {}

    static Path path(Sandbox sandbox) {
        return Objects.requireNonNull(sandbox.netns());
    }

    static String ip(Sandbox sandbox) {
        return sandbox.endpoints().getFirst().ipv4();
    }

    /// Tells everybody who connects `NAME CLIENT`, until closed.
    static ServerSocketChannel greeter(Path netns, int port, String name) throws IOException {
        ServerSocketChannel server = NetworkNamespace.enter(netns, () -> {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
            return channel.bind(new InetSocketAddress("0.0.0.0", port));
        });
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    try (SocketChannel client = server.accept()) {
                        InetSocketAddress from = (InetSocketAddress) client.getRemoteAddress();
                        String text = name + " " + from.getAddress().getHostAddress();
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

    /// Sends every datagram back, until closed.
    static DatagramChannel echo(Path netns, int port) throws IOException {
        DatagramChannel server = NetworkNamespace.enter(netns, () -> {
            DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
            return channel.bind(new InetSocketAddress("0.0.0.0", port));
        });
        Thread.ofVirtual().start(() -> {
            try {
                ByteBuffer buffer = ByteBuffer.allocate(70_000);
                while (true) {
                    var client = server.receive(buffer.clear());
                    server.send(buffer.flip(), client);
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return server;
    }

    /// What a greeter says; `refused`, `no answer` or `unreachable` if it does not.
    static String ask(Path netns, String address, int port) throws IOException {
        return NetworkNamespace.enter(netns, () -> {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (java.net.ConnectException _) {
                return "refused";
            } catch (java.net.SocketTimeoutException _) {
                return "no answer";
            } catch (SocketException _) {
                return "unreachable";
            }
        });
    }

    /// The answer to a datagram; empty if none comes in time.
    static byte[] exchange(Path netns, String address, int port, byte[] message, int millis) throws IOException {
        return NetworkNamespace.enter(netns, () -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setSoTimeout(millis);
                connect(socket, address, port);
                socket.send(new DatagramPacket(message, message.length));
                DatagramPacket answer = new DatagramPacket(new byte[70_000], 70_000);
                socket.receive(answer);
                return Arrays.copyOf(answer.getData(), answer.getLength());
            } catch (java.net.SocketTimeoutException | SocketException _) {
                return new byte[0]; // also when a router says that it is too large: the next one is cut in pieces
            }
        });
    }

    private static void connect(DatagramSocket socket, String address, int port) throws IOException {
        try {
            socket.connect(InetAddress.getByName(address), port);
        } catch (java.io.UncheckedIOException e) {
            throw new SocketException(e.getMessage());
        }
    }
}
