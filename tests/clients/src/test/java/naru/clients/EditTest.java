package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `naru edit`, seen by the docker client.
@Tag("system")
class EditTest {
    private static final String STATE = "{{.Id}} {{.State.StartedAt}} {{.State.Pid}}";

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    @AfterEach
    void clear() {
        naru.removeContainers().ok();
    }

    private static Result edit(String line) {
        return naru.naru(("edit " + line).split(" "));
    }

    private static String inspect(String format) {
        return naru.inspect(format, "web");
    }

    private static void run(String options) {
        naru.docker("run -d --init --name web " + options + " " + IMAGE + " httpd -f -p 80 -h /etc")
                .ok();
    }

    private static int fetch(int port) {
        List<String> words = List.of(
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "--retry",
                "3",
                "--retry-connrefused",
                "http://127.0.0.1:" + port + "/passwd");
        return Program.run(words, Map.of(), new byte[0], Duration.ofSeconds(20)).exit();
    }

    @Test
    void portsNetworksAndLimitsChangeWhileItRuns() {
        int first = naru.port();
        int second = naru.port();
        run("-p 127.0.0.1:" + first + ":80");
        naru.docker("network create back").ok();
        String before = inspect(STATE);
        String line = "web --publish 127.0.0.1:" + second + ":80 --network back --memory 64m --restart unless-stopped";
        assertThat(edit(line + " --dry-run").ok())
                .contains("- port 80/tcp: 127.0.0.1:" + first)
                .contains("+ port 80/tcp: 127.0.0.1:" + first + ", 127.0.0.1:" + second)
                .contains("+ network back: connected")
                .contains("+ memory: 67108864")
                .doesNotContain("started again");
        assertThat(fetch(second)).isNotZero();
        edit(line).ok();
        assertThat(inspect(STATE)).isEqualTo(before);
        assertThat(fetch(first)).isZero();
        assertThat(fetch(second)).isZero();
        assertThat(inspect(
                        "{{.HostConfig.Memory}} {{.HostConfig.RestartPolicy.Name}} {{len .NetworkSettings.Networks}}"))
                .isEqualTo("67108864 unless-stopped 2");
        edit("web --publish-rm 80 --network-rm back").ok();
        assertThat(fetch(first)).isNotZero();
        assertThat(naru.docker("port web").out()).isEmpty();
        assertThat(inspect(STATE)).isEqualTo(before);
        naru.docker("network rm back").ok();
    }

    @Test
    void environmentAndMountsChangeWithWhatItHadKept() throws IOException {
        Path shared = Files.createDirectories(naru.folder().resolve("shared"));
        Files.writeString(shared.resolve("note"), "from the host");
        run("-v /anonymous -e OLD=1 -e KEPT=2");
        naru.docker("exec web sh -c echo${IFS}written>/root/file").exit();
        naru.docker("exec", "web", "sh", "-c", "echo written >/root/file; echo held >/anonymous/file")
                .ok();
        String id = inspect("{{.Id}} {{.NetworkSettings.IPAddress}} {{(index .Mounts 0).Name}}");
        String told = edit("web --env NEW=secret --env-rm OLD --mount " + shared + ":/shared:ro")
                .ok();
        assertThat(told).contains("+ env NEW: ***").contains("- env OLD: ***").contains("started again");
        assertThat(told).doesNotContain("secret");
        assertThat(naru.docker(
                                "exec",
                                "web",
                                "sh",
                                "-c",
                                "echo $NEW-$OLD-$KEPT; cat /root/file /anonymous/file /shared/note")
                        .ok())
                .isEqualTo("secret--2\nwritten\nheld\nfrom the host");
        assertThat(inspect("{{.Id}} {{.NetworkSettings.IPAddress}} {{(index .Mounts 0).Name}}"))
                .isEqualTo(id);
        edit("web --mount-rm /shared").ok();
        assertThat(naru.docker("exec web cat /shared/note").exit()).isNotZero();
    }

    @Test
    void whatDoesNotStartIsPutBack() {
        run("-e GOOD=1");
        Result refused = edit("web --mount /no/such/folder/../../etc/passwd:/etc/passwd/x --env GOOD=2");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("is as it was");
        assertThat(naru.docker("exec", "web", "sh", "-c", "echo $GOOD").ok()).isEqualTo("1");
        assertThat(inspect("{{.State.Running}} {{len .Mounts}}")).isEqualTo("true 0");
    }

    @Test
    void whatMakesNoSenseIsRefusedAndChangesNothing() throws IOException {
        int port = naru.port();
        run("-p 127.0.0.1:" + port + ":80");
        assertThat(edit("nobody --env A=b").refused()).contains("No such container");
        assertThat(edit("web --env-rm NOSUCH").refused()).contains("NOSUCH is not set");
        assertThat(edit("web --publish-rm 81").refused()).contains("81/tcp is not published");
        assertThat(edit("web --publish x:80").refused()).contains("is no port");
        assertThat(edit("web --network nosuch").refused()).contains("nosuch not found");
        assertThat(edit("web --memory 1m").refused()).contains("Minimum memory limit");
        try (ServerSocket taken = new ServerSocket(naru.port(), 1, InetAddress.getLoopbackAddress())) {
            String other = "127.0.0.1:" + taken.getLocalPort() + ":80";
            assertThat(edit("web --publish " + other).refused()).contains("address already in use");
        }
        assertThat(naru.docker("port web").ok()).isEqualTo("80/tcp -> 127.0.0.1:" + port);
        assertThat(fetch(port)).isZero();
        assertThat(edit("web --env-rm A=b --dry-run").exit()).isNotZero();
    }
}
