package naru.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import naru.base.Instance;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The daemon's JSON API (docs/api.md), as commands use it.
final class Api {
    private static final String BASE = "/api/v1";

    private final SocketHttp http;

    /// The API of a daemon that is ready; otherwise [NotRunning] with the command that starts it.
    Api(Instance instance) {
        Presence.need(instance);
        this.http = SocketHttp.at(instance.run().resolve("naru.sock").toString());
    }

    JsonNode get(String path) {
        return http.json("GET", BASE + path, null);
    }

    JsonNode post(String path, @Nullable Object body) {
        return http.json("POST", BASE + path, body);
    }

    void delete(String path) {
        http.json("DELETE", BASE + path, null);
    }

    /// Text, line by line as it arrives.
    void lines(String method, String path, @Nullable Object body, Consumer<String> each) {
        http.lines(method, BASE + path, body, each);
    }

    /// One segment of a path, with what is special in it escaped.
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
