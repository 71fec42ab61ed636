package naru.docker;

import java.io.IOException;
import java.util.Map;
import naru.base.Json;
import naru.http.Exchange;

/// One request of the API in the version that the client chose.
///
/// @param exchange the request and its answer
/// @param version as in the path, or the newest
record Call(Exchange exchange, ApiVersion version) {
    /// Limit of a JSON body, in bytes.
    private static final int BODY = 8 << 20;

    /// What a route does.
    @FunctionalInterface
    interface Action {
        void run(Call call) throws IOException;
    }

    String variable(String name) {
        return exchange.variable(name);
    }

    String query(String name) {
        return exchange.query().get(name);
    }

    boolean flag(String name) {
        return exchange.query().flag(name);
    }

    /// The `filters` parameter; names outside `allowed` are refused.
    Filters filters(String... allowed) {
        return Filters.parse(query("filters"), allowed);
    }

    /// The JSON body; an empty one is refused in Docker's words.
    <T> T body(Class<T> type) throws IOException {
        return DockerJson.read(exchange.header("Content-Type"), exchange.bodyBytes(BODY), type);
    }

    /// The JSON body, or what `{}` would mean if there is none.
    <T> T bodyOrEmpty(Class<T> type) throws IOException {
        byte[] bytes = exchange.bodyBytes(BODY);
        return bytes.length == 0
                ? DockerJson.read("application/json", new byte[] {'{', '}'}, type)
                : DockerJson.read(exchange.header("Content-Type"), bytes, type);
    }

    /// Answers with JSON and the line end that Docker's encoder writes.
    void json(int status, Object value) throws IOException {
        exchange.send(status, "application/json", Json.text(value) + "\n");
    }

    void json(Object value) throws IOException {
        json(200, value);
    }

    void empty(int status) throws IOException {
        exchange.empty(status);
    }

    /// Answers 201 with an id and no warnings, as creating things does.
    void created(String id) throws IOException {
        json(201, Map.of("Id", id));
    }
}
