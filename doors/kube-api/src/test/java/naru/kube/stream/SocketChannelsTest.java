package naru.kube.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import naru.base.Fault;
import naru.http.Duplex;
import naru.http.socket.WebSocket;
import naru.node.PodAccess;
import org.junit.jupiter.api.Test;

class SocketChannelsTest {
    /// A client's frame; a mask of zeros changes nothing.
    private static byte[] frame(int opcode, String text) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {(byte) (0x80 | opcode), (byte) (0x80 | text.length()), 0, 0, 0, 0});
        frame.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return frame.toByteArray();
    }

    private record Client(InputStream in, OutputStream out) implements Duplex {
        @Override
        public void closeOutput() {}

        @Override
        public void abort() {}

        @Override
        public void close() {}
    }

    private static final class Ended implements PodAccess.Session {
        @Override
        public OutputStream stdin() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("it has ended");
                }
            };
        }

        @Override
        public InputStream stdout() {
            return InputStream.nullInputStream();
        }

        @Override
        public InputStream stderr() {
            return InputStream.nullInputStream();
        }

        @Override
        public void resize(int columns, int rows) {
            throw Fault.conflict("it has ended");
        }

        @Override
        public int await() {
            return 0;
        }

        @Override
        public void close() {}
    }

    @Test
    void whatAnEndedProcessTakesNoMoreIsNotTheClientsEnd() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(frame(2, "\0late"));
        sent.writeBytes(frame(2, "\4{\"Width\":80,\"Height\":24}"));
        sent.writeBytes(frame(8, ""));
        InputStream in = new ByteArrayInputStream(sent.toByteArray());
        new SocketChannels(new WebSocket(new Client(in, OutputStream.nullOutputStream()))).feed(new Ended());
        assertThat(in.available()).isZero();
    }
}
