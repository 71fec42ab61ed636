package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.base.Instance;
import naru.store.Documents;
import naru.store.SqliteDocuments;
import naru.tests.NaruProgram;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A daemon that finds something else on its disk than what it wrote: it says which file and what to
/// do, changes nothing of it, and the rest goes on.
@Tag("system")
class DamagedStateTest {
    private static final byte[] OTHER = "{\"name\": [1, 2]}".getBytes(StandardCharsets.UTF_8);

    private static Path database(TestNaru naru) {
        return naru.instance().data().resolve("naru.db");
    }

    private static String id(TestNaru naru, String kind, String name) {
        return naru.docker(kind, "inspect", "-f", "{{.Id}}", name).ok();
    }

    /// What a daemon says that does not start.
    private static String refusal(Instance instance) {
        return refusalWithin(List.of(), instance);
    }

    private static String refusalWithin(List<String> wrapper, Instance instance) {
        List<String> line = new ArrayList<>(wrapper);
        line.addAll(NaruProgram.line(instance));
        line.addAll(List.of("daemon", "--no-cluster", "--no-web", "--no-registry", "--no-relay"));
        Result result = Program.run(line, Map.of(), new byte[0], Duration.ofSeconds(30));
        assertThat(result.exit()).isNotZero();
        return result.out() + result.err();
    }

