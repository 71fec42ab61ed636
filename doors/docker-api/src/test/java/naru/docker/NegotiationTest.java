package naru.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import naru.base.Fault;
import naru.http.HttpClient;
import naru.http.HttpServer;
import naru.http.Listener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NegotiationTest {
    @TempDir
    Path folder;

    private final HttpServer server = new HttpServer();
    private @Nullable HttpClient client;

    @BeforeEach
    void start() throws ReflectiveOperationException {
        Table table = new Table(new Rights(new Access.Full(), ApiDocumentTest.nothing()))
                .get(24, "/images/{name:.*}/json", call -> call.json(Map.of("name", call.variable("name"))))
                .get(30, "/newer", call -> call.empty(204))
                .post(24, "/body", call -> call.json(call.body(CreateBody.class).tty()))
                .get(24, "/same", _ -> {
                    throw Fault.notModified("");
                });
        ClusterCalls.register(table);
        Path socket = folder.resolve("s");
        server.listen(Listener.unix("test", socket, table.handler("0.1"), DockerApi.failures()));
        client = HttpClient.unix(socket);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpClient.Answer send(String method, String path, String body) throws IOException {
        if (client == null) {
            throw new IllegalStateException("not started");
        }
        return client.send(method, path, body.getBytes(StandardCharsets.UTF_8));
    }

    private String get(String path) throws IOException {
        try (var answer = send("GET", path, "")) {
            return answer.status() + " " + answer.text().strip();
        }
    }

    private String post(String body) throws IOException {
        try (var answer = send("POST", "/v1.41/body", body)) {
            return answer.status() + " " + answer.text().strip();
        }
    }

    @Test
    void answersWithAndWithoutVersion() throws IOException {
        assertThat(get("/images/a/b:1/json")).isEqualTo("200 {\"name\":\"a/b:1\"}");
        assertThat(get("/v1.24/images/a/b:1/json")).isEqualTo("200 {\"name\":\"a/b:1\"}");
        assertThat(get("/v1.50/images/x/json")).startsWith("200 ");
    }

    @Test
    void refusesVersionsInDockersWords() throws IOException {
        assertThat(get("/v1.12/images/x/json"))
                .isEqualTo("400 {\"message\":\"client version 1.12 is too old. Minimum supported API version is 1.24,"
                        + " please upgrade your client to a newer version\"}");
        assertThat(get("/v1.99/images/x/json"))
                .isEqualTo("400 {\"message\":\"client version 1.99 is too new. Maximum supported API version is"
                        + " 1.50\"}");
        assertThat(get("/v1.29/newer")).startsWith("400 ");
        assertThat(get("/v1.30/newer")).startsWith("204");
    }

    @Test
    void putsTheHeadersOnEveryAnswer() throws IOException {
        try (var answer = send("GET", "/nowhere", "")) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).isEqualTo("{\"message\":\"page not found\"}\n");
            assertThat(answer.headers().get("Api-Version")).isEqualTo("1.50");
            assertThat(answer.headers().get("Ostype")).isEqualTo("linux");
            assertThat(answer.headers().get("Server")).isEqualTo("Docker/0.1 (linux)");
        }
    }

    @Test
    void tellsWhatIsWrongWithJson() throws IOException {
        assertThat(post("")).isEqualTo("400 {\"message\":\"invalid JSON: got EOF while reading request body\"}");
        assertThat(post("{")).isEqualTo("400 {\"message\":\"invalid JSON: unexpected EOF\"}");
        assertThat(post("{\"tTy\":true}")).isEqualTo("200 true");
    }

    @Test
    void answersNotModifiedWithoutBody() throws IOException {
        assertThat(get("/same")).isEqualTo("304 ");
    }

    @Test
    void isNoSwarm() throws IOException {
        assertThat(get("/v1.45/swarm")).startsWith("503 {\"message\":\"This node is not a swarm manager.");
        assertThat(get("/v1.45/services")).startsWith("503 ");
        assertThat(get("/v1.45/plugins")).isEqualTo("200 []");
    }
}
