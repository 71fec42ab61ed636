package naru.clients;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.tests.Background;
import naru.tests.Kubectl;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;

/// A cluster of one node with an image of busybox, `small:test`, and a kubectl.
final class Kube implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final TestNaru naru;
    private final String version = Kubectl.newest();

    /// @param options of the daemon
    Kube(String... options) {
        naru = TestNaru.startCluster(options);
        SmallImage.importInto(naru);
    }

    /// What kubectl prints for a command whose words have no spaces in them.
    String ok(String line) {
        return run(line).ok();
    }

    /// How kubectl ends.
    Result run(String line) {
        return naru.kubectl(version, line.split(" "));
    }

    /// As [#run], with one more word, which may have spaces.
    Result run(String line, String last) {
        return naru.kubectl(version, words(line, last));
    }

    /// Waits until what kubectl prints contains a text. Each look takes a process' start: it does not spin.
    void await(String line, String text) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String seen = ok(line);
        while (!seen.contains(text)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no '" + text + "' came:\n" + seen);
            }
            seen = ok(line);
        }
    }

    /// How kubectl ends with this standard input.
    Result feed(String input, String line) {
        return feed(version, input, line);
    }

    /// As [#feed], with another kubectl.
    Result feed(String kubectl, String input, String line) {
        return Program.run(
                naru.kubectlLine(kubectl, line.split(" ")), Map.of(), input.getBytes(StandardCharsets.UTF_8), PATIENCE);
    }

    /// How kubectl ends with an editor.
    Result edit(String editor, String line) {
        return Program.run(
                naru.kubectlLine(version, line.split(" ")), Map.of("KUBE_EDITOR", editor), new byte[0], PATIENCE);
    }

    /// How kubectl ends in a terminal; its output and errors come together.
    Result inTerminal(String line) {
        String command = String.join(" ", naru.kubectlLine(version, line.split(" ")));
        return Program.run(List.of("script", "-q", "-e", "-c", command, "/dev/null"), Map.of(), new byte[0], PATIENCE);
    }

    /// A kubectl that goes on.
    Background begin(String line) {
        return Background.start(naru.kubectlLine(version, line.split(" ")));
    }

    /// A file of the tests' folder `cluster`.
    static String manifest(String name) {
        try {
            return Path.of(java.util.Objects.requireNonNull(Kube.class.getResource("/cluster/" + name))
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /// The names of pods with a label.
    List<String> pods(String label) {
        return ok("get pods -o name -l " + label)
                .lines()
                .map(name -> name.replace("pod/", ""))
                .toList();
    }

    private static String[] words(String line, String last) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.add(last);
        return words.toArray(String[]::new);
    }

    @Override
    public void close() {
        naru.close();
    }
}
