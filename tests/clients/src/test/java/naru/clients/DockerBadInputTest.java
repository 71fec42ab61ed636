package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What nobody could carry out is refused in Docker's words, and leaves nothing.
@Tag("system")
class DockerBadInputTest {

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    @AfterEach
    void nothingIsLeft() {
        assertThat(naru.docker("ps", "-aq").ok()).isEmpty();
        assertThat(naru.docker("volume", "ls", "-q").ok()).isEmpty();
        assertThat(naru.docker("network", "ls", "-q", "--filter", "type=custom").ok())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --rm -v relative/path:/x/../.. %s true | invalid",
                "run --rm --mount type=bind,src=/no/such/folder,dst=/x %s true | bind source path does not exist",
                "run --rm --mount type=volume,dst=relative %s true | mount path must be absolute",
                "run --rm -m 1m %s true | Minimum memory limit allowed is 6MB",
                "run --rm --cpus 9999 %s true | Range of CPUs is from 0.01",
                "run --rm --network nosuch %s true | network nosuch not found",
                "run --rm --user nobody-here %s true | unable to find user nobody-here",
                "run --rm --cap-add NO_SUCH %s true | NO_SUCH",
                "create --restart sometimes %s true | invalid restart policy",
                "run --rm --name -bad- %s true | Invalid container name",
                "run --rm --volumes-from nobody %s true | No such container",
                "run --rm --pull never nosuch:1 true | No such image",
                "network create --subnet 10.61.0.0/33 bad | invalid subnet",
                "network create --driver nosuch bad | nosuch",
                "network connect nosuch nobody | nosuch",
                "volume create --driver nosuch bad | nosuch",
                "volume create ../bad | invalid",
                "volume rm nosuch | no such volume",
                "tag nosuch:1 other:1 | No such image",
                "rmi nosuch:1 | No such image",
                "start nobody | No such container",
                "exec nobody true | No such container",
                "logs nobody | No such container",
                "cp nobody:/x /tmp/x | No such container",
                "inspect nobody | No such object",
            })
    void whatMakesNoSenseIsRefused(String line, String words) {
        assertThat(naru.docker(line.strip().formatted(IMAGE).split(" ")).refused())
                .containsIgnoringCase(words.strip());
    }

    @Test
    void aPortInUseIsSaidAndNothingIsLeft() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "127.0.0.1:" + taken.getLocalPort() + ":80";
            Result refused = naru.docker("run", "--rm", "-p", port, IMAGE, "true");
            assertThat(refused.exit()).isEqualTo(125);
            assertThat(refused.err()).contains("address already in use").contains("" + taken.getLocalPort());
        }
    }

    @Test
    void aPortOfAnotherContainerIsSaid() {
        naru.docker("run", "-d", "--name", "holder", "-p", "127.0.0.1::80", IMAGE, "sleep", "1000")
                .ok();
        String address =
                naru.docker("port", "holder", "80/tcp").ok().lines().findFirst().orElseThrow();
        assertThat(naru.docker("run", "--rm", "-p", address + ":80", IMAGE, "true")
                        .refused())
                .contains("port is already allocated");
        naru.docker("rm", "-f", "holder").ok();
    }

    @Test
    void anAddressInUseIsSaid() {
        naru.docker("network", "create", "--subnet", "10.199.7.0/24", "small").ok();
        naru.docker("run", "-d", "--name", "here", "--network", "small", "--ip", "10.199.7.9", IMAGE, "sleep", "1000")
                .ok();
        assertThat(naru.docker("run", "--rm", "--network", "small", "--ip", "10.199.7.9", IMAGE, "true")
                        .refused())
                .containsIgnoringCase("address already in use");
        assertThat(naru.docker("network", "create", "--subnet", "10.199.7.0/25", "over")
                        .refused())
                .contains("overlap");
        naru.docker("rm", "-f", "here").ok();
        naru.docker("network", "rm", "small").ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /containers/create | { \"Image\": | 400",
                "POST | /containers/create | [] | 400",
                "POST | /containers/create | {\"Image\": 5} | 400",
                "POST | /containers/create | {\"Image\": \"small:test\", \"HostConfig\": {\"Memory\": \"much\"}} | 400",
                "POST | /containers/create | {} | 400",
                "POST | /networks/create | {\"Name\": \"\"} | 400",
                "POST | /v1.99/containers/create | {} | 400",
                "GET | /v1.10/info | '' | 400",
                "GET | /nosuch | '' | 404",
                "GET | /containers/json?filters={ | '' | 400",
            })
    void requestsByHandGetAStatusAndAMessage(String method, String path, String body, int status) {
        String socket = naru.instance().run().resolve("docker.sock").toString();
        List<String> curl = new ArrayList<>(List.of("curl", "-s", "-g", "-X", method, "--unix-socket", socket));
        curl.addAll(List.of("-w", "\n%{http_code}", "-H", "Content-Type: application/json", "--data-binary", body));
        curl.add("http://docker" + path);
        String answer = Program.run(curl, java.util.Map.of(), new byte[0], Duration.ofSeconds(20))
                .ok();
        assertThat(answer).endsWith("\n" + status).contains("\"message\":");
    }

    @Test
    void copiesLeadNowhereElse() throws IOException {
        Path outside = Files.createDirectories(naru.folder().resolve("outside"));
        naru.docker("run", "--name", "tricky", IMAGE, "ln", "-s", outside.toString(), "/link")
                .ok();
        Path file = Files.writeString(naru.folder().resolve("harmless"), "x");
        naru.docker("cp", file.toString(), "tricky:/link/harmless");
        assertThat(outside).isEmptyDirectory();
        assertThat(naru.docker("cp", file.toString(), "tricky:/../../" + outside + "/x")
                        .exit())
                .isNotZero();
        assertThat(outside).isEmptyDirectory();
        assertThat(naru.docker("cp", "tricky:/nosuch", naru.folder().toString()).refused())
                .contains("Could not find the file /nosuch in container tricky");
        naru.docker("rm", "tricky").ok();
    }

    @Test
    void aSecondDaemonOnTheSameDataSaysWhoHasIt() {
        Result second = naru.naru("daemon");
        assertThat(second.exit()).isNotZero();
        assertThat(second.err()).contains("is in use").contains(Long.toString(naru.pid()));
    }
}
