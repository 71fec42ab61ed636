package naru.registry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.http.Exchange;
import naru.http.Failures;

/// How the registry tells faults: `{"errors": [{"code", "message"}]}`, with the code that the specification has for
/// what was asked and what was wrong.
public final class RegistryFailures {
    private RegistryFailures() {}

    /// What a request was about.
    private enum Subject {
        UPLOAD("BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID"),
        BLOB("BLOB_UNKNOWN", "DIGEST_INVALID"),
        MANIFEST("MANIFEST_UNKNOWN", "MANIFEST_INVALID"),
        NAME("NAME_UNKNOWN", "NAME_INVALID");

        private final String unknown;
        private final String invalid;

        Subject(String unknown, String invalid) {
            this.unknown = unknown;
            this.invalid = invalid;
        }

        static Subject of(String path) {
            return path.contains("/blobs/uploads")
                    ? UPLOAD
                    : path.contains("/blobs/") ? BLOB : path.contains("/manifests/") ? MANIFEST : NAME;
        }
    }

    /// Writes the error answer; it is a [Failures].
    public static void tell(Exchange exchange, Fault fault) throws IOException {
        Subject subject = Subject.of(exchange.rawPath());
        if (fault.kind() == Fault.Kind.UNAUTHORIZED) {
            exchange.set("WWW-Authenticate", "Basic realm=\"naru\"");
        }
        Map<String, String> error = Map.of("code", code(subject, fault), "message", fault.sentence());
        exchange.set("Docker-Distribution-Api-Version", "registry/2.0");
        exchange.json(status(subject, fault), Map.of("errors", List.of(error)));
    }

    private static int status(Subject subject, Fault fault) {
        return subject == Subject.UPLOAD && fault.kind() == Fault.Kind.CONFLICT ? 416 : Failures.status(fault.kind());
    }

    private static String code(Subject subject, Fault fault) {
        String said = fault.sentence();
        return switch (fault.kind()) {
            case NOT_FOUND -> said.startsWith("manifest blob unknown") ? "MANIFEST_BLOB_UNKNOWN" : subject.unknown;
            case INVALID ->
                said.startsWith("invalid repository name")
                        ? "NAME_INVALID"
                        : said.contains("digest") ? "DIGEST_INVALID" : subject.invalid;
            case CONFLICT, ALREADY_EXISTS, UNPROCESSABLE, UNSUPPORTED_MEDIA_TYPE -> subject.invalid;
            case GONE -> subject.unknown;
            case UNAUTHORIZED -> "UNAUTHORIZED";
            case FORBIDDEN -> "DENIED";
            case TOO_LARGE -> "SIZE_INVALID";
            case UNAVAILABLE, TOO_MANY_REQUESTS -> "TOOMANYREQUESTS";
            case NOT_IMPLEMENTED -> "UNSUPPORTED";
            case NOT_MODIFIED, INTERNAL -> "UNKNOWN";
        };
    }
}
