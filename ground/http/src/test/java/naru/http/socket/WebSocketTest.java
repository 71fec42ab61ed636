package naru.http.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import naru.http.Duplex;
import org.junit.jupiter.api.Test;

class WebSocketTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private WebSocket receiving(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        InputStream in = new ByteArrayInputStream(all.toByteArray());
        return new WebSocket(new Duplex() {
            @Override
            public InputStream in() {
                return in;
            }

            @Override
            public OutputStream out() {
                return sent;
            }

            @Override
            public void closeOutput() {}

            @Override
            public void abort() {}

            @Override
            public void close() {}
        });
    }

    /// A client's frame, masked as RFC 6455 demands.
    private static byte[] frame(int first, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] mask = {1, 2, 3, 4};
        ByteBuffer frame = ByteBuffer.allocate(6 + payload.length)
                .put((byte) first)
                .put((byte) (0x80 | payload.length))
                .put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i & 3]));
        }
        return frame.array();
    }

    @Test
    void theHandshakeIsAnsweredAsInTheStandardsExample() {
        assertThat(WebSocket.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void messagesComeWholeAndPingsAreAnswered() throws IOException {
        WebSocket socket =
                receiving(frame(0x02, "in two "), frame(0x89, "ping"), frame(0x80, "parts"), frame(0x88, ""));
        assertThat(socket.read()).isEqualTo("in two parts".getBytes(StandardCharsets.UTF_8));
        assertThat(sent.toByteArray()).containsExactly(0x8a, 4, 'p', 'i', 'n', 'g');
        assertThat(socket.read()).isNull();
    }

    @Test
    void whoHasReadEnoughDoesNotWaitForTheNextMessage() throws IOException {
        InputStream in = receiving(frame(0x82, "one"), frame(0x89, "later"), frame(0x82, "two"))
                .bytesIn();
        assertThat(in.readNBytes(3)).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
        assertThat(sent.size()).isZero();
        assertThat(in.readNBytes(3)).isEqualTo("two".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aChannelsNumberStandsBeforeItsBytes() throws IOException {
        receiving().channel(1).write("out".getBytes(StandardCharsets.UTF_8));
        assertThat(sent.toByteArray()).containsExactly(0x82, 4, 1, 'o', 'u', 't');
    }

    @Test
    void unmaskedAndEndlessFramesAreRefused() {
        assertThatThrownBy(() -> receiving(new byte[] {(byte) 0x82, 1, 'x'}).read())
                .isInstanceOf(IOException.class);
        ByteBuffer endless =
                ByteBuffer.allocate(10).put((byte) 0x82).put((byte) 0xff).putLong(Long.MAX_VALUE);
        assertThatThrownBy(() -> receiving(endless.array()).read()).isInstanceOf(IOException.class);
    }
}
