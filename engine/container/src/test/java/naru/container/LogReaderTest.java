package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
    @TempDir
    Path folder;

    private Path log = Path.of("log");

    @BeforeEach
    void place() {
        log = folder.resolve("log");
    }

    private static String line(int second, String stream, String tag, String content) {
        return "2026-01-02T03:04:0" + second + ".000000001+00:00 " + stream + " " + tag + " " + content + "\n";
    }

    private List<String> read(LogOptions options) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LogReader reader = new LogReader(log, options, () -> false)) {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                lines.add(entry.time().getEpochSecond() % 10 + " " + entry.stream() + " "
                        + new String(entry.line(), StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    private static LogOptions tail(int lines) {
        return new LogOptions(true, true, null, null, lines, false);
    }

    @Test
    void aLineInPiecesIsOneLineOfItsFirstPiecesTime() throws IOException {
        Files.writeString(
                log,
                line(1, "stdout", "P", "one ")
                        + line(2, "stderr", "F", "between")
                        + line(3, "stdout", "P", "line")
                        + line(4, "stdout", "F", ""));
        assertThat(read(LogOptions.ALL)).containsExactly("2 STDERR between\n", "1 STDOUT one line\n");
        assertThat(read(tail(1))).containsExactly("1 STDOUT one line\n");
    }

    @Test
    void aLineWithoutEndIsReadAtTheEnd() throws IOException {
        Files.writeString(log, line(1, "stdout", "F", "first") + line(2, "stdout", "P", "Password: "));
        assertThat(read(LogOptions.ALL)).containsExactly("1 STDOUT first\n", "2 STDOUT Password: ");
    }

    @Test
    void aLineBeyond16KiBStaysInPieces() throws IOException {
        String piece = "x".repeat(8192);
        Files.writeString(
                log, line(1, "stdout", "P", piece) + line(2, "stdout", "P", piece) + line(3, "stdout", "F", "end"));
        assertThat(read(LogOptions.ALL)).containsExactly("1 STDOUT " + piece + piece, "3 STDOUT end\n");
    }

    @Test
    void finishedPiecesOfTheLogComeFirst() throws IOException {
        Files.writeString(log.resolveSibling("log.2"), line(1, "stdout", "F", "oldest"));
        Files.writeString(log.resolveSibling("log.1"), line(2, "stdout", "F", "older"));
        Files.writeString(log, line(3, "stdout", "F", "newest"));
        assertThat(read(LogOptions.ALL)).containsExactly("1 STDOUT oldest\n", "2 STDOUT older\n", "3 STDOUT newest\n");
        assertThat(read(tail(2))).containsExactly("2 STDOUT older\n", "3 STDOUT newest\n");
    }

    @Test
    void theNewestPieceMayBeMissingForAMoment() throws IOException {
        Files.writeString(log.resolveSibling("log.1"), line(2, "stdout", "F", "older"));
        assertThat(read(LogOptions.ALL)).containsExactly("2 STDOUT older\n");
    }

    @Test
    void timesBoundWhatIsRead() throws IOException {
        Files.writeString(log, line(1, "stdout", "F", "a") + line(2, "stdout", "F", "b") + line(3, "stdout", "F", "c"));
        Instant second = Instant.parse("2026-01-02T03:04:02Z");
        assertThat(read(new LogOptions(true, true, second, second.plusMillis(1), -1, false)))
                .containsExactly("2 STDOUT b\n");
    }

    @Test
    void whatIsNoLogLineIsPassedOver() throws IOException {
        Files.writeString(log, "garbage\n\n" + line(1, "stdout", "F", "a") + "2026 stdout\n" + "half a li");
        assertThat(read(LogOptions.ALL)).containsExactly("1 STDOUT a\n");
    }
}
