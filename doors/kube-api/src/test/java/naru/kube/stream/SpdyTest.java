package naru.kube.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;

class SpdyTest {
    private static final int SYN_STREAM = 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// What a client sends: the compression of one direction is shared by all its streams.
    private final SpdyHeaders client = new SpdyHeaders();

    private static byte[] control(int type, int flags, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length)
                .putShort((short) 0x8003)
                .putShort((short) type)
                .putInt((flags << 24) | payload.length)
                .put(payload)
                .array();
    }

    private byte[] open(int id, Map<String, String> headers) throws IOException {
        byte[] block = client.write(headers);
        ByteBuffer payload = ByteBuffer.allocate(10 + block.length);
        payload.putInt(id).putInt(0).putShort((short) 0).put(block);
        return control(SYN_STREAM, 0, payload.array());
    }

    private static byte[] data(int id, String text, boolean end) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(8 + bytes.length);
        return frame.putInt(id)
                .putInt((end ? 1 << 24 : 0) | bytes.length)
                .put(bytes)
                .array();
    }

    private List<SpdyStream> serve(byte[]... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.write(frame);
        }
        List<SpdyStream> opened = new ArrayList<>();
        new SpdyConnection(new ByteArrayInputStream(all.toByteArray()), out).serve(opened::add);
        return opened;
    }

    @Test
    void theDictionaryIsTheOneOfTheDraft() {
        Adler32 sum = new Adler32();
        sum.update(SpdyDictionary.get());
        assertThat(sum.getValue()).isEqualTo(0xe3c6a7c2L);
    }

    @Test
    void streamsHaveTheirHeadersAndData() throws IOException {
        List<SpdyStream> opened = serve(
                open(1, Map.of("streamtype", "error", "port", "80")),
                open(3, Map.of("streamtype", "data", "port", "80")),
                data(3, "to the ", false),
                data(3, "pod", true));
        assertThat(opened).extracting(stream -> stream.header("streamtype")).containsExactly("error", "data");
        assertThat(new String(opened.get(1).in().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("to the pod");
        assertThat(opened.getFirst().in().readAllBytes()).isEmpty();
    }

    @Test
    void everyStreamIsAnsweredAndEndsOnce() throws IOException {
        SpdyStream stream = serve(open(1, Map.of("streamtype", "stdout"))).getFirst();
        assertThat(out.toByteArray()).startsWith(0x80, 3, 0, 2);
        out.reset();
        OutputStream to = stream.out();
        to.write("hello".getBytes(StandardCharsets.UTF_8));
        to.close();
        to.close();
        assertThat(out.toByteArray())
                .containsExactly(0, 0, 0, 1, 0, 0, 0, 5, 'h', 'e', 'l', 'l', 'o', 0, 0, 0, 1, 1, 0, 0, 0);
    }

    @Test
    void nonsenseEndsTheConnection() {
        assertThatThrownBy(() -> serve(control(SYN_STREAM, 0, new byte[20]))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> serve(control(SYN_STREAM, 0, new byte[2]))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> serve(new byte[] {0, 0, 0, 1, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff}))
                .isInstanceOf(IOException.class);
    }

    @Test
    void randomBytesNeverDoWorseThanAnError() {
        long seed = System.nanoTime();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            try {
                serve(bytes);
            } catch (IOException e) {
                assertThat(e).as("seed %d", seed).isNotNull();
            }
        }
    }
}
