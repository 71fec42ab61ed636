package naru.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.Test;

final class ImageRecordsTest {
    private static final String ONE = "sha256:" + "1".repeat(64);
    private static final String OTHER = "sha256:" + "2".repeat(64);

    private final MemoryDocuments documents = new MemoryDocuments();
    private final ImageRecords records = new ImageRecords(documents);

    @Test
    void everyChangeIsSeenByWhoAskedBefore() {
        assertThat(records.all().values()).isEmpty();
        records.put(ONE, named("a:1"), List.of());
        assertThat(records.find(ONE)).contains(named("a:1"));
        records.put(OTHER, named("a:1"), records.takeNames(List.of("a:1"), OTHER));
        assertThat(records.all().values()).containsOnlyKeys(ONE, OTHER);
        assertThat(records.get(ONE).names()).isEmpty();
        records.delete(ONE);
        assertThat(records.find(ONE)).isEmpty();
        assertThatThrownBy(() -> records.get(ONE)).hasMessageContaining("No such image");
    }

    @Test
    void whatCannotBeReadIsToldEveryTime() {
        documents.put("image", ONE, "{".getBytes(StandardCharsets.UTF_8));
        records.put(OTHER, named("b:1"), List.of());
        for (int time = 0; time < 2; time++) {
            assertThat(records.all().damaged()).containsOnlyKeys(ONE);
            assertThatThrownBy(() -> records.find(ONE)).isInstanceOf(Fault.class);
            assertThat(records.find(OTHER)).contains(named("b:1"));
        }
    }

    @Test
    void whatWasReadCannotBeChangedByItsReader() {
        records.put(ONE, named("a:1"), List.of());
        assertThatThrownBy(() -> records.all().values().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private static ImageRecords.Kept named(String name) {
        return new ImageRecords.Kept(List.of(name), List.of(), List.of(), Optional.empty());
    }
}
