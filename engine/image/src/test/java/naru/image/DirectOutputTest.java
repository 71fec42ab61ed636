package naru.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectOutputTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0, 1",
        "0, 1048576",
        "0, 3145729",
        "1048576, 2097152",
        "1048576, 2500000", // at places that are aligned
        "1, 0",
        "1000, 3000000" // and at others
    })
    void goesOnWithAFile(int at, int more) throws IOException {
        byte[] bytes = bytes(at + more);
        Path file = folder.resolve("file");
        try (FileChannel channel = begun(file, bytes, at);
                DirectOutput out = new DirectOutput(file, channel, at)) {
            for (int done = at; done < bytes.length; done += 100_000) {
                out.write(bytes, done, Math.min(100_000, bytes.length - done));
            }
            out.flush();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void goesOnAfterAFlush() throws IOException {
        byte[] bytes = bytes(3 * MIB);
        Path file = folder.resolve("file");
        try (FileChannel channel = begun(file, bytes, 0);
                DirectOutput out = new DirectOutput(file, channel, 0)) {
            out.write(bytes, 0, 10);
            out.flush();
            out.write(bytes, 10, bytes.length - 10);
            out.flush();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void takesTheOrdinaryWayWhereThereIsNoOther() throws IOException {
        byte[] bytes = bytes(2 * MIB + 5);
        Path file = folder.resolve("file");
        try (FileChannel channel = begun(file, bytes, 0);
                DirectOutput out = new DirectOutput(folder.resolve("none"), channel, 0)) {
            out.write(bytes);
            out.flush();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void saysWhatTheOrdinaryWayRefuses() throws IOException {
        Path file = folder.resolve("file");
        FileChannel channel = begun(file, new byte[0], 0);
        try (DirectOutput out = new DirectOutput(folder.resolve("none"), channel, 0)) {
            channel.close();
            assertThatThrownBy(() -> out.write(bytes(MIB))).isInstanceOf(ClosedChannelException.class);
        }
    }

    private static FileChannel begun(Path file, byte[] bytes, int length) throws IOException {
        Files.write(file, Arrays.copyOf(bytes, length));
        return FileChannel.open(file, StandardOpenOption.WRITE);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
