package naru.pipeline.gitlab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import naru.base.Json;

/// Takes commit statuses over HTTP as GitLab does, and remembers them; answers 201, or what it was told to.
final class FakeGitLab implements AutoCloseable {
    /// A request that arrived.
    record Seen(String path, String token, String state, String ref, String name) {}

    final List<Seen> seen = new ArrayList<>();
    final Queue<Integer> answers = new ArrayDeque<>();
    private final HttpServer server;

    FakeGitLab() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/gitlab/";
    }

    private synchronized void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = Json.tree(exchange.getRequestBody().readAllBytes());
            seen.add(new Seen(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN")),
                    body.path("state").asString(""),
                    body.path("ref").asString(""),
                    body.path("name").asString("")));
            Integer answer = answers.poll();
            byte[] text = "{\"message\":\"as told\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 201 : answer, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    synchronized List<String> states() {
        return seen.stream().map(Seen::state).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
