package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever goes on from a mark gets what was not read before it, once: also behind a line that was half read, and when
/// the pieces of the log have been renamed.
class LogMarkTest {
    @TempDir
    Path folder = Path.of("");

    private static String line(String stream, String tag, String content) {
        return "2026-01-02T03:04:05.000000001+00:00 " + stream + " " + tag + " " + content + "\n";
    }

    private static String text(LogEntry entry) {
        return entry.stream() + " " + new String(entry.line(), StandardCharsets.UTF_8).strip();
    }

    /// Reads some entries and answers the mark behind them.
    private static Mark read(Path log, Mark from, int count, List<String> into) throws IOException {
        try (LogReader reader = new LogReader(log, LogOptions.ALL, () -> false, from)) {
            for (int i = 0; i < count; i++) {
                LogEntry entry = reader.next();
                if (entry == null) {
                    break;
                }
                into.add(text(entry));
            }
            return reader.mark();
        }
    }

    @Test
    void goesOnAnywhere() throws IOException {
        Path log = folder.resolve("log");
        Files.writeString(log.resolveSibling("log.1"), line("stdout", "F", "1") + line("stdout", "P", "half "));
        Files.writeString(
                log,
                line("stderr", "F", "between 1")
                        + line("stderr", "F", "between 2")
                        + line("stdout", "F", "whole")
                        + line("stderr", "F", "4"));
        List<String> all = new ArrayList<>();
        read(log, Mark.NONE, 100, all);
        assertThat(all)
                .containsExactly("STDOUT 1", "STDERR between 1", "STDERR between 2", "STDOUT half whole", "STDERR 4");
        for (int first = 0; first <= all.size(); first++) {
            List<String> told = new ArrayList<>();
            Mark mark = read(log, Mark.NONE, first, told);
            read(log, mark, 100, told);
            assertThat(told).as("after %d", first).isEqualTo(all);
        }
    }

    @Test
    void goesOnInAPieceThatWasRenamed() throws IOException {
        Path log = folder.resolve("log");
        Files.writeString(log, line("stdout", "F", "1") + line("stdout", "F", "2") + line("stdout", "F", "3"));
        List<String> told = new ArrayList<>();
        Mark mark = read(log, Mark.NONE, 2, told);
        Files.move(log, log.resolveSibling("log.1"));
        Files.writeString(log, line("stdout", "F", "4"));
        assertThat(LogPieces.ageOf(log, mark.piece())).isEqualTo(1);
        read(log, mark, 100, told);
        assertThat(told).containsExactly("STDOUT 1", "STDOUT 2", "STDOUT 3", "STDOUT 4");
    }

    @Test
    void beginsWithTheOldestWhenItsPieceIsGone() throws IOException {
        Path log = folder.resolve("log");
        Files.writeString(log, line("stdout", "F", "1"));
        List<String> told = new ArrayList<>();
        Mark mark = read(log, Mark.NONE, 1, told);
        Files.move(log, folder.resolve("elsewhere"));
        Files.writeString(log, line("stdout", "F", "2"));
        read(log, mark, 100, told);
        assertThat(told).containsExactly("STDOUT 1", "STDOUT 2");
    }
}
