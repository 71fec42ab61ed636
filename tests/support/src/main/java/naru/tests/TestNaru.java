package naru.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import naru.base.Instance;

/// A real `naru daemon` in a process of its own, with folders under /tmp, free ports and subnets that no other test
/// has: several run side by side. Closing it removes its containers and pods, stops it, and fails if anything is left.
public final class TestNaru implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NO_CLUSTER = "--no-cluster";

    private final Path base;
    private final Slot slot;
    private final List<String> wrapper;
    private final List<String> options;
    private boolean cluster;
    private final DaemonLog log = new DaemonLog();
    private Process daemon;

    private TestNaru(Path base, Slot slot, List<String> wrapper, List<String> options) {
        this.base = base;
        this.slot = slot;
        this.wrapper = List.copyOf(wrapper);
        this.options = new ArrayList<>(options);
        this.cluster = !options.contains(NO_CLUSTER);
        this.daemon = launch();
    }

    /// Starts a daemon without the cluster, with these further options (see `naru daemon --help`), and waits until it
    /// is ready.
    public static TestNaru start(String... more) {
        return startWithin(List.of(), false, more);
    }

    /// As [#start], with the image [SmallImage#IMAGE].
    public static TestNaru withImage(String... more) {
        return start(more).having();
    }

    private TestNaru having() {
        try {
            SmallImage.importInto(this);
            return this;
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /// As [#start], with the cluster: a server and its node. It is ready when the API says so.
    public static TestNaru startCluster(String... more) {
        TestNaru naru = startWithin(List.of(), true, more);
        try {
            naru.awaitCluster();
            return naru;
        } catch (AssertionError e) {
            naru.close();
            throw e;
        }
    }

    /// As [#start], with the cluster (unless `--no-cluster` is among the options) on a host of its own; kubectl runs
    /// there too.
    ///
    /// @param host the words that run a program there
    public static TestNaru startOn(List<String> host, String... more) {
        return startWithin(host, !List.of(more).contains(NO_CLUSTER), more);
    }

    /// As [#start], in the mount namespace that a shell script makes of this machine's.
    public static TestNaru startWithMounts(String script, String... more) {
        String then = script + "; exec \"$@\"";
        return startWithin(List.of("unshare", "-m", "--propagation", "private", "sh", "-ec", then, "sh"), false, more);
    }

    private static TestNaru startWithin(List<String> wrapper, boolean cluster, String... more) {
        try {
            Slot slot = Slot.take();
            List<String> given = List.of(more);
            List<String> options = new ArrayList<>(List.of("--bridge-pool", slot.bridgePool()));
            List<String> on = List.of("--pod-network", slot.podNetwork(), "--service-network", slot.serviceNetwork());
            options.addAll(cluster ? on : List.of(NO_CLUSTER));
            for (String listener : List.of("web", "registry", "kube", "relay-http", "relay-agents")) {
                options.addAll(
                        given.contains("--" + listener)
                                ? List.of()
                                : List.of("--" + listener, "127.0.0.1:" + slot.port()));
            }
            given.stream().filter(one -> !one.equals(NO_CLUSTER)).forEach(options::add);
            return started(base(), slot, wrapper, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A daemon that refuses to start leaves nothing.
    private static TestNaru started(Path base, Slot slot, List<String> wrapper, List<String> options) {
        try {
            return new TestNaru(base, slot, wrapper, options);
        } catch (AssertionError e) {
            slot.close();
            try {
                delete(base);
            } catch (UncheckedIOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    /// Others may pass through it, as through /var/lib and /run.
    private static Path base() throws IOException {
        Path base = Files.createTempDirectory("naru-test-");
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx--x--x"));
        return base;
    }

    /// The instance: its folders and id.
    public Instance instance() {
        return new Instance(base.resolve("data"), base.resolve("run"));
    }

    /// A folder for the test's own files; it goes with the daemon.
    public Path folder() {
        try {
            return Files.createDirectories(base.resolve("test"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The address of a listener by its option's name, for example `registry`: 127.0.0.1 and a port.
    public String address(String name) {
        return options.get(options.indexOf("--" + name) + 1);
    }

    /// A TCP port on loopback for a server of the test's own, which no other test gets.
    public int port() {
        return slot.port();
    }

    /// The daemon's process number.
    public long pid() {
        return daemon.pid();
    }

    /// Whether it serves the Docker API.
    public boolean hasDocker() {
        return Files.exists(instance().run().resolve("docker.sock"));
    }

    /// Runs the real docker command line against this daemon.
    public Result docker(String... words) {
        return dockerWith(new byte[0], words);
    }

    /// As the other, with the words of a line: none of them has a space in it.
    public Result docker(String line) {
        return docker(line.split(" "));
    }

    /// As [#docker], with a script after the words of a line, such as `run --rm IMAGE sh -c`.
    public Result dockerScript(String line, String script) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.add(script);
        return docker(words.toArray(String[]::new));
    }

    /// What `docker inspect` says of something, in this format.
    public String inspect(String format, String name) {
        return docker("inspect", "-f", format, name).ok();
    }

    /// Runs the real docker command line with this standard input.
    public Result dockerWith(byte[] input, String... words) {
        List<String> line = new ArrayList<>(List.of("docker"));
        line.addAll(List.of(words));
        return Program.run(line, dockerEnvironment(), input, PATIENCE);
    }

    /// Runs the real docker command line in a terminal (script(1)); its output and errors come together.
    public Result dockerInTerminal(String... words) {
        List<String> line = List.of("script", "-q", "-e", "-c", "docker " + String.join(" ", words), "/dev/null");
        return Program.run(line, dockerEnvironment(), new byte[0], PATIENCE);
    }

    /// What a client needs in its environment to talk to this daemon and to nobody else.
    public Map<String, String> dockerEnvironment() {
        return Map.of(
                "DOCKER_HOST",
                "unix://" + instance().run().resolve("docker.sock"),
                "DOCKER_CONFIG",
                base.resolve("docker-config").toString(),
                "DOCKER_BUILDKIT",
                "0");
    }

    /// Runs Naru's own command line against this daemon.
    public Result naru(String... words) {
        return naruWith(new byte[0], words);
    }

    /// Runs Naru's own command line with this standard input.
    public Result naruWith(byte[] input, String... words) {
        List<String> line = program();
        line.addAll(List.of(words));
        return Program.run(line, dockerEnvironment(), input, PATIENCE);
    }

    /// Runs a kubectl against this daemon as its administrator; one of [Kubectl#versions], such as `1.32`.
    public Result kubectl(String version, String... words) {
        return Program.run(kubectlLine(version, words), Map.of(), new byte[0], PATIENCE);
    }

    /// The words that run a kubectl against this daemon.
    public List<String> kubectlLine(String version, String... words) {
        List<String> line = new ArrayList<>(wrapper);
        line.addAll(Kubectl.line(
                version, instance().data().resolve("kubeconfig"), base.resolve("kube-cache-" + version), words));
        return line;
    }

    /// Waits until the cluster's API says that it is ready. Each look takes a process' start: it does not spin.
    public void awaitCluster() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Result answer;
        do {
            answer = kubectl(Kubectl.newest(), "get", "--raw", "/readyz");
        } while (answer.exit() != 0 && System.nanoTime() < end);
        answer.ok();
    }

    /// Ends the daemon as a crash would.
    public void kill() {
        itself().destroyForcibly();
        awaitEnd();
    }

    /// What signals are for: a wrapper that enters another PID namespace stays, as the daemon's parent.
    private ProcessHandle itself() {
        ProcessHandle started = daemon.toHandle();
        return wrapper.contains("--pid") ? started.children().findFirst().orElse(started) : started;
    }

    /// Stops the daemon in order, as `naru down` does; containers stay.
    public void stop() {
        itself().destroy();
        awaitEnd();
    }

    /// Starts the daemon again on the same folders and ports.
    public void startAgain() {
        daemon = launch();
    }

    /// Starts the daemon anew with the cluster, that it had been without.
    public void restartWithCluster() {
        stop();
        options.remove(NO_CLUSTER);
        cluster = true;
        startAgain();
    }

    /// Starts the daemon anew without the cluster, that it has left.
    public void restartWithoutCluster() {
        stop();
        options.add(NO_CLUSTER);
        cluster = false;
        startAgain();
    }

    /// Waits until the daemon, which was told to stop, has ended; answers what it has left behind, a line each.
    public List<String> leftovers() {
        awaitEnd();
        return Leaks.of(base, instance().id(), wrapper);
    }

    /// Removes every container with its anonymous volumes, and answers what the docker client said.
    public Result removeContainers() {
        Result present = docker("ps", "-aq");
        if (present.out().isBlank()) {
            return present;
        }
        List<String> line = new ArrayList<>(List.of("rm", "-f", "-v"));
        present.out().lines().forEach(line::add);
        return docker(line.toArray(String[]::new));
    }

    /// What the daemon wrote lately.
    public String log() {
        return log.text();
    }

    @Override
    public void close() {
        if (!daemon.isAlive()) {
            startAgain();
        }
        if (cluster) {
            naru("down", "--stop-containers").ok();
            awaitEnd();
        } else {
            removeContainers();
            stop();
        }
        slot.close();
        List<String> left = Leaks.of(base, instance().id(), cluster ? wrapper : List.of());
        if (!left.isEmpty()) {
            throw new AssertionError("left behind:\n" + String.join("\n", left) + "\n--- daemon\n" + log());
        }
        delete(base);
    }

    private List<String> program() {
        return NaruProgram.line(instance());
    }

    private Process launch() {
        List<String> line = new ArrayList<>(wrapper);
        line.addAll(program());
        line.add("daemon");
        line.addAll(options);
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            process.getOutputStream().close();
            log.follow(process).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the daemon was not ready:\n" + log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the daemon started", e);
        }
    }

    private void awaitEnd() {
        try {
            if (!daemon.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                itself().destroyForcibly();
                throw new AssertionError("the daemon did not stop:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the daemon stopped", e);
        }
    }

    private static void delete(Path base) {
        try (Stream<Path> all = Files.walk(base)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
