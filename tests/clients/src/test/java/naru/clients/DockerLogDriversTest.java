package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import naru.base.Json;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Log drivers that send lines away: what servers get, what `docker logs` still shows, and what becomes of lines when a
/// server or the engine is away.
@Tag("system")
class DockerLogDriversTest {
    private static final String JOURNAL = """
            import os, socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            out = open(sys.argv[2], "ab", 0)
            while True:
                out.write(s.recv(1 << 20) + b"----\\n")
            """;

    @TempDir
    private static Path folder = Path.of("");

    private static TestNaru naru;
    private static Process journal;

    @BeforeAll
    static void start() throws IOException {
        Path journals = Files.createDirectories(folder.resolve("journal"));
        journal = new ProcessBuilder(
                        "/usr/bin/python3",
                        "-c",
                        JOURNAL,
                        journals.resolve("socket").toString(),
                        folder.resolve("packets").toString())
                .redirectErrorStream(true)
                .start();
        naru = TestNaru.startWithMounts(
                "mount -t tmpfs none /run/systemd && mkdir /run/systemd/journal && mount --bind " + journals
                        + " /run/systemd/journal");
        SmallImage.importInto(naru);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        naru.close();
        journal.destroy();
        journal.waitFor();
    }

    @AfterEach
    void clear() {
        naru.removeContainers().ok();
    }

    private static Result run(String options, String script) {
        return naru.dockerScript("run " + options + " " + IMAGE + " sh -c", script);
    }

    @Test
    void syslogOverTcpAndUdp() throws IOException {
        int port = naru.port();
        try (LogServer server = LogServer.tcp(port, '\n')) {
            run(
                            "--name talks --log-driver syslog --log-opt syslog-format=rfc5424micro --log-opt tag={{.Name}}/x"
                                    + " --log-opt syslog-facility=local3 --log-opt syslog-address=tcp://127.0.0.1:"
                                    + port,
                            "echo to the log; echo wrong >&2")
                    .ok();
            assertThat(server.await(line -> line.endsWith("to the log")))
                    .matches(
                            "<158>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z \\S+ talks/x \\d+ talks/x - to the log");
            assertThat(server.await(line -> line.endsWith("wrong"))).startsWith("<155>1 ");
            assertThat(naru.docker("logs", "talks").ok()).contains("to the log");
        }
        int packets = naru.port();
        try (LogServer server = LogServer.udp(packets)) {
            run("--rm --log-driver syslog --log-opt syslog-address=udp://127.0.0.1:" + packets, "echo a packet")
                    .ok();
            assertThat(server.await(line -> line.contains("a packet")))
                    .matches("(?s)<30>\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\S+ [0-9a-f]{12}\\[\\d+]: a packet\n");
        }
    }

    @Test
    void syslogOverTlsToWhomItTrustsAndWhoKnowsIt(@TempDir Path keys) throws Exception {
        SelfSigned there = SelfSigned.make(keys, "server");
        SelfSigned here = SelfSigned.make(keys, "engine");
        SelfSigned stranger = SelfSigned.make(keys, "stranger");
        int port = naru.port();
        String driver = "--rm --log-driver syslog --log-opt syslog-address=tcp+tls://127.0.0.1:" + port
                + " --log-opt syslog-format=rfc5424 --log-opt tag=t";
        String own = " --log-opt syslog-tls-cert=" + here.certificate() + " --log-opt syslog-tls-key=" + here.key();
        String trusting = " --log-opt syslog-tls-ca-cert=" + there.certificate();
        try (LogServer server = LogServer.tls(port, '!', there.trusting(here))) {
            run(driver + own + trusting, "echo with both!").ok();
            assertThat(server.await(line -> line.endsWith("with both")))
                    .as("octets are counted (RFC 5425)")
                    .matches("(\\d+) <30>1 \\S+Z \\S+ t \\d+ t - with both");
            run(driver + own + " --log-opt syslog-tls-skip-verify=1", "echo to anybody!")
                    .ok();
            server.await(line -> line.endsWith("to anybody"));
            Result unknown = run(driver + own + " --log-opt syslog-tls-ca-cert=" + stranger.certificate(), "true");
            assertThat(unknown.err()).contains("failed to initialize logging driver");
            Result half = run(driver + trusting + " --log-opt syslog-tls-key=" + here.key(), "true");
            assertThat(half.err()).contains("syslog-tls-cert and syslog-tls-key are two halves");
            Result wrong = run(driver + trusting + own.replace(here.key().toString(), "/etc/passwd"), "true");
            assertThat(wrong.err()).contains("/etc/passwd: there is no private key of PKCS #8");
        }
    }

