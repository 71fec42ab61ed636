package naru.network.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A port whose connections are copied to a server of the test.
abstract class LocalStreamsFixture {
    final LocalPorts ports = new LocalPorts(new LocalLimits(4, 3, 4, 3, Duration.ofSeconds(90)));
    LocalPort port;
    ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        port = ports.open(true, at(0), false);
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        port.lead((InetSocketAddress) server.getLocalSocketAddress());
    }

    @AfterEach
    void close() throws IOException {
        port.close();
        ports.close();
        server.close();
    }

    static InetSocketAddress at(int number) {
        return new InetSocketAddress("::1", number);
    }

    Socket connect() throws IOException {
        Socket client = new Socket();
        client.setSoTimeout(10_000);
        client.connect(at(port.port()), 10_000);
        return client;
    }

    Socket accept() throws IOException {
        server.setSoTimeout(10_000);
        Socket accepted = server.accept();
        accepted.setSoTimeout(10_000);
        return accepted;
    }

    static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