    @Test
    void documentsThatCannotBeReadHinderNoOthers() {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru);
            naru.docker("volume", "create", "files").ok();
            naru.docker("run", "--rm", "-v", "files:/v", IMAGE, "touch", "/v/kept")
                    .ok();
            naru.docker("network", "create", "lost").ok();
            naru.docker("run", "-d", "--name", "bad", IMAGE, "sleep", "1000").ok();
            naru.docker("run", "-d", "--name", "good", IMAGE, "sleep", "1000").ok();
            String bad = id(naru, "container", "bad");
            String pid = naru.inspect("{{.State.Pid}}", "bad");
            String lost = id(naru, "network", "lost");
            naru.kill();
            try (Documents documents = SqliteDocuments.open(database(naru))) {
                documents.put("container", bad, OTHER);
                documents.put("volumes", "files", new byte[0]);
                documents.put("network", lost, "[]".getBytes(StandardCharsets.UTF_8));
                documents.put("image", "sha256:" + "0".repeat(64), new byte[] {1, 2, 3});
                documents.put("ending", "0-bad", OTHER);
            }
            naru.startAgain();
            othersWork(naru, "good");
            theyAreReported(naru, bad);
            nothingOfThemIsTouched(naru, bad, pid);
            theyCanBeTakenAway(naru, bad, lost);
        }
    }

    private static void othersWork(TestNaru naru, String running) {
        assertThat(naru.docker("ps", "--format", "{{.Names}}").ok()).isEqualTo(running);
        assertThat(naru.docker("exec", "good", "echo", "here").ok()).isEqualTo("here");
        assertThat(naru.docker("run", "--rm", IMAGE, "echo", "new").ok()).isEqualTo("new");
        assertThat(naru.docker("images", "-q", IMAGE).ok()).isNotEmpty();
    }

    private static void theyAreReported(TestNaru naru, String bad) {
        String file = database(naru).toString();
        assertThat(naru.docker("info", "-f", "{{range .Warnings}}{{println .}}{{end}}")
                        .ok())
                .contains(
                        "container/" + bad + " in " + file,
                        "volumes/files in " + file,
                        "network/",
                        "image/sha256:0000");
        assertThat(naru.docker("inspect", bad.substring(0, 12)).refused())
                .contains("is damaged", file, "docker rm -f " + bad);
        assertThat(naru.docker("run", "--rm", "-v", "files:/v", IMAGE, "true").refused())
                .contains("volumes/files in " + file, "volumes/files/_data");
        assertThat(naru.log()).contains("container/" + bad + " in " + file);
    }

    private static void nothingOfThemIsTouched(TestNaru naru, String bad, String pid) {
        assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();
        assertThat(naru.instance().data().resolve("containers").resolve(bad)).isDirectory();
        assertThat(naru.instance().data().resolve("volumes/files/_data/kept")).exists();
        naru.kill();
        try (Documents documents = SqliteDocuments.open(database(naru))) {
            assertThat(documents.get("container", bad)).contains(OTHER);
            assertThat(documents.get("volumes", "files")).contains(new byte[0]);
        }
        naru.startAgain();
    }

    private static void theyCanBeTakenAway(TestNaru naru, String bad, String lost) {
        naru.docker("rm", "-f", bad).ok();
        naru.docker("volume", "rm", "-f", "files").ok();
        naru.docker("network", "rm", lost).ok();
        naru.docker("rmi", "-f", "sha256:" + "0".repeat(64)).ok();
        assertThat(naru.docker("info", "-f", "{{.Warnings}}").ok()).doesNotContain("container/", "volumes/", "image/");
        assertThat(naru.instance().data().resolve("volumes/files")).doesNotExist();
    }

    @Test
    void whatStandsBehindContainersAndImagesHindersNobodyEither() {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru);
            naru.docker("run", "-d", "--name", "cut", IMAGE, "sleep", "1000").ok();
            naru.docker("run", "-d", "--name", "good", IMAGE, "sleep", "1000").ok();
            naru.naru("socket", "create", "watch", "--read-only").ok();
            String cut = id(naru, "container", "cut");
            String pid = naru.inspect("{{.State.Pid}}", "cut");
            String layer = naru.inspect("{{index .RootFS.Layers 0}}", IMAGE);
            String size = naru.inspect("{{.Size}}", IMAGE);
            naru.kill();
            try (Documents documents = SqliteDocuments.open(database(naru))) {
                documents.put("sandbox", cut, OTHER);
                documents.put("layer", layer, OTHER);
                documents.put("docker-socket", "watch", new byte[] {'{'});
                documents.put("instance", "host-layer", OTHER);
            }
            naru.startAgain();
            assertThat(naru.inspect("{{.State.Pid}}", "cut")).isEqualTo(pid);
            othersWork(naru, "good\ncut");
            assertThat(naru.inspect("{{.Size}}", IMAGE)).isEqualTo(size);
            assertThat(naru.docker("info", "-f", "{{range .Warnings}}{{println .}}{{end}}")
                            .ok())
                    .contains("sandbox/" + cut, "docker-socket/watch", "instance/host-layer", "naru socket rm watch");
            assertThat(naru.docker("exec", "cut", "echo", "here").ok()).isEqualTo("here");
            naru.docker("restart", "-t", "0", "cut").ok();
            assertThat(naru.docker("exec", "cut", "ip", "address", "show", "eth0")
                            .ok())
                    .contains("inet ");
            naru.naru("socket", "rm", "watch").ok();
            assertThat(naru.docker("info", "-f", "{{.Warnings}}").ok())
                    .doesNotContain("sandbox/", "layer/", "docker-socket/");
            naru.docker("run", "--rm", "naru/host", "true").ok();
        }
    }

    @Test
    void anImageWithoutItsDocumentIsMadeAnew() throws IOException {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru);
            String tar = naru.folder().resolve("small.tar").toString();
            naru.docker("import", "-c", "ENV A=b", tar, "other:test").ok();
            String image = id(naru, "image", IMAGE);
            Path blob = naru.instance().data().resolve("content/sha256").resolve(image.substring(7));
            naru.docker("save", "-o", naru.folder().resolve("small.saved").toString(), IMAGE)
                    .ok();
            Files.write(blob, new byte[100]);
            assertThat(naru.docker("run", "--rm", IMAGE, "true").refused()).contains(blob + " is damaged");
            assertThat(naru.docker("run", "--rm", "other:test", "echo", "fine").ok())
                    .isEqualTo("fine");
            assertThat(naru.docker("info", "-f", "{{.Warnings}}").ok()).contains(image);
            naru.docker("load", "-i", naru.folder().resolve("small.saved").toString())
                    .ok();
            assertThat(naru.docker("run", "--rm", IMAGE, "echo", "again").ok()).isEqualTo("again");
        }
    }

    @Test
    void aDatabaseThatIsLostDoesNotTakeTheRestAlong() throws IOException {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru);
            naru.docker(
                            "run",
                            "-d",
                            "--name",
                            "runs",
                            "-v",
                            "files:/v",
                            IMAGE,
                            "sh",
                            "-c",
                            "echo > /v/kept; exec sleep 1000")
                    .ok();
            Path file = database(naru);
            Path volume = naru.instance().data().resolve("volumes/files/_data/kept");
            naru.stop();
            byte[] whole = Files.readAllBytes(file);
            for (byte[] wrong : List.of(new byte[0], new byte[whole.length], java.util.Arrays.copyOf(whole, 20_000))) {
                Files.write(file, wrong);
                assertThat(refusal(naru.instance())).contains(file.toString(), "put a copy of");
                assertThat(Files.readAllBytes(file)).isEqualTo(wrong);
                assertThat(volume).exists();
            }
            Files.write(file, whole);
            naru.startAgain();
            assertThat(naru.docker("ps", "--format", "{{.Names}}").ok()).isEqualTo("runs");
        }
    }

    @Test
    void aReadOnlyDataFolderIsSaidAndStopsNothingThatRuns() {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru);
            naru.docker("run", "-d", "--name", "runs", IMAGE, "sleep", "1000").ok();
            String pid = naru.inspect("{{.State.Pid}}", "runs");
            naru.kill();
            String data = naru.instance().data().toString();
            assertThat(refusalWithin(
                            List.of(
                                    "unshare",
                                    "-m",
                                    "sh",
                                    "-ec",
                                    "mount --bind " + data + " " + data + "; mount -o remount,bind,ro " + data
                                            + "; exec \"$@\"",
                                    "sh"),
                            naru.instance()))
                    .contains(data)
                    .contains("Read-only file system");
            assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();
            naru.startAgain();
            assertThat(naru.inspect("{{.State.Pid}}", "runs")).isEqualTo(pid);
        }
    }
}
