package naru.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import naru.base.Fault;
import org.junit.jupiter.api.Test;

class LayerStreamsTest {
    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] open(byte[] packed) throws IOException {
        return LayerStreams.open(new ByteArrayInputStream(packed)).readAllBytes();
    }

    @Test
    void knowsCompressionByItsFirstBytes() throws IOException {
        byte[] text = "hello".repeat(100).getBytes(StandardCharsets.UTF_8);
        assertThat(open(text)).isEqualTo(text);
        assertThat(open(gzip(text))).isEqualTo(text);
        assertThat(open(Zstd.compress(text))).isEqualTo(text);
        assertThat(open(new byte[0])).isEmpty();
        assertThatThrownBy(() -> open(HexFormat.of().parseHex("fd377a585a00"))).hasMessageContaining("xz");
    }

    @Test
    void bombsEndOnTheWay() throws IOException {
        byte[] zeros = new byte[16 << 20];
        for (byte[] bomb : new byte[][] {gzip(zeros), Zstd.compress(zeros)}) {
            var in = LayerStreams.open(new ByteArrayInputStream(bomb), 1 << 20);
            assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.TOO_LARGE));
        }
        byte[] noise = new byte[4 << 20];
        new java.util.Random(1).nextBytes(noise);
        assertThat(LayerStreams.open(new ByteArrayInputStream(gzip(noise)), 1 << 20)
                        .readAllBytes())
                .isEqualTo(noise);
    }
}
