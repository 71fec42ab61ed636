package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A daemon whose data folder is a disk of 48 MB: what does not fit is refused by that reason, and nothing of it stays.
@Tag("system")
class FullDiskTest {
    private static final String SMALL_DISK = "for word in \"$@\"; do case $word in */data) mkdir -p \"$word\";"
            + " mount -t tmpfs -o size=48m none \"$word\";; esac; done";

    private TestNaru naru;

    @BeforeEach
    void start() {
        naru = TestNaru.startWithMounts(SMALL_DISK);
        SmallImage.importInto(naru);
    }

    @AfterEach
    void stop() {
        naru.close();
    }

    private Path bigFile() throws IOException {
        Path file = Files.createDirectories(naru.folder().resolve("context")).resolve("big");
        try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
            big.setLength(80 << 20);
        }
        return file;
    }

    @Test
    void aBuildThatDoesNotFitSaysSoAndLeavesRoom() throws IOException {
        Path context = bigFile().getParent();
        Files.writeString(context.resolve("Dockerfile"), "FROM " + IMAGE + "\nCOPY big /big\n");
        refused(naru.docker("build", "-t", "big", context.toString()));
        refused(naru.docker("import", bigArchive(context).toString(), "big"));
        assertThat(naru.docker("images", "-q", "big").ok()).isEmpty();
        roomFor20Megabytes();
    }

    private static Path bigArchive(Path context) {
        Path archive = context.resolveSibling("big.tar");
        List<String> line = List.of("tar", "-C", context.toString(), "-cf", archive.toString(), "big");
        Program.run(line, Map.of(), new byte[0], java.time.Duration.ofSeconds(30))
                .ok();
        return archive;
    }

    private static void refused(Result result) {
        assertThat(result.exit()).isNotZero();
        assertThat(result.err() + result.out()).contains("the disk is full");
    }

    private void roomFor20Megabytes() {
        naru.docker("run", "--rm", IMAGE, "dd", "if=/dev/zero", "of=/x", "bs=1M", "count=20")
                .ok();
    }

    @Test
    void containersThatFilledItCanBeRemovedAndWorkGoesOn() {
        Result filler = naru.docker("run", "--name", "filler", IMAGE, "dd", "if=/dev/zero", "of=/x", "bs=64k");
        assertThat(filler.exit()).isEqualTo(1);
        assertThat(filler.err()).contains("No space left on device");
        refused(naru.docker("run", "--name", "second", IMAGE, "true"));
        assertThat(naru.docker("ps", "-a", "--format", "{{.Names}}").ok()).isEqualTo("filler");
        naru.docker("rm", "-f", "filler").ok();
        roomFor20Megabytes();
    }
}
