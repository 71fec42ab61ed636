package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.ServedRepository;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Jobs of a repository behind HTTP, with steps in real containers.
@Tag("system")
class PipelineTest {
    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    private static final ServedRepository repository = new ServedRepository(naru);

    /// Before the daemon, in whose folder its files are.
    @AfterAll
    static void stop() {
        repository.close();
    }

    /// Commits files (name, text, name, text …), runs a job of them, and answers its log.
    private static String run(String job, String... files) throws IOException {
        for (int i = 0; i < files.length; i += 2) {
            Files.writeString(repository.work().resolve(files[i]), files[i + 1]);
        }
        repository.commit(job);
        naru.naru("job", "create", job, "--repo", repository.address(), "--branch", "main")
                .ok();
        naru.naru("job", "run", job).ok();
        Result log = naru.naru("job", "log", job + "/1", "--follow");
        naru.naru("job", "rm", job).ok();
        return log.out();
    }

    @Test
    void toolsInstallThemselvesOnceByArchiveImageOrCommand() throws IOException {
        Path made = Files.createDirectories(naru.folder().resolve("made/greeter-1.0/bin"));
        Files.writeString(made.resolve("greet"), "#!/bin/sh\necho \"greetings by archive\"\n");
        made.resolve("greet").toFile().setExecutable(true);
        Path archive = naru.folder().resolve("greeter.tar.gz");
        String parent = made.getParent().getParent().toString();
        Program.run(
                        List.of("tar", "-C", parent, "-czf", archive.toString(), "."),
                        Map.of(),
                        new byte[0],
                        Duration.ofSeconds(30))
                .ok();
        naru.naru("tool", "create", "greeter", "one", "--archive", archive.toString())
                .ok();
        naru.naru("tool", "create", "boxes", "two", "--image", "small:test", "--path", "/bin")
                .ok();
        String command =
                "echo installing-three; printf '#!/bin/sh\\necho by command\\n' > $NARU_TOOL/third; chmod +x $NARU_TOOL/third";
        naru.naru("tool", "create", "third", "three", "--command", command).ok();
        assertThat(naru.naru("tool", "list").ok()).contains("greeter", "small:test /bin", "a command");
        String pipeline = """
                pipeline { agent any
                  tools { greeter 'one'; boxes 'two'; third 'three' }
                  stages { stage('S') { steps { sh 'greet; third; busybox echo by image' } } } }
                """;
        assertThat(run("tools", "Jenkinsfile", pipeline))
                .contains("installing-three", "greetings by archive", "by command", "by image")
                .endsWith("Finished: SUCCESS\n");
        assertThat(run("again", "Jenkinsfile", pipeline)).contains("by command").doesNotContain("installing-three");
        assertThat(run(
                        "unknown",
                        "Jenkinsfile",
                        "pipeline { agent any\n tools { hugo 'x' }\n stages { stage('S') { steps { echo 'x' } } } }"))
                .contains("naru tool create hugo 'x'")
                .endsWith("Finished: FAILURE\n");
    }

    @Test
    void aJdkOfThisMachineServesByItsVersion() throws IOException {
        int version = Runtime.version().feature();
        String pipeline = "pipeline { agent any\n tools { jdk '" + version + "' }\n"
                + " stages { stage('S') { steps { sh 'echo home $JAVA_HOME; java -version' } } } }";
        assertThat(run("java", "Jenkinsfile", pipeline))
                .contains("home /opt/naru/tools/jdk-" + version)
                .endsWith("Finished: SUCCESS\n");
    }

    @Test
    void anAgentIsBuiltFromTheRepositorysDockerfile() throws IOException {
        String pipeline = """
                pipeline { agent { dockerfile { filename 'Dockerfile.ci'; additionalBuildArgs '--build-arg WORD=hello' } }
                  stages { stage('S') { steps { sh 'cat /word; ls Jenkinsfile' } } } }
                """;
        String log = run(
                "built",
                "Dockerfile.ci",
                "FROM small:test\nARG WORD\nRUN echo \"$WORD from the image\" > /word\n",
                "Jenkinsfile",
                pipeline);
        assertThat(log).contains("hello from the image").endsWith("Finished: SUCCESS\n");
        String broken = run("broken", "Dockerfile.ci", "FROM small:test\nRUN exit 3\n", "Jenkinsfile", pipeline);
        assertThat(broken).contains("returned a non-zero code: 3").endsWith("Finished: FAILURE\n");
    }
}
