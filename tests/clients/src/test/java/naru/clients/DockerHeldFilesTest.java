package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import naru.tests.Background;
import naru.tests.Program;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clients that copy files of containers and stop reading or writing in the middle: nobody waits for
/// them, and what they get in the end is whole (docs/decisions/0055-files-without-the-lock.md).
@Tag("system")
@Timeout(90)
class DockerHeldFilesTest {
    /// 8 MB each in the root file system and in a volume, with their sums.
    private static final String FILL = """
            test -e /filled && exec sleep 1000
            mkdir /files
            for folder in /files /data; do
              cd $folder
              for file in $(seq 10 49); do head -c 200000 /dev/urandom > $file; done
              md5sum [1-4]* > sums
            done
            touch /filled
            """;

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    @TempDir
    private Path folder;

    @AfterEach
    void removeAll() {
        naru.removeContainers().ok();
    }

    private static void filled(boolean running) {
        String script = running ? FILL + "exec sleep 1000" : FILL;
        naru.docker("run", "-d", "--name", "box", "-v", "/data", IMAGE, "sh", "-c", script)
                .ok();
        if (running) {
            naru.docker("exec", "box", "sh", "-c", "until test -e /filled; do sleep 0.1; done")
                    .ok();
        } else {
            assertThat(naru.docker("wait", "box").ok()).isEqualTo("0");
        }
    }

    private static Background background(String script) {
        List<String> line = new ArrayList<>(List.of("env"));
        naru.dockerEnvironment().forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(List.of("sh", "-c", script));
        return Background.start(line);
    }

    /// The real client, of whose output the first block is read, and the rest when a file `go` is there.
    private Background stalled(String command) {
        Background client = background("cd " + folder + "; docker " + command + " | { head -c 512 > head; echo begun; "
                + "until test -e go; do sleep 0.1; done; cat head - | tar -xf - && echo whole; }");
        client.awaitLine("begun");
        return client;
    }

    private void isWhole(Background client, String files) throws IOException {
        Files.createFile(folder.resolve("go"));
        client.awaitLine("whole");
        String check = "cd " + folder.resolve(files) + " && md5sum --quiet -c sums && wc -l < sums";
        assertThat(shell(check)).isEqualTo("40");
    }

    private static String shell(String command) {
        return Program.run(List.of("sh", "-c", command), naru.dockerEnvironment(), new byte[0], Duration.ofSeconds(60))
                .ok();
    }

    private static void nothingStays(String id) throws IOException {
        Path data = naru.instance().data();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Files.exists(data.resolve("snapshots/c/" + id)) || !volumes().isEmpty()) {
            assertThat(System.nanoTime()).as("it is cleared away").isLessThan(end);
        }
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(id);
    }

    private static List<Path> volumes() throws IOException {
        try (Stream<Path> there = Files.list(naru.instance().data().resolve("volumes"))) {
            return there.toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"export box, files", "cp box:/files -, files", "cp box:/data -, data"})
    void anIdleContainerIsStartedAndRemovedWhileItsFilesAreCopied(String copy, String files) throws IOException {
        filled(false);
        String id = naru.inspect("{{.Id}}", "box");
        try (Background client = stalled(copy)) {
            naru.docker("run", "--rm", "--volumes-from", "box", IMAGE, "touch", "/data/more")
                    .ok();
            naru.docker("start", "box").ok();
            naru.docker("rm", "-f", "-v", "box").ok();
            isWhole(client, files);
        }
        nothingStays(id);
    }

    @ParameterizedTest
    @CsvSource({"export box, files", "cp box:/files -, files", "cp box:/data -, data"})
    void aRunningContainerIsStoppedAndRemovedWhileItsFilesAreCopied(String copy, String files) throws IOException {
        filled(true);
        String id = naru.inspect("{{.Id}}", "box");
        try (Background client = stalled(copy)) {
            naru.docker("restart", "-t", "0", "box").ok();
            naru.docker("stop", "-t", "0", "box").ok();
            naru.docker("rm", "-v", "box").ok();
            isWhole(client, files);
        }
        nothingStays(id);
    }

    @Test
    void aClientThatSendsNoMoreHoldsNobodyUp() throws IOException {
        naru.docker("create", "--name", "box", IMAGE, "sleep", "1000").ok();
        String id = naru.inspect("{{.Id}}", "box");
        String head = "PUT /containers/box/archive?path=/tmp HTTP/1.1\r\nHost: docker\r\nContent-Length: 10240\r\n"
                + "Expect: 100-continue\r\n\r\n";
        try (RawDocker client = RawDocker.connect(naru)) {
            client.say(head);
            assertThat(client.hear("\r\n\r\n")).contains("100 Continue");
            naru.docker("start", "box").ok();
            client.say("\0".repeat(10240));
            assertThat(client.hear("\r\n\r\n")).contains("HTTP/1.1 200");
            naru.docker("rm", "-f", "box").ok();
        }
        nothingStays(id);
    }

    @Test
    void aDaemonEndsWhileFilesAreCopied() {
        filled(false);
        String id = naru.inspect("{{.Id}}", "box");
        try (Background client = stalled("export box")) {
            naru.docker("rm", "-v", "box").ok();
            naru.stop();
            assertThat(client).isNotNull();
            assertThat(Path.of("/proc/self/mountinfo")).content().doesNotContain(id);
        }
        naru.startAgain();
        assertThat(naru.instance().data().resolve("snapshots/c/" + id)).doesNotExist();
    }
}
