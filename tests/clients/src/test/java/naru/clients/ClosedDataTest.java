package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the daemon keeps is not for this machine's other users: not their passwords, not their programs.
@Tag("system")
class ClosedDataTest {

    private static Result asNobody(String... words) {
        List<String> line =
                new java.util.ArrayList<>(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
        line.addAll(List.of(words));
        return Program.run(line, Map.of(), new byte[0], Duration.ofSeconds(10));
    }

    @Test
    void othersSeeNothingOfIt() throws IOException {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru);
            Path data = naru.instance().data();
            Files.setPosixFilePermissions(data.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
            naru.stop();
            naru.startAgain();
            naru.docker(
                            "run",
                            "-d",
                            "--name",
                            "db",
                            "--user",
                            "1000",
                            "-e",
                            "PASSWORD=told-to-nobody",
                            "-v",
                            "data:/v",
                            IMAGE,
                            "sh",
                            "-c",
                            "echo up; exec sleep 1000")
                    .ok();
            String id = naru.inspect("{{.Id}}", "db");
            for (String path : List.of("naru.db", "containers/" + id + "/config.json", "volumes", "snapshots")) {
                assertThat(asNobody("ls", data.resolve(path).toString()).err())
                        .as(path)
                        .contains("Permission denied");
            }
            Path run = naru.instance().run().resolve("containers").resolve(id);
            assertThat(asNobody("ls", run.toString()).err()).contains("Permission denied");
            assertThat(naru.docker("exec", "db", "echo", "here").ok()).isEqualTo("here");
            naru.docker("rm", "-f", "-v", "db").ok();
            naru.docker("volume", "rm", "data").ok();
        }
    }
}
