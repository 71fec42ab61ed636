package naru.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class HttpServerTest {
    @TempDir
    Path folder;

    private final HttpServer server = new HttpServer();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final CountDownLatch waiting = new CountDownLatch(1);
    private Path socket = Path.of("unset");
    private int port;

    @BeforeEach
    void start() {
        Routes routes = new Routes()
                .get("/hello", e -> e.send(200, "text/plain", "hello"))
                .post("/echo", e -> e.send(200, "text/plain", e.bodyBytes(1 << 20)))
                .post("/ignore", e -> e.send(200, "text/plain", "ignored"))
                .get("/lines", e -> {
                    e.output().write("one\n".getBytes(StandardCharsets.UTF_8));
                    e.output().write("two\n".getBytes(StandardCharsets.UTF_8));
                })
                .get("/fault", e -> {
                    throw Fault.notFound("No such thing: " + e.query().get("x"));
                })
                .get("/breaks", e -> {
                    e.output().write('x');
                    throw Fault.internal("broken", null);
                })
                .get("/wait", e -> {
                    e.onGone(gone::countDown);
                    e.output().flush();
                    waiting.countDown();
                    awaitGone();
                })
                .post("/hijack", e -> {
                    e.bodyBytes(1000);
                    try (Duplex stream = e.hijack("application/vnd.docker.raw-stream")) {
                        stream.in().transferTo(stream.out());
                        stream.out().write("END".getBytes(StandardCharsets.UTF_8));
                        stream.closeOutput();
                    }
                })
                .get("/images/{name:.*}/json", e -> e.json(200, Map.of("name", e.variable("name"))));
        socket = folder.resolve("s.sock");
        server.listen(Listener.unix("test", socket, routes, Failures::plainly));
        port = ((InetSocketAddress) server.listen(
                        Listener.tcp("test", new InetSocketAddress("127.0.0.1", 0), routes, Failures::plainly)))
                .getPort();
    }

    private void awaitGone() {
        try {
            gone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// Sends the text, closes that half, and reads to the end.
    private String raw(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aClosedServerAcceptsNobodyAndItsAddressIsFree() throws IOException {
        for (int round = 0; round < 200; round++) {
            HttpServer other = new HttpServer();
            Listener listener =
                    Listener.tcp("other", new InetSocketAddress("127.0.0.1", 0), new Routes(), Failures::plainly);
            InetSocketAddress address = (InetSocketAddress) other.listen(listener);
            other.close();
            assertThatThrownBy(() -> new Socket("127.0.0.1", address.getPort()).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void answersOnUnixSocketAndTcp() throws IOException {
        try (var one = HttpClient.unix(socket).send("GET", "/hello", new byte[0]);
                var two = HttpClient.tcp("127.0.0.1", port).send("GET", "/hello", new byte[0])) {
            assertThat(one.text()).isEqualTo("hello");
            assertThat(two.text()).isEqualTo("hello");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-rw----");
    }

    @Test
    void keepsTheConnectionAndAnswersPipelinedRequestsInOrder() throws IOException {
        String answer = raw("POST /echo HTTP/1.1\r\nHost:\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /hello HTTP/1.1\r\nHost: %2Fvar%2Frun%2Fdocker.sock\r\n\r\n");
        assertThat(answer).contains("\r\n\r\nabcHTTP/1.1 200 OK").endsWith("hello");
    }

    @Test
    void readsChunksAndWritesChunks() throws IOException {
        assertThat(
                        raw(
                                "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: x\r\n\r\n"))
                .endsWith("abc0123456789");
        assertThat(raw("GET /lines HTTP/1.1\r\n\r\n")).endsWith("4\r\none\n\r\n4\r\ntwo\n\r\n0\r\n\r\n");
    }

    @Test
    void speaksHttp10WithoutChunks() throws IOException {
        assertThat(raw("GET /lines HTTP/1.0\r\n\r\n"))
                .contains("Connection: close")
                .doesNotContain("chunked")
                .endsWith("\r\n\r\none\ntwo\n");
    }

    @Test
    void continuesOnlyWhenTheBodyIsWanted() throws IOException {
        String head = "HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
        assertThat(raw("POST /echo " + head + "ok"))
                .startsWith("HTTP/1.1 100 Continue")
                .endsWith("ok");
        assertThat(raw("POST /ignore " + head)).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void aClientThatSendsALongBodyFirstStillSeesTheAnswer() throws IOException {
        assertThat(raw("POST /ignore HTTP/1.1\r\nContent-Length: " + (8 << 20) + "\r\n\r\n" + "x".repeat(8 << 20)))
                .startsWith("HTTP/1.1 200 OK")
                .endsWith("ignored");
    }

    @Test
    void answersHeadWithoutBody() throws IOException {
        assertThat(raw("HEAD /hello HTTP/1.1\r\n\r\n"))
                .contains("Content-Length: 5")
                .endsWith("\r\n\r\n");
    }

    @Test
    void tellsFaults() throws IOException {
        assertThat(raw("GET /fault?x=a%20b HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 404 Not Found")
                .contains("No such thing: a b");
        assertThat(raw("GET /nowhere HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404 ");
        assertThat(raw("DELETE /hello HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: GET");
    }

    @Test
    void breaksOffAnAnswerThatFailedHalfway() throws IOException {
        assertThat(raw("GET /breaks HTTP/1.1\r\n\r\n")).doesNotContain("\r\n0\r\n\r\n");
    }

    @Test
    void refusesWhatCouldBeReadInTwoWays() throws IOException {
        assertThat(raw("POST /echo HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw("POST /echo HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw("GET /hello HTTP/1.1\r\n folded: x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(raw("GET /hello HTTP/1.1\r\nA b: x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(raw("GET /hello HTTP/2.0\r\n\r\n")).startsWith("HTTP/1.1 505 ");
        assertThat(raw("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(raw("POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void limitsTheHead() throws IOException {
        assertThat(raw("GET /hello HTTP/1.1\r\nA: " + "x".repeat(200_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(raw("GET /hello HTTP/1.1\r\n" + "A: x\r\n".repeat(300) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void limitsTheBody() throws IOException {
        try (var answer = HttpClient.tcp("127.0.0.1", port).stream(
                "POST", "/echo", new ByteArrayInputStream(new byte[(1 << 20) + 1]))) {
            assertThat(answer.status()).isEqualTo(413);
        }
    }

    @Test
    void handsTheConnectionOverWithEarlyBytesAndHalfClose() throws IOException {
        String answer =
                raw("POST /hijack HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}early");
        assertThat(answer)
                .startsWith("HTTP/1.1 101 UPGRADED\r\n")
                .contains("Upgrade: tcp")
                .endsWith("\r\n\r\nearlyEND");
        assertThat(raw("POST /hijack HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}early"))
                .startsWith("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream")
                .endsWith("\r\n\r\nearlyEND");
    }

    @Test
    void clientTakesAConnectionOver() throws IOException {
        try (Duplex stream = HttpClient.unix(socket).upgrade("POST", "/hijack", "tcp", new byte[0])) {
            stream.out().write("ping".getBytes(StandardCharsets.UTF_8));
            assertThat(stream.in().readNBytes(4)).asString().isEqualTo("ping");
            stream.closeOutput();
            assertThat(stream.in().readAllBytes()).asString().isEqualTo("END");
        }
    }

    @Test
    void tellsThatTheClientIsGone() throws Exception {
        try (var client = new Socket("127.0.0.1", port)) {
            client.getOutputStream().write("GET /wait HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = client.getInputStream();
            assertThat(in.read()).isEqualTo('H');
            assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(gone.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void decodesNamesWithSlashes() {
        assertThat(HttpClient.unix(socket)
                        .get("/images/a%2Fb/c+d:1/json", Map.class)
                        .toString())
                .isEqualTo("{name=a/b/c+d:1}");
    }

    @Test
    void refusesASocketThatSomebodyListensOn() {
        try (HttpServer second = new HttpServer()) {
            assertThatThrownBy(() -> second.listen(Listener.unix("x", socket, _ -> {}, Failures::plainly)))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("another process listens on");
        }
    }

    @Test
    void replacesASocketLeftBehind() throws IOException {
        server.close();
        try (var left = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(socket));
        }
        try (HttpServer second = new HttpServer()) {
            second.listen(Listener.unix("x", socket, e -> e.empty(204), Failures::plainly));
            assertThat(raw("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 204 ");
        }
    }
}
