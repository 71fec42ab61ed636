package naru.http.socket;

import java.io.IOException;
import java.io.OutputStream;

/// Writes to a WebSocket: each write is a message, which begins with a channel's number if there is one.
final class MessageOutput extends OutputStream {
    private static final int MOST = 32 << 10;

    private final WebSocket socket;
    private final int channel;

    /// `channel` is negative for none.
    MessageOutput(WebSocket socket, int channel) {
        this.socket = socket;
        this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        while (at < offset + length) {
            int part = Math.min(MOST, offset + length - at);
            send(bytes, at, part);
            at += part;
        }
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        if (channel < 0) {
            socket.write(bytes, offset, length);
            return;
        }
        byte[] message = new byte[length + 1];
        message[0] = (byte) channel;
        System.arraycopy(bytes, offset, message, 1, length);
        socket.write(message, 0, message.length);
    }
}
