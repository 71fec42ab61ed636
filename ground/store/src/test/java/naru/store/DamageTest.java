package naru.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import naru.base.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files and documents that are not what was written to them.
class DamageTest {
    private static final int PAGE = 4096;

    @TempDir
    Path folder;

    private Path file;

    record Thing(String name, int size) {
        Thing {
            Objects.requireNonNull(name);
        }
    }

    @BeforeEach
    void fill() {
        file = folder.resolve("things.db");
        try (Documents documents = SqliteDocuments.open(file)) {
            for (int i = 0; i < 200; i++) {
                documents.put("thing", "t" + i, "{\"name\":\"a\",\"size\":1}".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void refusedAndLeft() throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> SqliteDocuments.open(file))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("damaged")
                .hasMessageContaining("put a copy of it back");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aFileThatWasCutOffIsNotTouched() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, 3 * PAGE));
        refusedAndLeft();
    }

    @Test
    void aFileOfOtherBytesIsNotTouched() throws IOException {
        byte[] bytes = new byte[8 * PAGE];
        new Random(5).nextBytes(bytes);
        Files.write(file, bytes);
        refusedAndLeft();
    }

    @Test
    void aFileWithAPageOfNothingIsNotTouched() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, PAGE, 3 * PAGE, (byte) 0);
        Files.write(file, bytes);
        refusedAndLeft();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 5000})
    void aLogThatIsNoneIsNotTakenForAnEmptyOne(int length) throws IOException {
        Path log = Path.of(file + "-wal");
        Files.write(log, new byte[length]);
        assertThatThrownBy(() -> SqliteDocuments.open(file))
                .hasMessageContaining(log.toString())
                .hasMessageContaining("move it away");
        assertThat(Files.readAllBytes(log)).hasSize(length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "7",
                "{}",
                "\"text\"",
                "{\"name\":[]}",
                "\0\0\0\0\0\0\0\0",
                "\u00ff\u0003x"
            })
    void aDocumentThatCannotBeReadIsReportedAndLeft(String text) {
        byte[] bad = text.getBytes(StandardCharsets.ISO_8859_1);
        try (Documents documents = SqliteDocuments.open(file)) {
            documents.put("thing", "t7", bad);
            Records<Thing> things = new Records<>(documents, "thing", Thing.class, "take KEY away");
            assertThat(things.all().values()).hasSize(199).doesNotContainKey("t7");
            assertThat(things.all().damaged()).containsOnlyKeys("t7");
            assertThatThrownBy(() -> things.get("t7")).hasMessageContaining("thing/t7 in " + file);
            assertThat(documents.damages().sentences())
                    .singleElement()
                    .asString()
                    .contains("left as it is: take t7 away");
            assertThat(documents.get("thing", "t7")).contains(bad);
            things.delete("t7");
            assertThat(documents.damages().sentences()).isEmpty();
        }
    }
}
