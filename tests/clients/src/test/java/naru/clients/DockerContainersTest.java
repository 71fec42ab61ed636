package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The everyday commands of the unmodified docker command line.
@Tag("system")
class DockerContainersTest {

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    @Test
    void versionAndInfoAnswer() {
        assertThat(naru.docker("version", "--format", "{{.Server.APIVersion}}").ok())
                .isEqualTo("1.50");
        assertThat(naru.docker("info", "--format", "{{.OSType}}").ok()).isEqualTo("linux");
    }

    @Test
    void runPrintsPassesTheExitCodeAndLeavesNothing() {
        Result run = naru.docker("run", "--rm", "--name", "once", IMAGE, "sh", "-c", "echo out; echo err >&2; exit 7");
        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.out()).isEqualTo("out\n");
        assertThat(run.err()).isEqualTo("err\n");
        assertThat(naru.docker("ps", "-a", "--filter", "name=once", "-q").ok()).isEmpty();
    }

    @Test
    void optionsOfRunReachTheProcess() throws IOException {
        Path file = Files.writeString(naru.folder().resolve("env"), "FROM_FILE=f\n");
        String out = naru.docker(
                        "run",
                        "--rm",
                        "-e",
                        "A=1",
                        "--env-file",
                        file.toString(),
                        "--hostname",
                        "box",
                        "--user",
                        "1000:1000",
                        "--workdir",
                        "/tmp",
                        "--entrypoint",
                        "sh",
                        "--label",
                        "l=v",
                        IMAGE,
                        "-c",
                        "echo $A $FROM_FILE $(hostname) $(id -u):$(id -g) $(pwd)")
                .ok();
        assertThat(out).isEqualTo("1 f box 1000:1000 /tmp");
    }

    @Test
    void standardInputGoesThrough() {
        byte[] input = "a line\nanother".getBytes(StandardCharsets.UTF_8);
        assertThat(naru.dockerWith(input, "run", "--rm", "-i", IMAGE, "cat").out())
                .isEqualTo("a line\nanother");
    }

    @Test
    void readOnlyTmpfsAndInit() {
        Result refused = naru.docker("run", "--rm", "--read-only", IMAGE, "touch", "/file");
        assertThat(refused.refused()).contains("Read-only file system");
        naru.docker("run", "--rm", "--read-only", "--tmpfs", "/scratch", IMAGE, "touch", "/scratch/file")
                .ok();
        assertThat(naru.docker("run", "--rm", "--init", IMAGE, "cat", "/proc/1/comm")
                        .ok())
                .isIn("docker-init", "tini", "catatonit", "init");
    }

    @Test
    void aFileIsMountedReadOnly() throws IOException {
        Path file = Files.writeString(naru.folder().resolve("conf"), "text");
        String script = "cat /etc/new.conf && ! echo more >> /etc/new.conf";
        assertThat(naru.docker("run", "--rm", "-v", file + ":/etc/new.conf:ro", IMAGE, "sh", "-c", script)
                        .ok())
                .isEqualTo("text");
    }

    @Test
    void startPsInspectLogsExecStopRemove() {
        String id = naru.docker("run", "-d", "--name", "life", IMAGE, "sh", "-c", "echo started; exec sleep 1000")
                .ok();
        assertThat(naru.docker("ps", "--filter", "name=life", "--format", "{{.ID}} {{.State}}")
                        .ok())
                .isEqualTo(id.substring(0, 12) + " running");
        assertThat(naru.inspect("{{.State.Running}} {{.Config.Image}}", "life")).isEqualTo("true " + IMAGE);
        assertThat(naru.docker("exec", "life", "sh", "-c", "echo in; exit 3").exit())
                .isEqualTo(3);
        assertThat(naru.dockerWith("x".getBytes(StandardCharsets.UTF_8), "exec", "-i", "life", "cat")
                        .out())
                .isEqualTo("x");
        assertThat(naru.docker("logs", "life").ok()).isEqualTo("started");
        assertThat(naru.docker("logs", "-t", "--tail", "1", "life").ok()).endsWith("Z started");
        assertThat(naru.docker("top", "life").ok()).contains("sleep 1000");
        naru.docker("rename", "life", "renamed").ok();
        naru.docker("kill", "-s", "KILL", "renamed").ok();
        assertThat(naru.docker("wait", "renamed").ok()).isEqualTo("137");
        naru.docker("start", "renamed").ok();
        naru.docker("restart", "-t", "0", "renamed").ok();
        naru.docker("stop", "-t", "0", "renamed").ok();
        assertThat(naru.inspect("{{.State.Status}}", "renamed")).isEqualTo("exited");
        assertThat(naru.docker("rm", "renamed").ok()).isEqualTo("renamed");
    }

    @Test
    void limitsReachTheCgroup() {
        String id = naru.docker(
                        "run", "-d", "--memory", "64m", "--cpus", "0.5", "--pids-limit", "50", IMAGE, "sleep", "1000")
                .ok();
        assertThat(naru.docker(
                                "inspect",
                                "-f",
                                "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}",
                                id)
                        .ok())
                .isEqualTo("67108864 500000000 50");
        naru.docker("rm", "-f", id).ok();
    }

    @Test
    void filesAreCopiedBothWays() throws IOException {
        naru.docker("create", "--name", "copied", IMAGE, "true").ok();
        Path file = Files.writeString(naru.folder().resolve("to-copy"), "content");
        naru.docker("cp", file.toString(), "copied:/tmp/there").ok();
        Path back = naru.folder().resolve("back");
        naru.docker("cp", "copied:/tmp/there", back.toString()).ok();
        assertThat(back).hasContent("content");
        naru.docker("rm", "copied").ok();
    }

    @Test
    void volumesOutliveContainers() throws IOException {
        naru.docker("volume", "create", "kept").ok();
        naru.docker("run", "--rm", "-v", "kept:/data", IMAGE, "sh", "-c", "echo here > /data/file")
                .ok();
        assertThat(naru.docker(
                                "run",
                                "--rm",
                                "--mount",
                                "type=volume,src=kept,dst=/d,readonly",
                                IMAGE,
                                "cat",
                                "/d/file")
                        .ok())
                .isEqualTo("here");
        assertThat(naru.docker("volume", "ls", "-q").ok()).contains("kept");
        naru.docker("volume", "rm", "kept").ok();
        Path folder = Files.createDirectories(naru.folder().resolve("bound"));
        naru.docker("run", "--rm", "-v", folder + ":/data", IMAGE, "touch", "/data/made")
                .ok();
        assertThat(folder.resolve("made")).exists();
    }

    @Test
    void aFolderOfAVolumeCanBeMountedAndLeadsNowhereElse() {
        naru.docker(
                        "run",
                        "--rm",
                        "-v",
                        "parts:/v",
                        IMAGE,
                        "sh",
                        "-c",
                        "mkdir -p /v/a/b; echo deep > /v/a/b/f; " + "ln -s /etc /v/out")
                .ok();
        String mount = "type=volume,src=parts,dst=/d,volume-subpath=";
        assertThat(naru.docker("run", "--rm", "--mount", mount + "a/b", IMAGE, "cat", "/d/f")
                        .ok())
                .isEqualTo("deep");
        for (String wrong : java.util.List.of("nosuch", "out", "../..")) {
            assertThat(naru.docker("run", "--rm", "--mount", mount + wrong, IMAGE, "ls", "/d")
                            .out())
                    .doesNotContain("passwd");
        }
        naru.docker("volume", "rm", "parts").ok();
    }

    @Test
    void containersFindEachOtherByNameOnTheirNetwork() {
        naru.docker("network", "create", "shared").ok();
        naru.docker(
                        "run",
                        "-d",
                        "--name",
                        "server",
                        "--network",
                        "shared",
                        IMAGE,
                        "sh",
                        "-c",
                        "echo hello > /tmp/index.html; exec httpd -f -p 80 -h /tmp")
                .ok();
        assertThat(naru.docker("run", "--rm", "--network", "shared", IMAGE, "wget", "-q", "-O-", "http://server/")
                        .ok())
                .isEqualTo("hello");
        assertThat(naru.docker("network", "inspect", "-f", "{{len .Containers}}", "shared")
                        .ok())
                .isEqualTo("1");
        assertThat(naru.docker("network", "rm", "shared").refused()).contains("active endpoints");
        naru.docker("rm", "-f", "server").ok();
        naru.docker("network", "rm", "shared").ok();
    }

    @Test
    void aPublishedPortAnswers() throws IOException, InterruptedException {
        naru.docker(
                        "run",
                        "-d",
                        "--name",
                        "web",
                        "-p",
                        "127.0.0.1::80",
                        IMAGE,
                        "sh",
                        "-c",
                        "echo page > /tmp/index.html; exec httpd -f -p 80 -h /tmp")
                .ok();
        String address =
                naru.docker("port", "web", "80/tcp").ok().lines().findFirst().orElseThrow();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + "/"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("page\n");
        }
        naru.docker("rm", "-f", "web").ok();
    }

    @Test
    void eventsTellWhatHappened() {
        String id = naru.docker("run", "-d", IMAGE, "true").ok();
        naru.docker("wait", id).ok();
        naru.docker("rm", id).ok();
        String events = naru.docker(
                        "events",
                        "--since",
                        "1m",
                        "--until",
                        // whole seconds, as the client sends them: the one that has begun must count
                        Long.toString(java.time.Instant.now().getEpochSecond() + 1),
                        "--filter",
                        "container=" + id,
                        "--format",
                        "{{.Action}}")
                .ok();
        assertThat(events.lines()).contains("create", "start", "die", "destroy");
    }

    @Test
    void wrongRequestsGetDockersWords() {
        assertThat(naru.docker("inspect", "nobody").refused()).contains("No such object: nobody");
        assertThat(naru.docker("run", "--pull", "never", "not-here:1").refused())
                .contains("No such image: not-here:1");
        naru.docker("create", "--name", "taken", IMAGE, "true").ok();
        assertThat(naru.docker("create", "--name", "taken", IMAGE, "true").refused())
                .contains("The container name \"/taken\" is already in use");
        naru.docker("rm", "taken").ok();
        assertThat(naru.docker("run", "--rm", IMAGE, "no-such-program").exit()).isEqualTo(127);
    }
}
