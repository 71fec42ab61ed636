package naru.tests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Two hosts with a cable between them: network namespaces and a veth pair. Closing them takes all of it away.
public final class TwoHosts implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String id =
            Long.toString(ProcessHandle.current().pid(), 36) + Long.toString(System.nanoTime() % 1296, 36);
    private final String first = "naru-test-a" + id;
    private final String second = "naru-test-b" + id;

    /// Makes them.
    public TwoHosts() {
        try {
            for (String host : List.of(first, second)) {
                ip("netns", "add", host);
                ip("-n", host, "link", "set", "lo", "up");
            }
            ip("-n", first, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", second);
            ip("-n", first, "address", "add", firstAddress() + "/24", "dev", "cable");
            ip("-n", second, "address", "add", "10.213.0.2/24", "dev", "cable");
            plug();
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /// The first host's address.
    public String firstAddress() {
        return "10.213.0.1";
    }

    /// Connects the cable at both ends.
    public void plug() {
        ip("-n", first, "link", "set", "cable", "up");
        ip("-n", second, "link", "set", "cable", "up");
    }

    /// Disconnects it.
    public void unplug() {
        ip("-n", second, "link", "set", "cable", "down");
    }

    /// The words of a program that runs on the first host.
    public List<String> onFirst(List<String> words) {
        return on(first, words);
    }

    /// The words of a program that runs on the second host.
    public List<String> onSecond(List<String> words) {
        return on(second, words);
    }

    private static List<String> on(String host, List<String> words) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", host));
        line.addAll(words);
        return line;
    }

    private static void ip(String... words) {
        List<String> line = new ArrayList<>(List.of("ip"));
        line.addAll(List.of(words));
        Program.run(line, Map.of(), new byte[0], LIMIT).ok();
    }

    @Override
    public void close() {
        for (String host : List.of(first, second)) {
            Program.run(List.of("ip", "netns", "delete", host), Map.of(), new byte[0], LIMIT);
        }
    }
}
