package naru.docker;

import naru.base.Fault;
import naru.http.Handler;
import naru.http.Routes;

/// The table of the API's routes: each line has the version it came with, its method, its path and what it does.
final class Table {
    private final Routes routes = new Routes().otherwise((_, _) -> {
        throw Fault.notFound("page not found");
    });

    /// Adds a line; clients of an older version do not see it.
    Table add(String method, int since, String pattern, Call.Action action) {
        routes.add(method, pattern, exchange -> {
            ApiVersion version = Negotiation.version(exchange);
            if (!version.atLeast(since)) {
                throw Fault.invalid(
                        "this endpoint requires API version 1." + since + " or newer; the client uses " + version);
            }
            action.run(new Call(exchange, version));
        });
        return this;
    }

    Table get(int since, String pattern, Call.Action action) {
        return add("GET", since, pattern, action);
    }

    Table post(int since, String pattern, Call.Action action) {
        return add("POST", since, pattern, action);
    }

    Table put(int since, String pattern, Call.Action action) {
        return add("PUT", since, pattern, action);
    }

    Table head(int since, String pattern, Call.Action action) {
        return add("HEAD", since, pattern, action);
    }

    Table delete(int since, String pattern, Call.Action action) {
        return add("DELETE", since, pattern, action);
    }

    /// The table as a handler, behind the negotiation of versions.
    Handler handler(String engineVersion) {
        return new Negotiation(routes, engineVersion);
    }
}