    @Test
    void gelfOverUdpAndTcp() throws IOException {
        int port = naru.port();
        try (LogServer server = LogServer.udp(port)) {
            run(
                            "--rm --name gray -e COLOUR=grey --label stage=test --log-driver gelf --log-opt env=COLOUR"
                                    + " --log-opt labels=stage --log-opt gelf-address=udp://127.0.0.1:" + port,
                            "echo hello; head -c 6000 /dev/urandom | base64 -w0")
                    .ok();
            JsonNode message =
                    Json.tree(server.await(line -> line.contains("hello")).getBytes(StandardCharsets.UTF_8));
            assertThat(message.path("version").asString("")).isEqualTo("1.1");
            assertThat(message.path("_container_name").asString("")).isEqualTo("gray");
            assertThat(message.path("_COLOUR").asString("")).isEqualTo("grey");
            assertThat(message.path("_stage").asString("")).isEqualTo("test");
            assertThat(message.path("level").asInt(0)).isEqualTo(6);
            assertThat(server.await(line -> line.startsWith("\u001e\u000f"))).hasSizeLessThanOrEqualTo(1420);
        }
        int stream = naru.port();
        try (LogServer server = LogServer.tcp(stream, 0)) {
            run("--rm --log-driver gelf --log-opt gelf-address=tcp://127.0.0.1:" + stream, "echo streamed")
                    .ok();
            assertThat(server.await(line -> line.contains("\"short_message\":\"streamed\"")))
                    .startsWith("{");
        }
    }

    @Test
    void fluentdGetsRecords() throws IOException {
        int port = naru.port();
        try (LogServer server = LogServer.tcp(port, '!')) {
            run(
                            "--rm --name flows --log-driver fluentd --log-opt tag=app.{{.Name}} --log-opt"
                                    + " fluentd-address=127.0.0.1:" + port,
                            "echo record!")
                    .ok();
            assertThat(server.await(line -> line.endsWith("record")))
                    .contains("app.flows")
                    .contains("container_name")
                    .contains("/flows")
                    .contains("stdout");
        }
    }

    @Test
    void journaldGetsFields() throws IOException {
        run("--rm --name noted -e A.B=c --log-driver journald --log-opt env=A.B", "echo in the journal; echo bad >&2")
                .ok();
        Path packets = folder.resolve("packets");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!(Files.exists(packets) && Files.readString(packets).contains("MESSAGE=bad"))
                && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(packets)
                .content()
                .contains("CONTAINER_NAME=noted\n")
                .contains("MESSAGE=in the journal\n")
                .contains("A_B=c\n")
                .contains("PRIORITY=3\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--log-driver nosuch | error looking up logging plugin nosuch",
                "--log-opt x=y | unknown log opt 'x' for json-file log driver",
                "--log-driver syslog --log-opt x=y | unknown log opt 'x' for syslog log driver",
                "--log-driver journald --log-opt max-size=1m | unknown log opt 'max-size' for journald log driver",
                "--log-driver syslog --log-opt syslog-format=x | Invalid syslog format",
                "--log-driver syslog --log-opt syslog-facility=x | invalid syslog facility",
                "--log-driver syslog --log-opt syslog-address=x://y | unsupported scheme",
                "--log-driver gelf | gelf-address is a required parameter",
                "--log-opt max-buffer-size=1m | only supported with 'mode=non-blocking'",
                "--log-driver syslog --log-opt syslog-address=tcp://127.0.0.1:1 | failed to initialize logging driver",
            })
    void whatMakesNoSenseIsRefused(String options, String words) {
        Result refused = run("--rm " + options.strip(), "true");
        assertThat(refused.exit()).isEqualTo(125);
        assertThat(refused.err()).contains(words.strip());
    }

