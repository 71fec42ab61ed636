package naru.cluster.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.JsonNode;

/// Turns what a server refuses with, a `Status`, back into the fault that it was there.
final class Refusal {
    private Refusal() {}

    static Fault of(int code, String text) {
        JsonNode status;
        try {
            status = Json.tree(
                    text.strip().startsWith("{") ? text.getBytes(StandardCharsets.UTF_8) : new byte[] {'{', '}'});
        } catch (Fault notJson) {
            return new Fault(kind(code, ""), "the server answered " + code, notJson);
        }
        return of(code, status);
    }

    static Fault of(int code, JsonNode status) {
        List<Fault.Detail> details = new ArrayList<>();
        for (JsonNode cause : status.path("details").path("causes")) {
            details.add(new Fault.Detail(
                    cause.path("reason").asString(""),
                    cause.path("field").asString(""),
                    cause.path("message").asString("")));
        }
        String message = status.path("message").asString("the server answered " + code);
        return new Fault(kind(code, status.path("reason").asString("")), message, null, details);
    }

    private static Fault.Kind kind(int code, String reason) {
        return switch (reason) {
            case "AlreadyExists" -> Fault.Kind.ALREADY_EXISTS;
            case "Invalid" -> Fault.Kind.UNPROCESSABLE;
            case "Expired", "Gone" -> Fault.Kind.GONE;
            default -> kind(code);
        };
    }

    private static Fault.Kind kind(int code) {
        return switch (code) {
            case 304 -> Fault.Kind.NOT_MODIFIED;
            case 401 -> Fault.Kind.UNAUTHORIZED;
            case 403 -> Fault.Kind.FORBIDDEN;
            case 404 -> Fault.Kind.NOT_FOUND;
            case 409 -> Fault.Kind.CONFLICT;
            case 410 -> Fault.Kind.GONE;
            case 413 -> Fault.Kind.TOO_LARGE;
            case 415 -> Fault.Kind.UNSUPPORTED_MEDIA_TYPE;
            case 422 -> Fault.Kind.UNPROCESSABLE;
            case 429 -> Fault.Kind.TOO_MANY_REQUESTS;
            case 501 -> Fault.Kind.NOT_IMPLEMENTED;
            case 502, 503, 504 -> Fault.Kind.UNAVAILABLE;
            default -> code < 500 ? Fault.Kind.INVALID : Fault.Kind.INTERNAL;
        };
    }
}
