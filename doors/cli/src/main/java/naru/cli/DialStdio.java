package naru.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naru dial-stdio`: the Docker API on standard input and output, as `docker system dial-stdio` gives it.
@Command(
        name = "dial-stdio",
        description = {
            "Join standard input and output to the Docker API, as 'docker system dial-stdio' does, which",
            "'docker -H ssh://USER@HOST' runs on the other side. As the forced command of a key in authorized_keys it",
            "gives that key the Docker API (or, with --socket, a further socket of it) and nothing else."
        },
        footer = {
            "%nExamples:",
            "  command=\"naru dial-stdio\",restrict ssh-ed25519 AAAA... maria",
            "  command=\"naru dial-stdio --socket /run/naru/sockets/watch.sock\",restrict ssh-ed25519 AAAA... watcher"
        })
final class DialStdio implements Callable<Integer> {
    private static final int BUFFER = 64 << 10;

    private final Root root;

    @Option(names = "--socket", paramLabel = "PATH", description = "The socket (default: the daemon's Docker socket).")
    private @Nullable Path socket;

    DialStdio(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Path path = socket == null ? root.instance().run().resolve("docker.sock") : socket;
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Thread.ofPlatform().daemon().name("dial-input").start(() -> send(System.in, channel));
            receive(channel);
            return Exit.OK;
        } catch (IOException e) {
            throw Fault.unavailable("cannot reach the Docker API at " + path + ": " + e.getMessage(), e);
        }
    }

    /// The end of input becomes the end of our half: what the daemon still says goes on.
    private static void send(InputStream in, SocketChannel channel) {
        byte[] part = new byte[BUFFER];
        try {
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                ByteBuffer bytes = ByteBuffer.wrap(part, 0, n);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.shutdownOutput();
        } catch (IOException e) {
            System.getLogger("naru.cli").log(System.Logger.Level.DEBUG, "the daemon has closed", e);
        }
    }

    private void receive(SocketChannel channel) throws IOException {
        byte[] part = new byte[BUFFER];
        for (int n = channel.read(ByteBuffer.wrap(part)); n >= 0; n = channel.read(ByteBuffer.wrap(part))) {
            root.out.write(part, 0, n);
            root.out.flush();
            if (root.out.checkError()) {
                return; // nobody reads any more
            }
        }
    }
}
