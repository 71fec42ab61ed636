package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandsTest {
    private static final String OURS = """
            apiVersion: v1
            kind: Config
            clusters:
            - name: naru
              cluster: {server: "https://127.0.0.1:6443"}
            users:
            - name: naru
              user: {token: t}
            contexts:
            - name: naru
              context: {cluster: naru, user: naru}
            current-context: naru
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder = Path.of("/nowhere");

    private int run(String... words) {
        return Cli.run(
                words,
                new FakeLaunch(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void theCommandsExplainThemselvesWithExamples() {
        for (String command : List.of("token", "node", "join", "kubeconfig")) {
            out.reset();
            assertThat(run(command, "--help")).isEqualTo(Exit.OK);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("Examples:")
                    .contains("naru " + command);
        }
    }

    @Test
    void withoutADaemonTheySayHowToStartOne() {
        for (String[] words : new String[][] {{"token", "list"}, {"node", "list"}, {"kubeconfig"}}) {
            List<String> line = new ArrayList<>(List.of("--data", folder.toString()));
            line.addAll(List.of(words));
            assertThat(run(line.toArray(String[]::new))).isEqualTo(Exit.NOT_RUNNING);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("naru up");
    }

    @Test
    void timesAreWrittenShort() {
        assertThat(TokenCommand.life("24h")).isEqualTo(Duration.ofDays(1));
        assertThat(TokenCommand.life("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(TokenCommand.life("0")).isZero();
        for (String wrong : List.of("", "24", "-1h", "1y", "h")) {
            assertThatThrownBy(() -> TokenCommand.life(wrong)).isInstanceOf(Fault.class);
        }
    }

    @Test
    void mergingAKubeconfigLeavesTheRestAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("config"), OURS.replace("naru", "work"));
        assertThat(new KubeconfigFile(file).merge(OURS)).isFalse();
        assertThat(new KubeconfigFile(file).merge(OURS.replace("6443", "7443"))).isFalse();
        assertThat(Files.readString(file))
                .contains("work")
                .contains("7443")
                .containsOnlyOnce("7443")
                .contains("current-context: \"work\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aKubeconfigThatIsNotThereIsMadeAndOneThatIsNoneIsLeft() throws IOException {
        Path file = folder.resolve("new/config");
        assertThat(new KubeconfigFile(file).merge(OURS)).isTrue();
        Path other = Files.writeString(folder.resolve("text"), "just text");
        assertThatThrownBy(() -> new KubeconfigFile(other).merge(OURS)).hasMessageContaining("is no kubeconfig");
        assertThat(Files.readString(other)).isEqualTo("just text");
    }
}
