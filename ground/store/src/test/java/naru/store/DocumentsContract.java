package naru.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every implementation of [Documents] must do.
abstract class DocumentsContract {
    private Documents documents;

    abstract Documents open();

    @BeforeEach
    void openDocuments() {
        documents = open();
    }

    @AfterEach
    void closeDocuments() {
        documents.close();
    }

    @Test
    void aDocumentIsReadBackAsItWasPut() {
        documents.put("images", "a", bytes("1"));
        assertThat(documents.get("images", "a"))
                .hasValueSatisfying(v -> assertThat(v).isEqualTo(bytes("1")));
    }

    @Test
    void collectionsDoNotSeeEachOther() {
        documents.put("images", "a", bytes("1"));
        assertThat(documents.get("volumes", "a")).isEmpty();
        assertThat(documents.all("volumes")).isEmpty();
    }

    @Test
    void allComesInKeyOrder() {
        documents.put("images", "b", bytes("2"));
        documents.put("images", "a", bytes("1"));
        assertThat(documents.all("images").keySet()).containsExactly("a", "b");
    }

    @Test
    void aCommitAppliesItsChangesInOrder() {
        documents.commit(List.of(
                new Documents.Put("c", "k", bytes("1")),
                new Documents.Put("c", "k", bytes("2")),
                new Documents.Delete("c", "other")));
        assertThat(documents.get("c", "k"))
                .hasValueSatisfying(v -> assertThat(v).isEqualTo(bytes("2")));
        documents.delete("c", "k");
        assertThat(documents.get("c", "k")).isEmpty();
    }

    static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
