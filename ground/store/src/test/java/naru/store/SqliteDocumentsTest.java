package naru.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDocumentsTest extends DocumentsContract {
    @TempDir
    Path folder;

    @Override
    Documents open() {
        return SqliteDocuments.open(folder.resolve("contract.db"));
    }

    @Test
    void documentsAreThereAfterReopening() {
        Path file = folder.resolve("again.db");
        try (Documents first = SqliteDocuments.open(file)) {
            first.put("c", "k", bytes("v"));
        }
        try (Documents second = SqliteDocuments.open(file)) {
            assertThat(second.get("c", "k")).isPresent();
        }
    }

    @Test
    void aSecondOpenerIsRefused() {
        Path file = folder.resolve("held.db");
        try (Documents first = SqliteDocuments.open(file)) {
            first.put("c", "k", bytes("v"));
            assertThatThrownBy(() -> SqliteDocuments.open(file))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("another naru");
        }
    }

    @Test
    void manyWritersAllLand() throws InterruptedException {
        Path file = folder.resolve("many.db");
        try (Documents documents = SqliteDocuments.open(file)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String key = "k" + i;
                threads.add(Thread.startVirtualThread(() -> documents.put("c", key, bytes(key))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(documents.all("c")).hasSize(50);
        }
    }
}
