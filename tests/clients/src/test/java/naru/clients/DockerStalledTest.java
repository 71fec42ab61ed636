package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import naru.tests.Background;
import naru.tests.Program;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Attached clients that do not read: waited for as long as was set and no longer, while nothing is lost and the engine
/// does not grow.
@Tag("system")
@Timeout(90)
class DockerStalledTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: docker\r\n";
    private static final String KEY = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final int BYTES = 4_000_000;
    /// Waits for a file, says much, and then that it is done.
    private static final String SPEAK =
            "until test -e /go; do sleep 0.1; done; l=0123456789; for i in 1 2 3 4 5; do l=$l$l; done; yes $l | head -c "
                    + BYTES + "; echo; echo done";
    private static final long ALLOWANCE_KIB = 100 << 10;

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage("--attach-patience", "3s", "--docker-tcp", "127.0.0.1:0");

    private static String tcp;
    private static Path certificates;

    @BeforeAll
    static void start() {
        certificates = naru.folder().resolve("maria");
        tcp = naru.naru("docker-certificate", "maria", "--out", certificates.toString())
                .err()
                .strip();
    }

    @AfterEach
    void removeAll() {
        naru.removeContainers().ok();
    }

    private static long memory() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + naru.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static Background background(List<String> environment, String command) {
        List<String> line = new ArrayList<>(List.of("env"));
        naru.dockerEnvironment().forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(environment);
        line.addAll(List.of("sh", "-c", command));
        return Background.start(line);
    }

    /// The real client, with an output that nobody reads.
    private static Background stalled(List<String> environment, String command) {
        return background(environment, command + " | sleep 1000");
    }

    private static void speaker() {
        naru.docker("run", "-d", "--name", "speaker", IMAGE, "sh", "-c", SPEAK).ok();
    }

    /// The speaker, told to speak, comes to its end; what it said is in the log, to the last byte.
    private static void speaksToTheEnd() {
        naru.docker("exec", "speaker", "touch", "/go").ok();
        assertThat(naru.docker("wait", "speaker").ok()).isEqualTo("0");
        assertThat(logged()).isEqualTo(BYTES + "\ndone");
    }

    private static String shell(String command) {
        return Program.run(List.of("sh", "-c", command), naru.dockerEnvironment(), new byte[0], Duration.ofSeconds(60))
                .ok();
    }

    private static String logged() {
        return shell("docker logs speaker | head -c " + BYTES + " | wc -c; docker logs --tail 1 speaker");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /containers/speaker/attach?stream=1&stdout=1&stderr=1" + HEAD,
                "POST /containers/speaker/attach?stream=1&stdout=1&logs=1&stdin=1" + HEAD,
                "GET /containers/speaker/attach/ws?stream=1&stdout=1" + HEAD + KEY,
                "GET /containers/speaker/logs?follow=1&stdout=1" + HEAD
            })
    void aContainerGoesOnWithoutWhoDoesNotRead(String request) throws IOException {
        speaker();
        long before = memory();
        try (RawDocker client = RawDocker.connect(naru)) {
            client.say(request + "\r\n");
            assertThat(client.hear("\r\n\r\n")).containsPattern("HTTP/1.1 (101|200)");
            speaksToTheEnd();
            assertThat(memory() - before).isLessThan(ALLOWANCE_KIB);
        }
    }

    @Test
    void theRealClientIsCutOffTooAlsoOverTls() {
        speaker();
        List<String> tls = List.of(tcp, "DOCKER_TLS_VERIFY=1", "DOCKER_CERT_PATH=" + certificates);
        try (Background near = stalled(List.of(), "docker attach --no-stdin speaker");
                Background far = stalled(tls, "docker attach --no-stdin speaker")) {
            awaitAttached(2);
            speaksToTheEnd();
            assertThat(List.of(near, far)).hasSize(2);
        }
    }

    /// Clients tell of themselves by events of kind attach.
    private static void awaitAttached(int clients) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (naru.docker("events", "--since", "60s", "--until", "0s", "--filter", "event=attach")
                        .ok()
                        .lines()
                        .filter(line -> line.contains("name=speaker"))
                        .count()
                < clients) {
            assertThat(System.nanoTime()).as("clients are attached").isLessThan(end);
        }
    }

    @Test
    void otherClientsMissNothing() throws IOException {
        speaker();
        try (RawDocker client = RawDocker.connect(naru);
                Background other = background(List.of(), "docker attach --no-stdin speaker | wc -c")) {
            client.say("POST /containers/speaker/attach?stream=1&stdout=1" + HEAD + "\r\n");
            assertThat(client.hear("\r\n\r\n")).contains("HTTP/1.1 200");
            awaitAttached(2);
            speaksToTheEnd();
            other.awaitLine(Integer.toString(BYTES + "\ndone\n".length()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-t"})
    void aCommandGoesOnWithoutWhoDoesNotRead(String terminal) throws IOException {
        naru.docker("run", "-d", "--name", "box", IMAGE, "sleep", "1000").ok();
        long before = memory();
        String say = "docker exec " + terminal + " box sh -c 'head -c " + BYTES + " /dev/zero; touch /done'";
        try (Background client = stalled(List.of(), say)) {
            naru.docker("exec", "box", "sh", "-c", "until test -e /done; do sleep 0.1; done")
                    .ok();
            assertThat(memory() - before).isLessThan(ALLOWANCE_KIB);
            assertThat(client).isNotNull();
        }
    }

    @Test
    void aContainerInTheForegroundGoesOn() {
        try (Background client = stalled(List.of(), "docker run --name speaker " + IMAGE + " sh -c '" + SPEAK + "'")) {
            awaitAttached(1);
            shell("until docker exec speaker true 2>/dev/null; do sleep 0.1; done"); // attached before it is started
            speaksToTheEnd();
            assertThat(client).isNotNull();
        }
    }

    @Test
    void aSlowReaderIsWaitedForAndLosesNothing() {
        String slow = "docker run --rm " + IMAGE + " seq 300000"
                + " | { for i in 1 2 3 4 5; do head -c 300000; sleep 1; done; cat; } | md5sum";
        assertThat(shell(slow)).isEqualTo(shell("seq 300000 | md5sum"));
    }
}
