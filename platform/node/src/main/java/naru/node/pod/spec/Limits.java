package naru.node.pod.spec;

import java.util.List;
import naru.container.Resources;
import tools.jackson.databind.JsonNode;

/// What a container asks of processor and memory, as the engine takes it, and a pod's class of service.
public final class Limits {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LEAST_SHARES = 2;
    private static final long SHARES = 1024;

    private Limits() {}

    /// The engine's limits: requests are weights, limits are limits, memory is without swap.
    public static Resources of(JsonNode container) {
        JsonNode asked = container.path("resources");
        long cpu = Quantity.milli(Doc.text(asked, "limits", "cpu"));
        long memory = Quantity.units(Doc.text(asked, "limits", "memory"));
        String request = Doc.text(asked, "requests", "cpu");
        long weight = request.isEmpty() ? cpu : Quantity.milli(request);
        return new Resources(
                memory,
                memory,
                0,
                cpu * NANOS_PER_MILLI,
                Math.max(LEAST_SHARES, weight * SHARES / 1000),
                0,
                0,
                "",
                "",
                0,
                false,
                0,
                List.of(),
                List.of(),
                List.of(),
                "");
    }

    /// `Guaranteed`, `Burstable` or `BestEffort` (Kubernetes, "Pod Quality of Service Classes").
    public static String qualityOf(Pod pod) {
        boolean any = false;
        boolean all = true;
        for (PodContainer container : pod.containers()) {
            JsonNode asked = container.spec().path("resources");
            for (String resource : List.of("cpu", "memory")) {
                String limit = Doc.text(asked, "limits", resource);
                String request = Doc.text(asked, "requests", resource);
                any |= !limit.isEmpty() || !request.isEmpty();
                all &= !limit.isEmpty()
                        && (request.isEmpty() || Quantity.of(request).equals(Quantity.of(limit)));
            }
        }
        return !any ? "BestEffort" : all ? "Guaranteed" : "Burstable";
    }
}
