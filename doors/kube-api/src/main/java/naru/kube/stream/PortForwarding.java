package naru.kube.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Channel;
import naru.base.Fault;
import naru.node.PodAccess;

/// Forwards ports over SPDY streams (`portforward.k8s.io`): for each connection the client opens two streams with the
/// same `requestid`, `error` and `data`, both with the `port`.
final class PortForwarding {
    private static final System.Logger LOG = System.getLogger("naru.kube");

    private final SpdyConnection connection;
    private final PodAccess node;
    private final PodAccess.Target pod;
    private final Map<String, SpdyStream> errors = new ConcurrentHashMap<>();

    PortForwarding(InputStream in, OutputStream out, PodAccess node, PodAccess.Target pod) {
        this.connection = new SpdyConnection(in, out);
        this.node = node;
        this.pod = pod;
    }

    /// Returns when the client is gone.
    void serve() throws IOException {
        connection.serve(this::opened);
    }

    private void opened(SpdyStream stream) {
        String request = stream.header("requestid");
        if (stream.header("streamtype").equals("error")) {
            errors.put(request, stream);
            return;
        }
        SpdyStream error = errors.remove(request);
        if (error != null) {
            Thread.ofVirtual().name("forward").start(() -> forward(stream, error));
        }
    }

    private void forward(SpdyStream data, SpdyStream error) {
        try (OutputStream errorOut = error.out();
                OutputStream out = data.out()) {
            carry(data, out, errorOut);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a forwarded connection ended", e);
        } finally {
            connection.forget(data);
            connection.forget(error);
        }
    }

    private void carry(SpdyStream data, OutputStream out, OutputStream errorOut) throws IOException {
        try (Channel channel = node.forward(pod, Integer.parseInt(data.header("port")))) {
            Thread up = Thread.ofVirtual().name("forward-up").start(() -> up(data, channel));
            channel.in().transferTo(out);
            data.abandon();
            up.interrupt();
        } catch (Fault | NumberFormatException e) {
            String sentence = e instanceof Fault fault ? fault.sentence() : "the port is no number";
            errorOut.write(sentence.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void up(SpdyStream data, Channel channel) {
        try (OutputStream to = channel.out()) {
            data.in().transferTo(to);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a forwarded connection's input ended", e);
        }
    }
}
