package naru.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// A table of routes: the first one whose method and pattern match answers.
///
/// A pattern is a path whose segments may be `{name}` (one segment) or `{name:.*}` (one segment or more; at most
/// one in a pattern). Variables are decoded; an escaped slash stays inside its segment. `HEAD` falls back to `GET`.
/// Fill it before use; then it is safe for use by many threads.
public final class Routes implements Handler {
    private final Map<String, List<Route>> byFirst = new HashMap<>();
    private Unmatched unmatched = Routes::refuse;

    /// What answers a path that no route has, or has only for other methods.
    @FunctionalInterface
    public interface Unmatched {
        /// Answers; `allowed` are the methods that the path has, empty if there is no such path.
        void handle(Exchange exchange, Set<String> allowed) throws IOException;
    }

    /// One line of the table.
    private record Route(String method, List<String> pattern, int greedy, Handler handler) {}

    /// Adds a line.
    public Routes add(String method, String pattern, Handler handler) {
        List<String> segments = split(pattern);
        int greedy = -1;
        for (int i = 0; i < segments.size(); i++) {
            greedy = segments.get(i).endsWith(":.*}") ? i : greedy;
        }
        String first = segments.isEmpty() || segments.getFirst().startsWith("{") ? "" : segments.getFirst();
        byFirst.computeIfAbsent(first, _ -> new ArrayList<>()).add(new Route(method, segments, greedy, handler));
        return this;
    }

    /// Adds a line for GET.
    public Routes get(String pattern, Handler handler) {
        return add("GET", pattern, handler);
    }

    /// Adds a line for POST.
    public Routes post(String pattern, Handler handler) {
        return add("POST", pattern, handler);
    }

    /// Adds a line for PUT.
    public Routes put(String pattern, Handler handler) {
        return add("PUT", pattern, handler);
    }

    /// Adds a line for DELETE.
    public Routes delete(String pattern, Handler handler) {
        return add("DELETE", pattern, handler);
    }

    /// Sets what answers when nothing matches; otherwise it is a plain 404 or 405.
    public Routes otherwise(Unmatched handler) {
        unmatched = handler;
        return this;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        handle(exchange, exchange.rawPath());
    }

    /// Answers as if the request's path were this one: for a prefix that was taken off.
    public void handle(Exchange exchange, String rawPath) throws IOException {
        List<String> path = split(rawPath);
        Set<String> allowed = new TreeSet<>();
        if (!tryAll(exchange, path, exchange.method(), allowed)
                && !(exchange.method().equals("HEAD") && tryAll(exchange, path, "GET", allowed))) {
            unmatched.handle(exchange, allowed);
        }
    }

    private boolean tryAll(Exchange exchange, List<String> path, String method, Set<String> allowed)
            throws IOException {
        String first = path.isEmpty() ? "" : path.getFirst();
        for (String key : first.isEmpty() ? List.of("") : List.of(first, "")) {
            for (Route route : byFirst.getOrDefault(key, List.of())) {
                Map<String, String> variables = match(route, path);
                if (variables != null && route.method.equals(method)) {
                    exchange.variables(variables);
                    route.handler.handle(exchange);
                    return true;
                }
                if (variables != null) {
                    allowed.add(route.method);
                }
            }
        }
        return false;
    }

    private static @Nullable Map<String, String> match(Route route, List<String> path) {
        List<String> pattern = route.pattern;
        int extra = path.size() - pattern.size();
        if (extra < 0 || (extra > 0 && route.greedy < 0)) {
            return null;
        }
        Map<String, String> variables = new LinkedHashMap<>();
        int at = 0;
        for (int i = 0; i < pattern.size(); i++) {
            int width = i == route.greedy ? extra + 1 : 1;
            String expected = pattern.get(i);
            String found = String.join("/", path.subList(at, at + width));
            at += width;
            if (expected.startsWith("{")) {
                if (found.isEmpty()) {
                    return null;
                }
                variables.put(name(expected), Paths.decode(found));
            } else if (!expected.equals(found)) {
                return null;
            }
        }
        return variables;
    }

    private static String name(String segment) {
        int end = segment.indexOf(':');
        return segment.substring(1, end < 0 ? segment.length() - 1 : end);
    }

    private static List<String> split(String path) {
        String inner = path.startsWith("/") ? path.substring(1) : path;
        return inner.isEmpty() ? List.of() : List.of(inner.split("/", -1));
    }

    private static void refuse(Exchange exchange, Set<String> allowed) throws IOException {
        if (allowed.isEmpty()) {
            throw Fault.notFound("page not found");
        }
        exchange.set("Allow", String.join(", ", allowed));
        exchange.send(405, "text/plain; charset=utf-8", exchange.method() + " is not allowed here\n");
    }
}
