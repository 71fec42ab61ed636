package naru.docker;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.base.Json;
import naru.http.Exchange;

/// One request of the API in the version that the client chose.
///
/// @param exchange the request and its answer
/// @param version as in the path, or the newest
/// @param reads names of the query that the route says it reads
/// @param pattern of the route
/// @param rights what may be done where it came in
record Call(Exchange exchange, ApiVersion version, Set<String> reads, String pattern, Rights rights) {
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
        return rights.query(pattern, name, exchange.query().get(said(name)));
    }

    boolean flag(String name) {
        return exchange.query().flag(said(name));
    }

    /// All values of a name.
    List<String> queries(String name) {
        return exchange.query().all(said(name));
    }

    /// A whole number, or `absent`; INVALID for anything else.
    long number(String name, long absent) {
        return exchange.query().number(said(name), absent);
    }

    /// docs/docker-api.md is made of what routes say: one that reads what it does not say is a mistake of ours.
    private String said(String name) {
        if (!reads.contains(name)) {
            throw new IllegalStateException(
                    "the route of " + exchange.rawPath() + " does not say that it reads ?" + name);
        }
        return name;
    }

    /// The `filters` parameter; names outside `allowed` are refused.
    Filters filters(String... allowed) {
        return Filters.parse(query("filters"), allowed);
    }

    /// The JSON body; an empty one is refused in Docker's words.
    <T> T body(Class<T> type) throws IOException {
        return read(bodyBytes(), type);
    }

    /// The body as it came; TOO_LARGE if it is no object of this API.
    byte[] bodyBytes() throws IOException {
        return exchange.bodyBytes(BODY);
    }

    /// Reads a body that is here already.
    <T> T read(byte[] bytes, Class<T> type) {
        return DockerJson.read(exchange.header("Content-Type"), bytes, type);
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
