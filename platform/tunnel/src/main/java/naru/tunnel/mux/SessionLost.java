package naru.tunnel.mux;

import java.io.IOException;

/// The connection that carried the stream is gone.
public final class SessionLost extends IOException {
    private static final long serialVersionUID = 1L;

    /// With a sentence that says why.
    public SessionLost(String why) {
        super(why);
    }
}
