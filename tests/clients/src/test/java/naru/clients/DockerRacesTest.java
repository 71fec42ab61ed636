package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many clients that do whatever they like to the same few containers, networks, volumes and ports at the same
/// time. Each is told what became of its request, none of it is a fault of the daemon's, and nothing is left behind
/// (that is looked for when the daemon ends).
@Tag("system")
@Timeout(120)
class DockerRacesTest {
    private static final System.Logger LOG = System.getLogger("naru.tests");
    private static final int CLIENTS = 6;
    private static final Duration LASTS = Duration.ofSeconds(15);
    private static final List<String> KINDS = List.of("containers", "networks", "volumes", "images");
    private static final List<String> LISTS =
            List.of("/containers/json?all=1&size=1", "/networks", "/volumes", "/images/json?shared-size=1", "/info");
    private static final String UNTIL_IT_ENDS = "\0";
    /// What dockerd too tells as a fault of its own: a port that somebody else has.
    private static final String TAKEN = "(?s).*(port is already allocated|address already in use).*";

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final List<Integer> ports = List.of(freePort(), freePort());

    @AfterEach
    void removeAll() {
        naru.removeContainers().ok();
        for (int i = 0; i < 2; i++) {
            naru.docker("network", "rm", "-f", "net" + i).ok();
            naru.docker("volume", "rm", "-f", "v" + i).ok();
        }
    }

    @Test
    void whateverManyDoAtTheSameTimeIsAnsweredAndLeavesNothing() throws Exception {
        long seed = Long.getLong("races.seed", System.nanoTime());
        LOG.log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        long end = System.nanoTime() + LASTS.toNanos();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed + i);
            clients.add(Thread.ofVirtual().start(() -> act(random, end)));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(faults).as("seed %d", seed).isEmpty();
        assertThat(naru.log()).as("seed %d", seed).doesNotContain("Exception").doesNotContain("\tat ");
    }

    private void act(RandomGenerator random, long end) {
        while (System.nanoTime() < end) {
            try {
                one(random);
            } catch (IOException e) {
                faults.add(e.toString());
            }
        }
    }

    private void one(RandomGenerator random) throws IOException {
        String container = "c" + random.nextInt(3);
        String network = "net" + random.nextInt(2);
        String volume = "v" + random.nextInt(2);
        String at = "/containers/" + container;
        switch (random.nextInt(35)) {
            case 0, 1, 2 -> post("/containers/create?name=" + container, created(random, network, volume));
            case 3, 4, 5, 6 -> post(at + "/start", "");
            case 7 -> post(at + "/stop?t=0", "");
            case 8 -> post(at + "/restart?t=0", "");
            case 9 -> post(at + "/kill", "");
            case 10 -> post(at + "/pause", "");
            case 11 -> post(at + "/unpause", "");
            case 12 -> post(at + "/rename?name=c" + random.nextInt(3), "");
            case 13 -> post(at + "/update", "{\"PidsLimit\": " + (50 + random.nextInt(50)) + "}");
            case 14, 15 -> say("DELETE", at + "?force=1&v=1", "");
            case 16 -> post("/commit?container=" + container + "&repo=made", "{}");
            case 17 -> say("GET", at + "/changes", "");
            case 18 -> say("GET", at + "/archive?path=/bin", "");
            case 19 -> exec(at);
            case 20 -> post("/networks/create", "{\"Name\": \"" + network + "\"}");
            case 21 -> say("DELETE", "/networks/" + network, "");
            case 22 ->
                post(
                        "/networks/" + network + (random.nextBoolean() ? "/connect" : "/disconnect"),
                        "{\"Container\": \"" + container + "\"}");
            case 23 -> say("DELETE", "/volumes/" + volume, "");
            case 24 -> whole("POST", "/" + KINDS.get(random.nextInt(4)) + "/prune");
            case 25 -> whole("GET", LISTS.get(random.nextInt(LISTS.size())));
            case 26 -> say("GET", at + "/json?size=1", "");
            case 27 -> say("GET", at + "/top", "");
            case 28 -> say("GET", at + "/stats?stream=0&one-shot=1", "");
            case 29 -> say("GET", at + "/logs?stdout=1&stderr=1", "");
            case 30 -> say("DELETE", "/images/made", "");
            case 31 -> whole("GET", "/system/df");
            default -> edit(container, random, network);
        }
    }

    private String created(RandomGenerator random, String network, String volume) {
        String mode = List.of("bridge", "none", network).get(random.nextInt(3));
        String port = random.nextBoolean() ? "" : "{\"HostPort\": \"" + ports.get(random.nextInt(2)) + "\"}";
        return """
                {"Image": "%s", "Cmd": ["sleep", "%d"],
                 "HostConfig": {"NetworkMode": "%s", "Binds": ["%s:/v"], "PortBindings": {"80/tcp": [%s]}, "AutoRemove": %s}}
                """.formatted(IMAGE, random.nextBoolean() ? 60 : 0, mode, volume, port, random.nextBoolean());
    }

    private void edit(String container, RandomGenerator random, String network) throws IOException {
        String wish = switch (random.nextInt(5)) {
            case 0 -> "{\"publish\": [\"" + ports.get(random.nextInt(2)) + ":80\"]}";
            case 1 -> "{\"publishRm\": [\"80\"]}";
            case 2 -> "{\"network\": [\"" + network + "\"]}";
            case 3 -> "{\"networkRm\": [\"" + network + "\"]}";
            default -> "{\"env\": [\"A=" + random.nextInt(3) + "\"]}";
        };
        say(RawDocker.control(naru), "POST", "/api/v1/containers/" + container + "/edit", wish);
    }

    private static int freePort() {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void exec(String at) throws IOException {
        String answer = post(at + "/exec", "{\"Cmd\": [\"true\"]}");
        int id = answer.indexOf("\"Id\":\"");
        if (id >= 0) {
            post("/exec/" + answer.substring(id + 6, id + 70) + "/start", "{\"Detach\": true}");
        }
    }

    /// Whatever goes meanwhile, the rest is listed, and pruned.
    private void whole(String method, String path) throws IOException {
        String answer = say(method, path, "");
        if (!answer.startsWith("HTTP/1.1 200 ")) {
            faults.add(method + " " + path + "\n  " + answer);
        }
    }

    private String post(String path, String body) throws IOException {
        return say("POST", path, body);
    }

    private String say(String method, String path, String body) throws IOException {
        return say(RawDocker.connect(naru), method, path, body);
    }

    private String say(RawDocker to, String method, String path, String body) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n";
        try (to) {
            String answer = to.say(head + body).hear(UNTIL_IT_ENDS);
            if (!answer.matches("(?s)HTTP/1\\.1 [234]\\d\\d .*") && !answer.matches(TAKEN)) {
                faults.add(method + " " + path + " " + body + "\n  " + answer);
            }
            return answer;
        }
    }
}
