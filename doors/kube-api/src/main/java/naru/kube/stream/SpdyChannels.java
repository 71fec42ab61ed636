package naru.kube.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.http.Duplex;
import naru.node.PodAccess;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The channels of a process as SPDY streams, which the client opens with the header `streamtype`: `error`, `stdin`,
/// `stdout`, `stderr`, `resize` (`v4.channel.k8s.io`).
final class SpdyChannels implements ProcessChannels {
    private static final int PATIENCE_SECONDS = 30;

    private final Duplex duplex;
    private final SpdyConnection connection;
    private final Map<String, SpdyStream> streams = new ConcurrentHashMap<>();
    private final CountDownLatch missing;
    private final CountDownLatch gone = new CountDownLatch(1);

    /// Waits until the client has opened these streams.
    SpdyChannels(Duplex duplex, Set<String> expected) throws IOException {
        this.duplex = duplex;
        this.connection = new SpdyConnection(duplex.in(), duplex.out());
        this.missing = new CountDownLatch(expected.size());
        Thread.ofVirtual().name("spdy").start(() -> serve(expected));
        try {
            if (!missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || gone.getCount() == 0) {
                throw new IOException("the client did not open the streams " + expected);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void serve(Set<String> expected) {
        try {
            connection.serve(stream -> {
                String type = stream.header("streamtype");
                if (expected.contains(type) && streams.putIfAbsent(type, stream) == null) {
                    missing.countDown();
                }
            });
        } catch (IOException e) {
            System.getLogger("naru.kube").log(System.Logger.Level.DEBUG, "a SPDY connection broke", e);
        } finally {
            gone.countDown();
            while (missing.getCount() > 0) {
                missing.countDown();
            }
        }
    }

    @Override
    public OutputStream stdout() {
        return output("stdout");
    }

    @Override
    public OutputStream stderr() {
        return output("stderr");
    }

    private OutputStream output(String type) {
        SpdyStream stream = streams.get(type);
        return stream == null ? OutputStream.nullOutputStream() : stream.out();
    }

    @Override
    public void feed(PodAccess.Session session) throws IOException {
        SpdyStream resize = streams.get("resize");
        if (resize != null) {
            Thread.ofVirtual().name("resize").start(() -> resize(session, resize.in()));
        }
        SpdyStream input = streams.get("stdin");
        OutputStream stdin = session.stdin();
        if (input != null && stdin != null) {
            Thread.ofVirtual().name("stdin").start(() -> pump(input.in(), stdin));
        }
        try {
            gone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(InputStream from, @Nullable OutputStream to) {
        if (to == null) {
            return;
        }
        try (to) {
            byte[] part = new byte[16 << 10];
            for (int n = from.read(part); n >= 0; n = from.read(part)) {
                to.write(part, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            System.getLogger("naru.kube").log(System.Logger.Level.DEBUG, "input ended", e);
        }
    }

    /// Sizes come one after the other, each a JSON object.
    private static void resize(PodAccess.Session session, InputStream sizes) {
        try (var values = naru.base.Json.mapper().readerFor(JsonNode.class).<JsonNode>readValues(sizes)) {
            while (values.hasNextValue()) {
                JsonNode size = values.nextValue();
                session.resize(size.path("Width").asInt(0), size.path("Height").asInt(0));
            }
        } catch (JacksonException | UncheckedIOException | Fault e) {
            System.getLogger("naru.kube").log(System.Logger.Level.DEBUG, "sizes ended", e);
        }
    }

    @Override
    public void end(byte[] status) throws IOException {
        for (String type : Set.of("stdout", "stderr")) {
            output(type).close();
        }
        try (OutputStream error = output("error")) {
            error.write(status);
        }
    }

    @Override
    public void close() {
        duplex.close();
    }
}
