package naru.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import naru.base.Fault;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class LayerStreamsTest {
    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] xz(byte[] plain, LZMA2Options options) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(bytes, options)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] bzip2(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(bytes)) {
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
        assertThat(open(xz(text, new LZMA2Options(6)))).isEqualTo(text);
        assertThat(open(xz(text, new LZMA2Options(9)))).isEqualTo(text);
        assertThat(open(bzip2(text))).isEqualTo(text);
    }

    @Test
    void unpackingTakesNoMoreMemoryThanIsAllowed() throws IOException {
        LZMA2Options large = new LZMA2Options(0);
        large.setDictSize(256 << 20);
        byte[] packed = xz(new byte[100], large);
        assertThatThrownBy(() -> open(packed)).isInstanceOf(Fault.class).hasMessageContaining("KiB of memory");
    }

    @Test
    void bombsEndOnTheWay() throws IOException {
        byte[] zeros = new byte[16 << 20];
        for (byte[] bomb :
                new byte[][] {gzip(zeros), Zstd.compress(zeros), bzip2(zeros), xz(zeros, new LZMA2Options(1))}) {
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
