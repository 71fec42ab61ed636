package naru.tunnel.http;

import java.io.IOException;

/// A message that breaks the rules, with the status that says so to a client.
public final class BadMessage extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /// With a status such as 400 and a sentence.
    public BadMessage(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /// The status for a client.
    public int status() {
        return status;
    }
}
