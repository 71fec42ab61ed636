package naru.http.socket;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The bytes of a WebSocket's messages, one after the other.
final class MessageInput extends InputStream {
    private final WebSocket socket;
    private byte @Nullable [] message = new byte[0];
    private int at;

    MessageInput(WebSocket socket) {
        this.socket = socket;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0; // readNBytes asks so when it has enough: that is no reason to wait
        }
        while (message != null && at == message.length) {
            message = socket.read();
            at = 0;
        }
        if (message == null) {
            return -1;
        }
        int count = Math.min(length, message.length - at);
        System.arraycopy(message, at, buffer, offset, count);
        at += count;
        return count;
    }
}
