package naru.clients;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import naru.tests.TestNaru;

/// A connection to the Docker API on which a test says what no client would.
final class RawDocker implements AutoCloseable {
    private final SocketChannel channel;

    private RawDocker(SocketChannel channel) {
        this.channel = channel;
    }

    static RawDocker connect(TestNaru naru) throws IOException {
        return connect(naru, "docker.sock");
    }

    /// To the socket that Naru's own commands use.
    static RawDocker control(TestNaru naru) throws IOException {
        return connect(naru, "naru.sock");
    }

    private static RawDocker connect(TestNaru naru, String socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(naru.instance().run().resolve(socket)));
        return new RawDocker(channel);
    }

    RawDocker say(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /// What comes until the other side closes, or until a text has come.
    String hear(String until) throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (!heard.toString(StandardCharsets.ISO_8859_1).contains(until) && channel.read(buffer) >= 0) {
            heard.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return heard.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
