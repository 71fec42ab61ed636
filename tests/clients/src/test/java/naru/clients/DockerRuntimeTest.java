package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--runtime`: a container is run by the runtime that it names, from its creation to its end.
@Tag("system")
class DockerRuntimeTest {

    @TempDir
    private static Path folder = Path.of("");

    private static TestNaru naru;
    private static Path calls;

    @BeforeAll
    static void start() throws IOException {
        calls = folder.resolve("calls");
        Path noted = folder.resolve("noted");
        Files.writeString(noted, "#!/bin/sh\necho \"$@\" >>" + calls + "\nexec runc \"$@\"\n");
        Files.setPosixFilePermissions(noted, PosixFilePermissions.fromString("rwxr-xr-x"));
        naru = TestNaru.start("--add-runtime", "noted=" + noted);
        SmallImage.importInto(naru);
    }

    @AfterAll
    static void stop() {
        naru.close();
    }

    @Test
    void eachRuntimeRunsWhatNamesIt() {
        for (String runtime : new String[] {"crun", "runc", "io.containerd.runc.v2", "noted"}) {
            assertThat(naru.docker("run --rm --runtime " + runtime + " " + IMAGE + " echo by " + runtime)
                            .ok())
                    .isEqualTo("by " + runtime);
        }
        assertThat(naru.docker("info", "-f", "{{range $name, $_ := .Runtimes}}{{$name}} {{end}}{{.DefaultRuntime}}")
                        .ok())
                .isEqualTo("crun io.containerd.runc.v2 noted runc crun");
    }

    @Test
    void anUnknownOneIsRefusedAndNothingIsLeft() {
        Result refused = naru.docker("run --rm --runtime nosuch " + IMAGE + " true");
        assertThat(refused.exit()).isEqualTo(125);
        assertThat(refused.err()).contains("unknown or invalid runtime name: nosuch");
        assertThat(naru.docker("ps -aq").ok()).isEmpty();
    }

    @Test
    void aContainerKeepsItsRuntimeWhenTheEngineStartsAgain() throws IOException {
        naru.docker("run -d --name kept --runtime noted " + IMAGE + " sleep 1000")
                .ok();
        naru.kill();
        naru.startAgain();
        Files.writeString(calls, "");
        assertThat(naru.inspect("{{.HostConfig.Runtime}}", "kept")).isEqualTo("noted");
        assertThat(naru.docker("exec kept echo inside").ok()).isEqualTo("inside");
        naru.docker("pause kept").ok();
        naru.docker("unpause kept").ok();
        naru.docker("update --memory 64m --memory-swap 64m kept").ok();
        naru.docker("restart -t 0 kept").ok();
        naru.docker("rm -f kept").ok();
        assertThat(calls)
                .content()
                .contains(" exec ")
                .contains(" pause ")
                .contains(" resume ")
                .contains(" update ")
                .contains(" create ")
                .contains(" start ")
                .contains(" delete ");
    }
}
