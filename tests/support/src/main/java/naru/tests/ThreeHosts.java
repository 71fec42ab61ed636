package naru.tests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Three hosts at one switch: network namespaces, each with a cable to a fourth one that holds a bridge. They are
/// numbered from 1; 0 is the switch, where programs run too. Closing them takes all of it away.
public final class ThreeHosts implements AutoCloseable {
    /// How many hosts there are.
    public static final int COUNT = 3;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String id =
            Long.toString(ProcessHandle.current().pid(), 36) + Long.toString(System.nanoTime() % 1296, 36);
    private final String middle = "naru-test-m" + id;

    /// Makes them.
    public ThreeHosts() {
        try {
            make(middle);
            ip("-n", middle, "link", "add", "switch", "type", "bridge");
            ip("-n", middle, "address", "add", address(0) + "/24", "dev", "switch");
            ip("-n", middle, "link", "set", "switch", "up");
            IntStream.rangeClosed(1, COUNT).forEach(this::connect);
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private void connect(int number) {
        String host = host(number);
        make(host);
        ip("-n", host, "link", "add", "cable", "type", "veth", "peer", "name", port(number), "netns", middle);
        ip("-n", host, "address", "add", address(number) + "/24", "dev", "cable");
        ip("-n", host, "link", "set", "cable", "up");
        ip("-n", middle, "link", "set", port(number), "master", "switch");
        plug(number);
    }

    private static void make(String host) {
        ip("netns", "add", host);
        ip("-n", host, "link", "set", "lo", "up");
    }

    /// A host's address.
    public String address(int number) {
        return "10.213.0." + (number == 0 ? 254 : number);
    }

    /// Connects a host's cable at the switch.
    public void plug(int number) {
        ip("-n", middle, "link", "set", port(number), "up");
    }

    /// Disconnects it: the host sees that its cable is dead.
    public void unplug(int number) {
        ip("-n", middle, "link", "set", port(number), "down");
    }

    /// The words before those of a program, so that it runs on a host; it keeps this machine's files and cgroups.
    public List<String> on(int number) {
        return List.of("nsenter", "--net=/run/netns/" + host(number));
    }

    /// Runs a program on a host.
    public Result run(int number, String... words) {
        List<String> line = new ArrayList<>(on(number));
        line.addAll(List.of(words));
        return Program.run(line, Map.of(), new byte[0], LIMIT);
    }

    private String host(int number) {
        return number == 0 ? middle : "naru-test-h" + number + id;
    }

    private static String port(int number) {
        return "port" + number;
    }

    private static void ip(String... words) {
        List<String> line = new ArrayList<>(List.of("ip"));
        line.addAll(List.of(words));
        Program.run(line, Map.of(), new byte[0], LIMIT).ok();
    }

    @Override
    public void close() {
        List<String> all = new ArrayList<>(
                IntStream.rangeClosed(1, COUNT).mapToObj(this::host).toList());
        all.add(middle);
        for (String host : all) {
            Program.run(List.of("ip", "netns", "delete", host), Map.of(), new byte[0], LIMIT);
        }
    }
}
