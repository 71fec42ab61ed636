package naru.kube.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import naru.base.Fault;
import naru.base.Json;
import naru.http.socket.WebSocket;
import naru.node.PodAccess;
import tools.jackson.databind.JsonNode;

/// The channels of a process in WebSocket messages whose first byte is the channel's number (`v4.channel.k8s.io` and
/// `v5.channel.k8s.io`, which can end the input: KEP-4006).
final class SocketChannels implements ProcessChannels {
    private static final System.Logger LOG = System.getLogger("naru.kube");
    private static final int NOTHING = -1;
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;
    private static final int CLOSE = 255;

    private final WebSocket socket;

    SocketChannels(WebSocket socket) {
        this.socket = socket;
    }

    @Override
    public OutputStream stdout() {
        return socket.channel(STDOUT);
    }

    @Override
    public OutputStream stderr() {
        return socket.channel(STDERR);
    }

    @Override
    public void feed(PodAccess.Session session) throws IOException {
        for (byte[] message = socket.read(); message != null; message = socket.read()) {
            try {
                deliver(message, session);
            } catch (IOException | Fault e) {
                // The process has ended and takes nothing any more; how it ended has yet to reach the client.
                LOG.log(System.Logger.Level.DEBUG, "input that nobody takes", e);
            }
        }
    }

    private static void deliver(byte[] message, PodAccess.Session session) throws IOException {
        OutputStream stdin = session.stdin();
        switch (message.length == 0 ? NOTHING : message[0] & 0xff) {
            case STDIN -> {
                if (stdin != null) {
                    stdin.write(message, 1, message.length - 1);
                    stdin.flush();
                }
            }
            case RESIZE -> Resizing.apply(session, Arrays.copyOfRange(message, 1, message.length));
            case CLOSE -> {
                if (stdin != null && message.length > 1 && message[1] == STDIN) {
                    stdin.close();
                }
            }
            default -> {} // the client sends on no other channel
        }
    }

    @Override
    public void end(byte[] status) throws IOException {
        socket.channel(ERROR).write(status);
        socket.end(1000);
    }

    @Override
    public void close() {
        socket.close();
    }

    /// Sizes of a terminal as clients send them: `{"Width": 80, "Height": 24}`.
    static final class Resizing {
        private Resizing() {}

        static void apply(PodAccess.Session session, byte[] json) {
            JsonNode size = Json.tree(json);
            session.resize(size.path("Width").asInt(0), size.path("Height").asInt(0));
        }
    }
}
