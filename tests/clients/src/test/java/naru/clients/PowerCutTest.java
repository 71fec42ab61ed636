package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import naru.store.Documents;
import naru.store.SqliteDocuments;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The machine goes down before an image's files are on its disk: what is on record then is there, or is made again, or
/// it is said that it is not.
@Tag("system")
class PowerCutTest {
    private static final String MARKS = "layer-unsynced";

    /// Ends the daemon, and leaves what a disk has that got the store and the blobs, and of layers the folders alone.
    private static void powerCut(TestNaru naru) throws IOException {
        naru.kill();
        try (Documents documents = open(naru)) {
            Map<String, byte[]> marks = documents.all(MARKS);
            assertThat(marks).isNotEmpty();
            marks.forEach((key, mark) -> documents.put(
                    MARKS,
                    key,
                    new String(mark, StandardCharsets.UTF_8)
                            .replaceAll("\"boot\":\"[^\"]*\"", "\"boot\":\"another\"")
                            .getBytes(StandardCharsets.UTF_8)));
        }
        for (Path layer : list(naru.instance().data().resolve("snapshots/l"))) {
            try (Stream<Path> files = Files.walk(layer)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            Files.createDirectory(layer);
        }
        naru.startAgain();
    }

    private static Documents open(TestNaru naru) {
        return SqliteDocuments.open(naru.instance().data().resolve("naru.db"));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void imagesAndContainersAreWholeAfterwards() throws IOException {
        try (TestNaru naru = TestNaru.withImage()) {
            String written = "echo written > /w; cat /w";
            naru.dockerScript("run --name before " + IMAGE + " sh -c", written).ok();
            naru.dockerScript("create --name new " + IMAGE + " sh -c", written).ok();
            powerCut(naru);
            assertThat(naru.docker("images -q " + IMAGE).ok()).isNotEmpty();
            assertThat(naru.docker("start -a before").ok()).isEqualTo("written");
            assertThat(naru.docker("start -a new").ok()).isEqualTo("written");
            assertThat(naru.docker("run --rm " + IMAGE + " ls /bin/busybox").ok())
                    .isEqualTo("/bin/busybox");
            naru.stop();
            try (Documents documents = open(naru)) {
                assertThat(documents.all(MARKS)).isEmpty();
            }
        }
    }

    @Test
    void anImageThatCannotBeMadeAgainSaysSoUntilItIsMended() throws IOException {
        try (TestNaru naru = TestNaru.withImage()) {
            String blob = naru.inspect("{{index .RootFS.Layers 0}}", IMAGE).replace("sha256:", "");
            Files.delete(naru.instance().data().resolve("content/sha256").resolve(blob));
            powerCut(naru);
            assertThat(naru.docker("info -f {{.Warnings}}").ok())
                    .contains("when the machine went down", "docker pull " + IMAGE);
            assertThat(naru.docker("run --rm " + IMAGE + " true").refused())
                    .contains(blob, "when the machine went down", "docker pull " + IMAGE);
            naru.docker("import", naru.folder().resolve("small.tar").toString(), "again:1")
                    .ok();
            naru.docker("run --rm " + IMAGE + " true").ok();
            assertThat(naru.docker("info -f {{.Warnings}}").ok()).doesNotContain("machine");
        }
    }
}
