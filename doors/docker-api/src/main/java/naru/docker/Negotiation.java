package naru.docker;

import java.io.IOException;
import java.util.Optional;
import naru.base.Fault;
import naru.http.Exchange;
import naru.http.Handler;
import naru.http.Routes;

/// Takes the version off the path, refuses those that are too old or too new, and puts the headers on every answer
/// that clients negotiate by.
final class Negotiation implements Handler {
    private final Routes routes;
    private final String engineVersion;

    Negotiation(Routes routes, String engineVersion) {
        this.routes = routes;
        this.engineVersion = engineVersion;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        exchange.set("Api-Version", ApiVersion.MAX.toString())
                .set("Docker-Experimental", "false")
                .set("Ostype", "linux")
                .set("Server", "Docker/" + engineVersion + " (linux)");
        if (exchange.method().equals("OPTIONS")) {
            exchange.empty(200);
            return;
        }
        check(version(exchange));
        routes.handle(exchange, rest(exchange.rawPath()));
    }

    /// The version in the path; a path without one means the newest.
    static ApiVersion version(Exchange exchange) {
        return ofPath(exchange.rawPath()).orElse(ApiVersion.MAX);
    }

    /// The path behind the version.
    static String rest(String rawPath) {
        return ofPath(rawPath).isEmpty() ? rawPath : rawPath.substring(Math.max(rawPath.indexOf('/', 1), 1));
    }

    private static Optional<ApiVersion> ofPath(String rawPath) {
        int slash = rawPath.indexOf('/', 1);
        return slash < 0 ? Optional.empty() : ApiVersion.ofSegment(rawPath.substring(1, slash));
    }

    private static void check(ApiVersion version) {
        if (version.compareTo(ApiVersion.MIN) < 0) {
            throw Fault.invalid("client version " + version + " is too old. Minimum supported API version is "
                    + ApiVersion.MIN + ", please upgrade your client to a newer version");
        }
        if (version.compareTo(ApiVersion.MAX) > 0) {
            throw Fault.invalid(
                    "client version " + version + " is too new. Maximum supported API version is " + ApiVersion.MAX);
        }
    }
}
