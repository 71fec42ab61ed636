package naru.tunnel.mux;

import java.io.IOException;

/// What a frame is. The ordinal is the byte on the wire: only ever add at the end.
public enum FrameType {
    /// Agent to relay, first frame: JSON with version, token, wanted name, resume secret.
    HELLO,
    /// Relay to agent, answer: JSON with the name, its address and a resume secret.
    WELCOME,
    /// Relay to agent, answer: JSON that says why not.
    REFUSE,
    /// Any bytes up to 64, to be sent back.
    PING,
    /// The bytes of a ping.
    PONG,
    /// No new streams, please; those open may end.
    GOAWAY,
    /// Begins a stream: 4 bytes of window for the way back, then JSON about the request.
    OPEN,
    /// Bytes of a stream, within the credit given.
    DATA,
    /// The sender's direction has ended.
    END,
    /// The stream has failed: 1 byte of [ResetCode], then a sentence.
    RESET,
    /// 4 bytes: so many bytes more may be sent.
    CREDIT;

    private static final FrameType[] ALL = values();

    static FrameType of(int code) throws IOException {
        if (code < 0 || code >= ALL.length) {
            throw new IOException("frame of unknown type " + code);
        }
        return ALL[code];
    }
}
