package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients and containers that send too much, too little, or go away: the daemon refuses, forgets, and does not grow.
@Tag("system")
@Timeout(60)
class DockerFloodsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long ALLOWANCE_KIB = 150 << 10;
    private static final String HEAD = " HTTP/1.1\r\nHost: docker\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    @AfterEach
    void removeAll() {
        naru.removeContainers().ok();
    }

    private static String field(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + naru.pid() + "/status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElseThrow();
    }

    private static long memory() throws IOException {
        return Long.parseLong(field("VmRSS"));
    }

    private static long files() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + naru.pid() + "/fd"))) {
            return all.count();
        }
    }

    /// Waits until no more than so many files are open.
    private static void awaitFiles(long most) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (files() > most) {
            assertThat(System.nanoTime()).as("files of the daemon are closed").isLessThan(end);
            naru.docker("version").ok();
        }
    }

    private static Result curl(String... words) {
        List<String> line = new ArrayList<>(List.of("curl", "-s", "-g", "--path-as-is", "-w", "\n%{http_code}"));
        line.addAll(List.of(
                "--unix-socket", naru.instance().run().resolve("docker.sock").toString()));
        line.addAll(List.of(words));
        return Program.run(line, Map.of(), new byte[0], PATIENCE);
    }

    @Test
    void aBodyOfAHundredMegabytesIsRefused() throws IOException {
        Path body = naru.folder().resolve("body");
        byte[] spaces = new byte[1 << 20];
        Arrays.fill(spaces, (byte) ' ');
        try (var out = Files.newOutputStream(body)) {
            for (int i = 0; i < 100; i++) {
                out.write(spaces);
            }
        }
        long before = memory();
        String type = "Content-Type: application/json";
        String answer = curl("-H", type, "--data-binary", "@" + body, "http://docker/containers/create")
                .out();
        assertThat(answer).endsWith("413").contains("larger than the limit");
        String chunked = curl(
                        "-H",
                        type,
                        "-H",
                        "Transfer-Encoding: chunked",
                        "--data-binary",
                        "@" + body,
                        "http://docker/networks/create")
                .out();
        assertThat(chunked).endsWith("413");
        assertThat(memory() - before).isLessThan(ALLOWANCE_KIB);
        Files.delete(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | {\"Image\": \"small:test\"} | unsupported Content-Type header",
                "application/x-www-form-urlencoded | Image=small:test | unsupported Content-Type header",
                "application/json | {\"Image\": \"small:test\"} {\"Image\": \"x\"} | message",
                "application/json | {\"Image\": \"small:test\", \"Cmd\": [\"x\"], \"HostConfig\": {\"CpuShares\": -3}} | shares",
                "application/json | {\"Image\": \"small:test\", \"Cmd\": [\"x\"], \"HostConfig\": {\"Memory\": -5}} | emory",
                "application/json | {\"Image\": \"small:test\", \"Cmd\": [\"x\"], \"HostConfig\": {\"NanoCpus\": -1}} | CPUs",
                "application/json | {\"Image\": \"small:test\", \"Cmd\": [\"x\"], \"HostConfig\": {\"ShmSize\": -1}} | SHM",
                "application/json | {\"Image\": \"small:test\", \"Cmd\": [\"x\"], \"Env\": [\"=x\"]} | invalid environment variable",
            })
    void wrongRequestsAreRefused(String type, String body, String words) {
        String answer = curl("-H", "Content-Type: " + type, "--data-binary", body, "http://docker/containers/create")
                .out();
        assertThat(answer).endsWith("400").containsIgnoringCase(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "//containers/json", "/containers/..%2fimages/json", "/containers%2fjson", "/v1.44/../info"
            })
    void oddPathsAreNobodys(String path) {
        assertThat(curl("http://docker" + path).out()).endsWith("404");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
                "Content-Length: -1\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n",
            })
    void requestsOfTwoMeaningsEndTheConnection(String rest) throws IOException {
        try (RawDocker raw = RawDocker.connect(naru)) {
            raw.say("POST /containers/create" + HEAD + JSON + rest).say("GET /_ping" + HEAD + "\r\n");
            assertThat(raw.hear("Naru never says this"))
                    .containsPattern("^HTTP/1.1 (400|501) ")
                    .doesNotContain("200 OK");
        }
    }

    @ParameterizedTest
    @CsvSource({"a, a", "-a, -a", "%C3%BC, ü", "%E5%90%8D, 名", "a%20b, a b"})
    void namesOfOneCharacterAndForeignOnesAreRefused(String encoded, String name) {
        String body = "{\"Image\": \"" + IMAGE + "\", \"Cmd\": [\"true\"]}";
        String answer = curl(
                        "-H",
                        "Content-Type: application/json",
                        "--data-binary",
                        body,
                        "http://docker/containers/create?name=" + encoded)
                .out();
        assertThat(answer).endsWith("400").contains("Invalid container name (" + name + ")");
    }

    @Test
    void everyLanguagePassesThrough() {
        String body = "{\"Image\": \"" + IMAGE + "\", \"Cmd\": [\"env\"], \"Env\": [\"GR\\u00dcN=\\u540d\"], "
                + "\"Labels\": {\"\\u043a\\u043b\\u044e\\u0447\": \"\\u2713\"}}";
        curl(
                        "-H",
                        "Content-Type: application/json",
                        "--data-binary",
                        body,
                        "http://docker/containers/create?name=words")
                .ok();
        assertThat(naru.docker("start", "-a", "words").ok()).contains("GRÜN=名");
        assertThat(naru.inspect("{{json .Config.Labels}}", "words")).contains("ключ", "✓");
    }

    @Test
    void containersWithEachOthersVolumesAreNoCircle() {
        naru.docker("create", "--name", "first", "-v", "/data", IMAGE, "true").ok();
        naru.docker("create", "--name", "second", "--volumes-from", "first", IMAGE, "true")
                .ok();
        naru.docker("rm", "first").ok();
        naru.docker("create", "--name", "first", "--volumes-from", "second", IMAGE, "ls", "-d", "/data")
                .ok();
        assertThat(naru.docker("start", "-a", "first").ok()).isEqualTo("/data");
        assertThat(naru.docker("create", "--name", "third", "--volumes-from", "third", IMAGE, "true")
                        .refused())
                .contains("No such container");
    }

    @Test
    void aLogWithoutAnEndDoesNotGrowTheDaemon() throws IOException {
        long before = memory();
        String flood = "head -c 100000000 /dev/zero | tr '\\0' x";
        naru.docker("run", "--name", "flood", "-d", IMAGE, "sh", "-c", flood).ok();
        naru.docker("wait", "flood").ok();
        assertThat(memory() - before).isLessThan(ALLOWANCE_KIB);
        naru.docker("logs", "--tail", "1", "flood").ok();
        assertThat(memory() - before).isLessThan(ALLOWANCE_KIB);
    }

    /// Who follows the log holds nobody up; who is attached does, while they are there, as with Docker.
    @ParameterizedTest
    @ValueSource(
            strings = {"GET /containers/ID/logs?stdout=1&follow=1", "POST /containers/ID/attach?stream=1&stdout=1"})
    void whoDoesNotReadGrowsNothing(String request) throws IOException {
        String speak = "until test -e /go; do sleep 0.1; done; l=0123456789; for i in 1 2 3 4 5; do l=$l$l; done; "
                + "yes $l | head -c 30000000";
        naru.docker("run", "-d", "--name", "speaker", IMAGE, "sh", "-c", speak).ok();
        long before = memory();
        RawDocker client = RawDocker.connect(naru);
        try (client) {
            client.say(request.replace("ID", "speaker") + HEAD + "\r\n");
            assertThat(client.hear("\r\n\r\n")).containsPattern("HTTP/1.1 (101|200)");
            naru.docker("exec", "speaker", "touch", "/go").ok();
            if (request.startsWith("GET")) {
                assertThat(naru.docker("wait", "speaker").ok()).isEqualTo("0");
            }
            assertThat(naru.docker("run", "--rm", IMAGE, "echo", "fine").ok()).isEqualTo("fine");
        }
        assertThat(naru.docker("wait", "speaker").ok()).isEqualTo("0");
        assertThat(memory() - before).isLessThan(ALLOWANCE_KIB);
    }

    @Test
    void aCommandWhoseClientHangsUpGoesOn() throws IOException {
        naru.docker("run", "-d", "--name", "box", IMAGE, "sleep", "1000").ok();
        String words =
                "{\"Cmd\": [\"sh\", \"-c\", \"head -c 30000000 /dev/zero; touch /done\"], \"AttachStdout\": true}";
        String made = curl("-H", JSON.strip(), "--data-binary", words, "http://docker/containers/box/exec")
                .out();
        String id = made.replaceFirst("(?s).*\"Id\": ?\"([0-9a-f]+)\".*", "$1");
        try (RawDocker raw = RawDocker.connect(naru)) {
            raw.say("POST /exec/" + id + "/start" + HEAD + JSON + "Content-Length: 2\r\n\r\n{}")
                    .hear("\r\n\r\n");
        }
        naru.docker("exec", "box", "sh", "-c", "until test -e /done; do sleep 0.1; done")
                .ok();
    }

    @Test
    void clientsThatGoAwayLeaveNothing() throws IOException {
        String id = naru.docker("run", "-d", "--name", "box", IMAGE, "sh", "-c", "while :; do echo x; sleep 0.1; done")
                .ok();
        long before = files();
        String box = "/containers/" + id;
        for (int i = 0; i < 10; i++) {
            hangUp("POST " + box + "/attach?stream=1&stdout=1&stdin=1" + HEAD + "\r\n", "\r\n\r\n");
            hangUp("GET " + box + "/logs?stdout=1&follow=1" + HEAD + "\r\n", "\r\n\r\n");
            hangUp("GET /events" + HEAD + "\r\n", "");
            hangUp("GET " + box + "/stats" + HEAD + "\r\n", "");
            hangUp("GET " + box + "/archive?path=/bin" + HEAD + "\r\n", "\r\n\r\n");
            hangUp("PUT " + box + "/archive?path=/tmp" + HEAD + "Content-Length: 10240\r\n\r\nhalf", "");
            hangUp("POST /build" + HEAD + "Content-Type: application/x-tar\r\nContent-Length: 10240\r\n\r\nhalf", "");
            hangUp("POST /containers/create" + HEAD + JSON + "Content-Length: 100\r\n\r\n{", "");
        }
        awaitFiles(before + 3);
        assertThat(naru.docker("exec", "box", "echo", "fine").ok()).isEqualTo("fine");
    }

    private static void hangUp(String request, String after) throws IOException {
        try (RawDocker raw = RawDocker.connect(naru)) {
            raw.say(request).hear(after);
        }
    }

    @Test
    void fiveHundredIdleConnectionsHinderNobody() throws IOException {
        long before = files();
        List<RawDocker> idle = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            idle.add(RawDocker.connect(naru));
        }
        assertThat(naru.docker("run", "--rm", IMAGE, "echo", "fine").ok()).isEqualTo("fine");
        for (RawDocker one : idle) {
            one.close();
        }
        awaitFiles(before + 3);
    }

    @Test
    void commandsLeaveNoFilesAndThreads() throws IOException {
        naru.docker("run", "-d", "--name", "box", IMAGE, "sleep", "1000").ok();
        naru.docker("exec", "box", "true").ok();
        long before = files();
        int threads = Integer.parseInt(field("Threads"));
        String loop = "for i in $(seq 100); do docker exec box true || exit 1; done";
        List<Result> loops = Stream.of(loop, loop)
                .parallel()
                .map(one -> Program.run(
                        List.of("sh", "-c", one), naru.dockerEnvironment(), new byte[0], Duration.ofSeconds(50)))
                .toList();
        loops.forEach(Result::ok);
        awaitFiles(before + 5);
        assertThat(Integer.parseInt(field("Threads"))).isLessThan(threads + 20);
    }

    @Test
    void brokenArchivesAreRefusedAndLeaveNothing() throws IOException {
        Path saved = naru.folder().resolve("saved.tar");
        naru.docker("save", "-o", saved.toString(), IMAGE).ok();
        byte[] whole = Files.readAllBytes(saved);
        long images = naru.docker("images", "-aq").ok().lines().count();
        for (byte[] broken : List.of(
                Arrays.copyOf(whole, whole.length / 2), Arrays.copyOf(zipped(whole), 200_000), flipped(whole))) {
            naru.docker("rmi", IMAGE).ok();
            Path file = Files.write(naru.folder().resolve("broken.tar"), broken);
            assertThat(naru.docker("load", "-i", file.toString()).exit()).isNotZero();
            assertThat(naru.docker("images", "-aq").ok().lines().count()).isEqualTo(images - 1);
            naru.docker("load", "-i", saved.toString()).ok();
        }
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out);
                ByteArrayInputStream in = new ByteArrayInputStream(bytes)) {
            in.transferTo(gzip);
        }
        return out.toByteArray();
    }

    /// One bit of a layer's file is another.
    private static byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        return flipped;
    }
}
