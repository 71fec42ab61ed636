package naru.web;

import java.util.Map;
import java.util.function.Supplier;
import naru.http.Routes;

/// GET /api/v1/status: what the daemon is and where it listens.
public final class StatusRoutes {
    private StatusRoutes() {}

    /// Adds the route; `status` is asked at each request.
    public static void add(Routes routes, Supplier<Map<String, Object>> status) {
        routes.get("/api/v1/status", exchange -> exchange.json(200, status.get()));
    }
}