    @Test
    void aServerThatIsAwayHoldsNobodyUpAndGetsAllWhenItComesBack() throws IOException {
        int port = naru.port();
        LogServer first = LogServer.tcp(port, '\n');
        run(
                        "-d --name far --log-driver syslog --log-opt syslog-address=tcp://127.0.0.1:" + port,
                        "echo begin; while [ ! -e /go ]; do sleep 0.1; done; seq 20000 | sed s/^/line/; touch /done; sleep 1000")
                .ok();
        first.await(line -> line.endsWith("begin"));
        first.close();
        naru.docker("exec", "far", "touch", "/go").ok();
        while (naru.docker("exec", "far", "test", "-e", "/done").exit() != 0) {
            assertThat(naru.docker("inspect", "far").exit()).isZero();
        }
        try (LogServer second = LogServer.tcp(port, '\n')) {
            second.await(line -> line.endsWith(": line20000"));
            Set<String> lines = second.received().stream()
                    .map(line -> line.replaceFirst(".*: ", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            for (int number = 1; number <= 20000; number++) {
                assertThat(lines).contains("line" + number);
            }
        }
    }

    @Test
    void noLineIsLostWhenTheEngineIsKilled() throws IOException {
        int port = naru.port();
        try (LogServer server = LogServer.tcp(port, '\n')) {
            run(
                            "-d --name counts --log-driver syslog --log-opt syslog-address=tcp://127.0.0.1:" + port,
                            "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); echo n$i; done; echo last; sleep 1000")
                    .ok();
            server.await(line -> line.endsWith(": n2000"));
            naru.kill();
            naru.startAgain();
            server.await(line -> line.endsWith(": last"));
            Map<String, Long> seen = server.received().stream()
                    .map(line -> line.replaceFirst(".*: ", ""))
                    .collect(Collectors.groupingBy(line -> line, Collectors.counting()));
            for (int number = 1; number <= 30000; number++) {
                assertThat(seen).containsKey("n" + number);
            }
            long doubled = seen.values().stream().filter(count -> count > 1).count();
            System.getLogger("test").log(System.Logger.Level.INFO, "doubled: " + doubled);
            assertThat(doubled).isLessThanOrEqualTo(2000);
        }
    }

    @Test
    void aBurstOf100MegabytesLosesNoLineAndTheEngineDoesNotGrow() throws IOException {
        int port = naru.port();
        try (LogServer server = LogServer.tcp(port, '\n')) {
            naru.docker("version").ok();
            long before = resident();
            String line = "x".repeat(990);
            run(
                            "-d --name burst --log-driver syslog --log-opt syslog-address=tcp://127.0.0.1:" + port,
                            "yes " + line + " | head -n 101000 | cat -n; echo the end; sleep 1000")
                    .ok();
            server.await(one -> one.endsWith("the end"));
            assertThat(server.received().stream()
                            .filter(one -> one.endsWith(line))
                            .count())
                    .isEqualTo(101_000);
            long grown = resident() - before;
            System.getLogger("test").log(System.Logger.Level.INFO, "grown by " + grown + " kB");
            assertThat(grown).isLessThan(120_000);
        }
    }

    /// The engine's own memory in kB: the process of the wrapper that makes the mounts becomes it.
    private static long resident() {
        String words = "grep RssAnon /proc/" + naru.pid() + "/status";
        return Long.parseLong(Program.run(List.of("sh", "-c", words), Map.of(), new byte[0], Duration.ofSeconds(5))
                .ok()
                .replaceAll("\\D", ""));
    }
}
