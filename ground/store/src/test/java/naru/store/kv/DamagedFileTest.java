package naru.store.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import naru.base.Fault;
import naru.store.kv.KeyValues.Operation;
import naru.store.kv.KeyValues.Put;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that do not hold what was written are refused by name and left as they are.
class DamagedFileTest {
    private static final int KEYS = 100;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeFile() {
        file = folder.resolve("cluster.db");
        try (KeyValues store = SqliteKeyValues.open(file)) {
            Random random = new Random(1);
            List<Operation> puts = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                byte[] value = new byte[random.nextInt(9_000)];
                random.nextBytes(value);
                puts.add(new Put("/registry/pods/" + i, value, 0));
            }
            store.commit(List.of(), puts);
        }
    }

    @Test
    void whatIsNoDatabaseIsRefused() throws IOException {
        Files.writeString(file, "this was a database once, before somebody edited it by hand\n".repeat(100));
        assertRefused(Files.readAllBytes(file));
    }

    @Test
    void aFileThatWasCutIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        byte[] half = Arrays.copyOf(whole, 40 * 4096 + 1_000);
        Files.write(file, half);
        assertRefused(half);
    }

    @Test
    void aFlippedBitIsRefusedOrDoesNoHarm() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] whole = Files.readAllBytes(file);
        List<String> right = read();
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            byte[] flipped = whole.clone();
            int at = i < 30 ? random.nextInt(100) : random.nextInt(whole.length / 8);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            try {
                assertThat(read()).as("seed %d, byte %d", seed, at).isEqualTo(right);
            } catch (Fault e) {
                refused++;
                assertThat(e.sentence()).as("seed %d, byte %d", seed, at).contains(file.toString());
                assertThat(Files.readAllBytes(file))
                        .as("seed %d, byte %d", seed, at)
                        .isEqualTo(flipped);
            }
            Files.deleteIfExists(folder.resolve("cluster.db-wal"));
            Files.deleteIfExists(folder.resolve("cluster.db-shm"));
        }
        assertThat(refused).as("seed %d", seed).isPositive();
    }

    private List<String> read() {
        try (KeyValues store = SqliteKeyValues.open(file)) {
            return store.range("/", "0", 0, 0).entries().stream()
                    .map(entry -> entry.key() + "@" + entry.modRevision() + "=" + Arrays.hashCode(entry.value()))
                    .toList();
        }
    }

    private void assertRefused(byte[] content) throws IOException {
        assertThatThrownBy(() -> SqliteKeyValues.open(file))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(file + " is damaged")
                .hasMessageContaining("left as it is");
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }
}
