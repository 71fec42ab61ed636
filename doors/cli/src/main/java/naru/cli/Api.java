package naru.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.base.Instance;
import naru.base.Json;
import naru.http.HttpClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The daemon's JSON API (docs/api.md), as commands use it.
final class Api {
    private static final String BASE = "/api/v1";
    private static final int MAX_MESSAGE = 64 << 10;

    private final HttpClient http;

    /// The API of a daemon that is ready; otherwise [NotRunning] with the command that starts it.
    Api(Instance instance) {
        Presence.need(instance);
        this.http = HttpClient.unix(instance.run().resolve("naru.sock"));
    }

    private Api(Path socket) {
        this.http = HttpClient.unix(socket);
    }

    /// The API of a relay that runs by itself with these folders, or else of the daemon.
    static Api ofRelay(Instance instance) {
        Path socket = RelayOptions.socket(instance.run());
        return Files.exists(socket) ? new Api(socket) : new Api(instance);
    }

    JsonNode get(String path) {
        return http.get(BASE + path, JsonNode.class);
    }

    JsonNode post(String path, @Nullable Object body) {
        StringBuilder text = new StringBuilder();
        lines("POST", path, body, text::append);
        return Json.tree((text.isEmpty() ? "null" : text.toString()).getBytes(StandardCharsets.UTF_8));
    }

    void delete(String path) {
        lines("DELETE", path, null, _ -> {});
    }

    /// Text, line by line as it arrives; a status of 400 or more is a fault with the daemon's sentence.
    void lines(String method, String path, @Nullable Object body, Consumer<String> each) {
        byte[] content = body == null ? new byte[0] : Json.write(body);
        try (HttpClient.Answer answer =
                http.with("Content-Type", "application/json").send(method, BASE + path, content)) {
            if (answer.status() >= 400) {
                throw refused(answer);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                each.accept(line);
            }
        } catch (IOException e) {
            throw Fault.unavailable("the daemon gave no whole answer: " + e.getMessage(), e);
        }
    }

    private static Fault refused(HttpClient.Answer answer) throws IOException {
        byte[] body = answer.body().readNBytes(MAX_MESSAGE);
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{")) {
            text = Json.tree(body).path("message").asString(text);
        }
        Fault.Kind kind = answer.status() == 400 ? Fault.Kind.INVALID : Fault.Kind.CONFLICT;
        return new Fault(kind, text.isEmpty() ? "the daemon answered " + answer.status() : text, null);
    }

    /// One segment of a path, with what is special in it escaped.
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
