package naru.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import naru.base.Fault;
import naru.http.Handler;
import naru.http.Routes;

/// The table of the API's routes: each line has the version it came with, its method, its path, what it does and what
/// it reads of a request. docs/docker-api.md is made of it.
final class Table {
    private final Routes routes = new Routes().otherwise((_, _) -> {
        throw Fault.notFound("page not found");
    });
    private final List<Operation> operations = new ArrayList<>();
    private final Rights rights;

    Table(Rights rights) {
        this.rights = rights;
    }

    /// A line as the document shows it.
    ///
    /// @param method of the request
    /// @param since minor version that brought it
    /// @param pattern its path, with variables in braces
    /// @param query names of the query that it reads; a header has a `!` before its name
    /// @param body fields of the body that it reads, such as `HostConfig.Memory`
    record Operation(String method, int since, String pattern, List<String> query, List<String> body) {
        /// Without what variables may hold: as Docker's description writes paths.
        String path() {
            return pattern.replace(":.*}", "}");
        }
    }

    /// Adds a line; clients of an older version do not see it.
    Table add(String method, int since, String pattern, Call.Action action, String... query) {
        Set<String> reads = Set.of(query);
        operations.add(new Operation(method, since, pattern, List.of(query), List.of()));
        routes.add(method, pattern, exchange -> {
            ApiVersion version = Negotiation.version(exchange);
            if (!version.atLeast(since)) {
                throw Fault.invalid(
                        "this endpoint requires API version 1." + since + " or newer; the client uses " + version);
            }
            Call call = new Call(exchange, version, reads, pattern, rights);
            rights.admit(exchange.method(), pattern, call);
            action.run(call);
        });
        return this;
    }

    Table get(int since, String pattern, Call.Action action, String... query) {
        return add("GET", since, pattern, action, query);
    }

    Table post(int since, String pattern, Call.Action action, String... query) {
        return add("POST", since, pattern, action, query);
    }

    Table put(int since, String pattern, Call.Action action, String... query) {
        return add("PUT", since, pattern, action, query);
    }

    Table head(int since, String pattern, Call.Action action, String... query) {
        return add("HEAD", since, pattern, action, query);
    }

    Table delete(int since, String pattern, Call.Action action, String... query) {
        return add("DELETE", since, pattern, action, query);
    }

    /// Says that the last line reads a body into this record.
    Table body(Class<? extends Record> type) {
        return fields(BodyFields.of(type));
    }

    /// Says which fields of a body the last line reads.
    Table fields(List<String> names) {
        Operation last = operations.removeLast();
        operations.add(new Operation(last.method(), last.since(), last.pattern(), last.query(), names));
        return this;
    }

    /// All lines, in order.
    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /// The table as a handler, behind the negotiation of versions.
    Handler handler(String engineVersion) {
        return new Negotiation(routes, engineVersion);
    }
}
