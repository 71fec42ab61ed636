package naru.kube;

import java.io.IOException;
import java.util.List;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Tree;
import naru.http.Exchange;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The kind `Status`: how the API tells failures and plain success.
///
/// @param code of HTTP
/// @param reason one word for programs, such as `NotFound`
/// @param message a sentence for people
/// @param target what the request was about
/// @param causes what is wrong with which field
public record Status(int code, String reason, String message, Target target, List<Fault.Detail> causes) {
    private static final int RETRY_SECONDS = 1;

    /// Copies the list.
    public Status {
        causes = List.copyOf(causes);
    }

    /// A fault in Kubernetes' words.
    public static Status of(Fault fault, Target target) {
        int code = code(fault.kind());
        return new Status(code, reason(fault.kind()), fault.sentence(), target, fault.details());
    }

    /// Sends it as the answer.
    void send(Exchange exchange) throws IOException {
        if (code == 429 || code == 503) {
            exchange.set("Retry-After", Integer.toString(RETRY_SECONDS));
        }
        if (code == 401) {
            exchange.set("WWW-Authenticate", "Bearer realm=\"naru\"");
        }
        exchange.send(code, "application/json", Json.text(document()) + "\n");
    }

    /// The document of a failure. A list that can go on with another state says so in `metadata.continue`.
    public ObjectNode document() {
        ObjectNode root = head("Failure");
        causes.stream()
                .filter(cause -> cause.field().equals("metadata.continue"))
                .forEach(cause -> Tree.object(root, "metadata").put("continue", cause.message()));
        root.put("message", message).put("reason", reason);
        ObjectNode details = root.putObject("details");
        target.describe(details, reason.equals("Invalid"));
        if (!causes.isEmpty()) {
            ArrayNode all = details.putArray("causes");
            causes.forEach(cause -> all.addObject()
                    .put("reason", cause.reason())
                    .put("message", cause.message())
                    .put("field", cause.field()));
        }
        if (code == 429 || code == 503) {
            details.put("retryAfterSeconds", RETRY_SECONDS);
        }
        if (details.isEmpty()) {
            root.remove("details");
        }
        return root.put("code", code);
    }

    /// The document of success with something that is gone afterwards.
    static ObjectNode success(Target target, String uid) {
        ObjectNode root = head("Success");
        ObjectNode details = root.putObject("details");
        target.describe(details, false);
        if (!uid.isEmpty()) {
            details.put("uid", uid);
        }
        return root;
    }

    private static ObjectNode head(String status) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("kind", "Status").put("apiVersion", "v1");
        root.putObject("metadata");
        return root.put("status", status);
    }

    private static int code(Fault.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> 404;
            case INVALID -> 400;
            case CONFLICT, ALREADY_EXISTS -> 409;
            case UNPROCESSABLE -> 422;
            case GONE -> 410;
            case TOO_MANY_REQUESTS -> 429;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case NOT_MODIFIED -> 304;
            case UNAUTHORIZED -> 401;
            case FORBIDDEN -> 403;
            case TOO_LARGE -> 413;
            case UNAVAILABLE -> 503;
            case NOT_IMPLEMENTED -> 501;
            case INTERNAL -> 500;
        };
    }

    private static String reason(Fault.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> "NotFound";
            case INVALID -> "BadRequest";
            case CONFLICT -> "Conflict";
            case ALREADY_EXISTS -> "AlreadyExists";
            case UNPROCESSABLE -> "Invalid";
            case GONE -> "Expired";
            case TOO_MANY_REQUESTS -> "TooManyRequests";
            case UNSUPPORTED_MEDIA_TYPE -> "UnsupportedMediaType";
            case NOT_MODIFIED -> "NotModified";
            case UNAUTHORIZED -> "Unauthorized";
            case FORBIDDEN -> "Forbidden";
            case TOO_LARGE -> "RequestEntityTooLarge";
            case UNAVAILABLE -> "ServiceUnavailable";
            case NOT_IMPLEMENTED -> "NotImplemented";
            case INTERNAL -> "InternalError";
        };
    }
}
