package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.base.Instance;
import naru.tests.Background;
import naru.tests.NaruProgram;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.TwoHosts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `naru relay` on one host and `naru tunnel` on another, with a cable that can be unplugged.
@Tag("system")
@Timeout(240)
class RelayNamespacesTest {
    private static final int LARGE = 20_000_000;

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private TwoHosts hosts = new TwoHosts();
    private Path token = Path.of("");
    private Background relay = Background.start(List.of("true"));

    @BeforeEach
    void begin() throws IOException {
        relay = startRelay();
        String line = relay.awaitLine("token for the first agent");
        token = Files.writeString(folder.resolve("token"), line.substring(line.lastIndexOf(' ') + 1) + "\n");
        Path site = Files.createDirectories(folder.resolve("site"));
        Files.writeString(site.resolve("index.html"), "the page\n");
        Files.write(site.resolve("large"), new byte[LARGE]);
        keep(hosts.onSecond(List.of("busybox", "httpd", "-f", "-p", "8080", "-h", site.toString())));
        keep(tunnel(token)).awaitLine("shop.t.test");
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        relay.close();
        hosts.close();
    }

    private Background startRelay() {
        List<String> line = naru("relay-data");
        line.addAll(List.of("relay", "--domain", "t.test", "--listen", hosts.firstAddress() + ":80"));
        line.addAll(List.of("--agents", hosts.firstAddress() + ":7081"));
        return Background.start(hosts.onFirst(line));
    }

    private List<String> tunnel(Path tokenFile) {
        List<String> line = naru("agent-data");
        line.addAll(List.of("tunnel", "http", "8080", "--name", "shop", "--token-file", tokenFile.toString()));
        line.addAll(List.of("--relay", hosts.firstAddress() + ":7081"));
        return hosts.onSecond(line);
    }

    private List<String> naru(String data) {
        return NaruProgram.line(new Instance(folder.resolve(data), folder.resolve(data + "-run")));
    }

    private Background keep(List<String> words) {
        Background background = Background.start(words);
        open.add(background);
        return background;
    }

    private List<String> curl(String path, String... options) {
        List<String> line = new ArrayList<>(List.of("curl", "-s", "-m", "60", "-w", "%{http_code}"));
        line.addAll(List.of(options));
        line.addAll(List.of("-H", "Host: shop.t.test", "http://" + hosts.firstAddress() + path));
        return hosts.onFirst(line);
    }

    private Result get(String path, String... options) {
        return Program.run(curl(path, options), Map.of(), new byte[0], Duration.ofSeconds(70));
    }

    private void awaitPage() {
        Result answer = get("/");
        for (int attempt = 0; attempt < 20 && !answer.out().contains("the page"); attempt++) {
            answer = get("/"); // the relay holds a request for some seconds while the agent is away
        }
        assertThat(answer.out()).isEqualTo("the page\n200");
    }

    @Test
    void theAddressOutlivesTheCableAndTheRelay() {
        awaitPage();
        hosts.unplug();
        assertThat(get("/").out()).endsWith("502").contains("shop");
        hosts.plug();
        awaitPage();
        relay.kill();
        relay = startRelay();
        relay.awaitLine("answer at");
        awaitPage();
    }

    @Test
    void anotherTokenCannotTakeTheName() throws IOException {
        List<String> line = naru("relay-data");
        line.addAll(List.of("tunnel", "token", "somebody else"));
        String other =
                Program.run(line, Map.of(), new byte[0], Duration.ofSeconds(30)).ok();
        Background thief = Background.start(tunnel(Files.writeString(folder.resolve("other"), other)));
        assertThat(thief.awaitLine("refused")).contains("shop");
        assertThat(thief.awaitEnd()).isNotZero();
        awaitPage();
    }

    @Test
    void aSlowReaderHoldsNobodyUp() {
        keep(curl("/large", "--limit-rate", "50k", "-o", "/dev/null"));
        for (int request = 0; request < 20; request++) {
            awaitPage();
        }
        Result large = get("/large", "-o", folder.resolve("copy").toString());
        assertThat(large.out()).isEqualTo("200");
        assertThat(folder.resolve("copy")).hasSize(LARGE);
    }
}
