package naru.tunnel.mux;

/// Why a stream was reset. The ordinal is the byte on the wire: only ever add at the end.
public enum ResetCode {
    /// Something broke on the way.
    FAILED,
    /// The local target does not accept connections.
    REFUSED,
    /// The other side no longer wants it.
    CANCELLED,
    /// Too many streams.
    BUSY;

    static ResetCode of(int code) {
        return code >= 0 && code < values().length ? values()[code] : FAILED;
    }
}
