package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Published ports at `[::1]`, asked by curl and Python as programs of the host do.
@Tag("system")
class LocalhostPortsTest {
    private static final String PAGE = "mkdir -p /www && echo page > /www/index.html && httpd -f -p 80 -h /www";
    private static final String BIG = "mkdir -p /www && dd if=/dev/zero of=/www/big bs=1M count=200 2>/dev/null"
            + " && echo page > /www/index.html && httpd -f -p 80 -h /www";
    /// A server in the network of a process answers what a client of the host says to a port of `::1`.
    private static final String DATAGRAMS = """
            import socket, subprocess, sys
            pid, port = sys.argv[1:]
            serve = "import socket; s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.bind(('::', 5353));" \\
                " print(flush=True); word, who = s.recvfrom(100); s.sendto(b'heard ' + word, who)"
            server = subprocess.Popen(["nsenter", "-t", pid, "-n", sys.executable, "-c", serve], stdout=subprocess.PIPE)
            server.stdout.readline()
            client = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            client.settimeout(20)
            client.sendto(b"hello", ("::1", int(port)))
            print(client.recv(100).decode())
            server.wait()
            """;

    private static TestNaru naru;

    @BeforeAll
    static void start() {
        naru = TestNaru.start();
        SmallImage.importInto(naru);
        naru.docker("network", "create", "--ipv6", "six").ok();
    }

    @AfterAll
    static void stop() {
        naru.close();
    }

    @AfterEach
    void removeAll() {
        naru.removeContainers().ok();
    }

    private static void run(String options, String script) {
        List<String> words = new ArrayList<>(List.of(("run -d " + options + " " + IMAGE + " sh -c").split(" ")));
        words.add(script);
        naru.docker(words.toArray(String[]::new)).ok();
    }

    private static Result program(String... words) {
        return Program.run(List.of(words), Map.of(), new byte[0], Duration.ofSeconds(60));
    }

    /// The port that is open at an address.
    private static int port(String container, String what, String address) {
        String shown = naru.docker("port", container, what).ok();
        Matcher matcher =
                Pattern.compile("(?m)^" + Pattern.quote(address) + ":(\\d+)$").matcher(shown);
        assertThat(matcher.find()).as(shown).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static Result curl(int port, String path, String... more) {
        List<String> words = new ArrayList<>(List.of("curl", "-6", "-g", "-sS", "-m", "20"));
        words.addAll(List.of(more));
        words.add("http://[::1]:" + port + path);
        return program(words.toArray(String[]::new));
    }

    private static String page(int port) {
        return curl(port, "/", "--retry", "20", "--retry-all-errors", "--retry-delay", "1")
                .ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge", "six"})
    void aPublishedPortAnswersAtLocalhostUntilItsContainerStops(String network) {
        String address = network.equals("six") ? "[::]" : "[::1]";
        run("--name web --network " + network + " -p 80 -p 5353/udp", PAGE);
        int port = port("web", "80", address);
        assertThat(page(port)).isEqualTo("page");
        String pid = naru.docker("inspect", "-f", "{{.State.Pid}}", "web").ok();
        int udp = port("web", "5353/udp", address);
        assertThat(program("python3", "-c", DATAGRAMS, pid, Integer.toString(udp))
                        .ok())
                .isEqualTo("heard hello");
        naru.docker("restart", "-t0", "web").ok();
        assertThat(page(port("web", "80", address))).isEqualTo("page");
        port = port("web", "80", address);
        naru.docker("stop", "-t0", "web").ok();
        assertThat(curl(port, "/").exit()).as("refused").isEqualTo(7);
    }

    @Test
    void aPortOfThatAddressAlone() {
        run("--name web -p [::1]::80", PAGE);
        int port = port("web", "80", "[::1]");
        assertThat(page(port)).isEqualTo("page");
        assertThat(program("curl", "-4", "-sS", "http://127.0.0.1:" + port + "/")
                        .exit())
                .isEqualTo(7);
        assertThat(naru.docker("run", "--rm", "-p", "[::1]:" + port + ":80", IMAGE, "true")
                        .refused())
                .contains("Bind for [::1]:" + port + " failed: port is already allocated");
        assertThat(naru.docker("run", "--rm", "-p", "[::]:0:80", IMAGE, "true").refused())
                .contains("the container has no IPv6 address");
        naru.docker("rm", "-f", "web").ok();
        run("--name next -p [::1]:" + port + ":80", PAGE);
        assertThat(page(port)).isEqualTo("page");
    }

    @Test
    void portsAnswerAgainAfterACrashOfTheEngine() {
        run("--name web -p 80", PAGE);
        run("--name six --network six -p 80", PAGE);
        int four = port("web", "80", "[::1]");
        int six = port("six", "80", "[::]");
        assertThat(page(four)).isEqualTo("page");
        assertThat(page(six)).isEqualTo("page");
        naru.kill();
        assertThat(curl(four, "/").exit()).isEqualTo(7);
        assertThat(program("curl", "-4", "-sS", "http://127.0.0.1:" + four + "/")
                        .ok())
                .isEqualTo("page");
        naru.startAgain();
        assertThat(curl(four, "/").ok()).isEqualTo("page");
        assertThat(curl(six, "/").ok()).isEqualTo("page");
        naru.docker("network", "disconnect", "six", "six").ok();
        assertThat(curl(six, "/").exit()).as("reset at once, or a little later").isIn(7, 56);
        naru.docker("network", "connect", "bridge", "six").ok();
        assertThat(page(six)).isEqualTo("page");
    }

    @Test
    void manyBytesPassWhole() {
        run("--name web -p 80", BIG);
        int port = port("web", "80", "[::1]");
        assertThat(page(port)).isEqualTo("page");
        assertThat(curl(port, "/big", "-o", "/dev/null", "-w", "%{size_download}")
                        .ok())
                .isEqualTo(Long.toString(200L << 20));
    }
}
