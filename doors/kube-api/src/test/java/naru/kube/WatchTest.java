package naru.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import naru.base.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Changes as they come.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int ROUNDS = 80;
    private static final int CHANGE = 400_000;
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private final TestServer server = new TestServer();

    @AfterAll
    void close() {
        server.close();
    }

    private BufferedReader watch(String query, String accept) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address + MAPS + "?watch=true" + query))
                .header("Accept", accept)
                .build();
        HttpResponse<InputStream> response = server.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static JsonNode next(BufferedReader lines) throws IOException {
        return Json.tree(lines.readLine().getBytes(StandardCharsets.UTF_8));
    }

    private void create(String name, String label) {
        server.json(
                201,
                "POST",
                MAPS,
                "{\"metadata\": {\"name\": \"" + name + "\", \"labels\": {\"w\": \"" + label + "\"}}}");
    }

    @Test
    void changesComeAsMessagesToWhoAsksForAWebSocket() throws Exception {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            private final StringBuilder parts = new StringBuilder();

            @Override
            public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
                parts.append(part);
                if (last) {
                    messages.add(parts.toString());
                    parts.setLength(0);
                }
                socket.request(1);
                return null;
            }
        };
        String version =
                server.get(MAPS).path("metadata").path("resourceVersion").asString("");
        URI address = URI.create(server.address.replace("http", "ws") + MAPS
                + "?watch=true&labelSelector=w%3Dsocket&resourceVersion=" + version);
        WebSocket socket = server.client
                .newWebSocketBuilder()
                .buildAsync(address, listener)
                .get(20, TimeUnit.SECONDS);
        create("socket", "socket");
        server.json(200, "DELETE", MAPS + "/socket", "");
        for (String type : List.of("ADDED", "DELETED")) {
            JsonNode event = Json.tree(messages.poll(20, TimeUnit.SECONDS).getBytes(StandardCharsets.UTF_8));
            assertThat(event.path("type").asString("")).isEqualTo(type);
        }
        socket.abort();
    }

    @Test
    void changesComeInOrder() throws Exception {
        String version =
                server.get(MAPS).path("metadata").path("resourceVersion").asString("");
        try (BufferedReader lines = watch("&labelSelector=w%3Da&resourceVersion=" + version, "application/json")) {
            create("changes", "a");
            server.json(
                    200,
                    "PATCH",
                    MAPS + "/changes",
                    "{\"data\": {\"k\": \"v\"}}",
                    "Content-Type",
                    "application/merge-patch+json");
            server.json(200, "DELETE", MAPS + "/changes", "");
            List<String> types = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                JsonNode event = next(lines);
                types.add(event.path("type").asString(""));
                assertThat(event.path("object").path("metadata").path("name").asString(""))
                        .isEqualTo("changes");
            }
            assertThat(types).containsExactly("ADDED", "MODIFIED", "DELETED");
        }
    }

    @Test
    void changesComeAsRows() throws Exception {
        create("rows", "b");
        try (BufferedReader lines = watch("&labelSelector=w%3Db", TABLE)) {
            JsonNode first = next(lines).path("object");
            assertThat(first.path("kind").asString("")).isEqualTo("Table");
            assertThat(first.path("columnDefinitions").path(0).path("name").asString(""))
                    .isEqualTo("Name");
            assertThat(first.path("rows").path(0).path("cells").path(0).asString(""))
                    .isEqualTo("rows");
            server.json(200, "DELETE", MAPS + "/rows", "");
            JsonNode second = next(lines);
            assertThat(second.path("type").asString("")).isEqualTo("DELETED");
            assertThat(second.path("object").path("columnDefinitions").isNull()).isTrue();
        }
    }

    @Test
    void itEndsWhenItsTimeIsOver() throws Exception {
        try (BufferedReader lines = watch("&labelSelector=w%3Dnone&timeoutSeconds=1", "application/json")) {
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void bookmarksTellHowFarItIs() throws Exception {
        try (BufferedReader lines =
                watch("&labelSelector=w%3Dnone&allowWatchBookmarks=true&resourceVersion=0", "application/json")) {
            JsonNode bookmark = next(lines);
            assertThat(bookmark.path("type").asString("")).isEqualTo("BOOKMARK");
            assertThat(bookmark.path("object").path("kind").asString("")).isEqualTo("ConfigMap");
            assertThat(bookmark.path("object")
                            .path("metadata")
                            .path("resourceVersion")
                            .asString(""))
                    .matches("[0-9]+");
        }
    }

    @Test
    void theFirstObjectsEndWithABookmark() throws Exception {
        create("initial", "c");
        try (BufferedReader lines = watch(
                "&labelSelector=w%3Dc&allowWatchBookmarks=true&sendInitialEvents=true"
                        + "&resourceVersionMatch=NotOlderThan",
                "application/json")) {
            assertThat(next(lines).path("type").asString("")).isEqualTo("ADDED");
            JsonNode bookmark = next(lines);
            assertThat(bookmark.path("object")
                            .path("metadata")
                            .path("annotations")
                            .path("k8s.io/initial-events-end")
                            .asString(""))
                    .isEqualTo("true");
        }
    }

    @Test
    void aWatcherThatNeverReadsIsCutOffAndOthersGoOn() throws Exception {
        create("large", "e");
        String from = server.get(MAPS).path("metadata").path("resourceVersion").asString("");
        String query = "&labelSelector=w%3De&resourceVersion=" + from;
        try (Socket idle = new Socket();
                BufferedReader lines = watch(query, "application/json")) {
            idle.setReceiveBufferSize(4 << 10);
            URI address = URI.create(server.address);
            idle.connect(new InetSocketAddress(address.getHost(), address.getPort()));
            idle.getOutputStream()
                    .write(("GET " + MAPS + "?watch=true" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < ROUNDS; i++) {
                String data = "{\"data\": {\"k\": \"" + i + "x".repeat(CHANGE) + "\"}}";
                server.json(200, "PATCH", MAPS + "/large", data, "Content-Type", "application/merge-patch+json");
                assertThat(next(lines).path("type").asString("")).isEqualTo("MODIFIED");
            }
            assertThatThrownBy(() -> writeUntilCutOff(idle)).isInstanceOf(SocketException.class);
        }
    }

    /// Reading would show it too, but a watcher that reads after all is not cut off.
    private static void writeUntilCutOff(Socket socket) throws IOException {
        while (true) {
            socket.getOutputStream().write('\n');
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void aWatcherThatLeavesIsForgotten() throws Exception {
        for (int i = 0; i < 50; i++) {
            watch("&labelSelector=w%3Dnone", "application/json").close();
        }
        create("after", "d");
        assertThat(server.get(MAPS + "/after").path("metadata").path("name").asString(""))
                .isEqualTo("after");
    }
}
