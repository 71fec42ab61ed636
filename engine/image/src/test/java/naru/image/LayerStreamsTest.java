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
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class LayerStreamsTest {
    /// "hello" a hundred times by `xz -9`; making such a file takes 674 MiB of memory.
    private static final String XZ_9 =
            "fd377a585a000004e6d6b446020021011c00000010cf58cce001f3000d5d00341949ee8ea9cfaf1183"
                    + "0000000000000013b0a088edd5e458000129f40300000050d9f74cb1c467fb020000000004595a";

    /// A hundred zeros by `xz --lzma2=preset=0,dict=256MiB`.
    private static final String XZ_256_MIB =
            "fd377a585a000004e6d6b44602002101200000000988a576e0006300065d00006ea0457800"
                    + "000000da54f34b0e7c6bbc000122644a56ebcd1fb6f37d010000000004595a";

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
        assertThat(open(HexFormat.of().parseHex(XZ_9))).isEqualTo(text);
        assertThat(open(bzip2(text))).isEqualTo(text);
    }

    @Test
    void unpackingTakesNoMoreMemoryThanIsAllowed() {
        byte[] packed = HexFormat.of().parseHex(XZ_256_MIB);
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
