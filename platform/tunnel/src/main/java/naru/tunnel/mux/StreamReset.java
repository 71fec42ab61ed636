package naru.tunnel.mux;

import java.io.IOException;

/// The other side reset the stream.
public final class StreamReset extends IOException {
    private static final long serialVersionUID = 1L;

    private final ResetCode code;

    /// With the other side's code and sentence.
    public StreamReset(ResetCode code, String sentence) {
        super(sentence);
        this.code = code;
    }

    /// Why.
    public ResetCode code() {
        return code;
    }
}
