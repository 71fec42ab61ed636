package naru.store.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import naru.store.kv.KeyValues.Entry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// A process that writes is killed at any instruction, again and again: what it had acknowledged is there.
@Tag("system")
class CrashTest {
    private static final int ROUNDS = 20;

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedSurvivesKill(TestReporter reporter) throws IOException, InterruptedException {
        long seed = Long.getLong("seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        Random random = new Random(seed);
        Path file = folder.resolve("cluster.db");
        Map<String, Long> acknowledged = new HashMap<>();
        long revision = 1;
        for (int round = 0; round < ROUNDS; round++) {
            long latest = writeAndKill(file, random.nextInt(300), acknowledged);
            try (KeyValues store = SqliteKeyValues.open(file)) {
                assertThat(store.revision())
                        .as("seed %d, round %d", seed, round)
                        .isGreaterThanOrEqualTo(Math.max(latest, revision));
                revision = store.revision();
                assertHolds(store, acknowledged);
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS);
    }

    /// Starts a writer, kills it some time after its first acknowledgement, and answers the latest revision
    /// that it acknowledged.
    private static long writeAndKill(Path file, int millis, Map<String, Long> acknowledged)
            throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long latest = 0;
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            assertThat(line).isNotNull();
            Thread killer = Thread.startVirtualThread(() -> killAfter(writer, millis));
            for (; line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length == 3 && words[2].endsWith(".")) {
                    long at = Long.parseLong(words[2].substring(0, words[2].length() - 1));
                    acknowledged.put(words[0], at);
                    latest = Math.max(latest, at);
                }
            }
            killer.join();
        } finally {
            writer.destroyForcibly().waitFor();
        }
        return latest;
    }

    private static void killAfter(Process writer, int millis) {
        try {
            assertThat(writer.waitFor(millis, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.destroyForcibly();
    }

    private static void assertHolds(KeyValues store, Map<String, Long> acknowledged) {
        List<Entry> entries = store.range("/", "0", 0, 0).entries();
        Map<String, Long> revisions = new HashMap<>();
        entries.forEach(entry -> revisions.put(entry.key(), entry.modRevision()));
        assertThat(revisions).containsAllEntriesOf(acknowledged);
        for (Entry entry : entries) {
            assertThat(entry.value()).as(entry.key()).isEqualTo(CrashingWriter.value(entry.key()));
            assertThat(entry.modRevision()).isLessThanOrEqualTo(store.revision());
            assertThat(revisions).containsEntry(CrashingWriter.twin(entry.key()), entry.modRevision());
        }
    }
}
