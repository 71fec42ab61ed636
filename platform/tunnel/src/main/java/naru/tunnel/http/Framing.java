package naru.tunnel.http;

import java.util.List;

/// How a message's body is delimited.
public sealed interface Framing {
    /// There is none.
    record None() implements Framing {}

    /// So many bytes.
    record Length(long bytes) implements Framing {}

    /// In chunks.
    record Chunked() implements Framing {}

    /// Until the connection ends; responses only.
    record UntilClose() implements Framing {}

    /// The framing of a request; what two servers could read in two ways is a 400.
    static Framing ofRequest(Head head) throws BadMessage {
        Framing framing = declared(head, 400);
        return switch (framing) {
            case Chunked _
            when head.third().equals("HTTP/1.0") -> throw new BadMessage(400, "Transfer-Encoding in HTTP/1.0");
            case UntilClose _ -> new None();
            default -> framing;
        };
    }

    /// The framing of a response to a request of this method.
    static Framing ofResponse(Head head, String method) throws BadMessage {
        int status = head.status();
        Framing framing = declared(head, 502);
        return method.equals("HEAD") || status < 200 || status == 204 || status == 304 ? new None() : framing;
    }

    private static Framing declared(Head head, int status) throws BadMessage {
        List<String> encodings = head.all("Transfer-Encoding");
        List<String> lengths = head.all("Content-Length");
        if (!encodings.isEmpty()) {
            if (!lengths.isEmpty()) {
                throw new BadMessage(status, "both Transfer-Encoding and Content-Length");
            }
            if (encodings.size() != 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
                throw new BadMessage(status, "a Transfer-Encoding other than chunked");
            }
            return new Chunked();
        }
        if (lengths.isEmpty()) {
            return new UntilClose();
        }
        if (lengths.size() != 1 || !lengths.getFirst().matches("[0-9]{1,18}")) {
            throw new BadMessage(status, "a malformed or repeated Content-Length");
        }
        return new Length(Long.parseLong(lengths.getFirst()));
    }
}
