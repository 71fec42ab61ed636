package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConmonOrdersTest {
    @TempDir
    private Path folder;

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("ctl");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    /// Each of these held a processor of the engine for ever.
    @Test
    void aConmonThatHasEndedIsNotWaitedFor() throws Exception {
        Conmon.resize(folder, 24, 80);
        pipe();
        Conmon.resize(folder, 24, 80);
        Conmon.reopenLog(folder);
    }

    @Test
    void ordersArrive() throws Exception {
        Path pipe = pipe();
        try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw")) { // "rw" does not wait for a writer
            Conmon.resize(folder, 24, 80);
            Conmon.reopenLog(folder);
            assertThat(read(reader, "1 24 80\n2 0 0\n".length())).isEqualTo("1 24 80\n2 0 0\n");
        }
    }

    private static String read(RandomAccessFile reader, int length) throws IOException {
        byte[] bytes = new byte[length];
        reader.readFully(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
