package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import naru.clients.Acknowledged.State;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of the engine at random moments, while clients create, start, stop, remove, commit, load
/// and prune. What was acknowledged is there afterwards, what was cut short is whole or gone; what is
/// left behind, [TestNaru] looks for. A search that may take long, and no part of ./verify: `mvn test
/// -Dcrash -pl tests/clients -Dcrash.rounds=300`, on the host that [CrashHost] is told.
@Tag("crash")
@Timeout(3600)
class EngineCrashTest {
    private static final System.Logger LOG = System.getLogger("naru.tests");
    private static final int CLIENTS = 3;
    private static final int NAMES = 4;
    private static final long LONGEST_MILLIS = 900;

    private final long seed = Long.getLong("crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Acknowledged promises = new Acknowledged();

    @Test
    void whatWasAcknowledgedOutlivesACrashAtAnyMoment(@TempDir Path etc) throws IOException {
        LOG.log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        try (CrashHost host = new CrashHost(etc);
                TestNaru naru = host.start()) {
            SmallImage.importInto(naru);
            naru.docker("save", "-o", naru.folder().resolve("saved.tar").toString(), IMAGE)
                    .ok();
            for (int round = 1; round <= Integer.getInteger("crash.rounds", 12); round++) {
                crash(naru);
                decide(naru);
                List<String> wrong = promises.compare(present(naru));
                assertThat(wrong)
                        .as(() -> "in round "
                                + naru.docker("ps", "-a", "--no-trunc").out() + states(naru, wrong) + naru.log())
                        .isEmpty();
            }
            everyContainerIsWhole(naru);
            assertThat(host.leftovers()).isEmpty();
            names("image-").forEach(name -> naru.docker("rmi", "-f", name + ":1"));
        }
    }

    private List<String> names(String kind) {
        return IntStream.range(0, CLIENTS)
                .boxed()
                .flatMap(client -> IntStream.range(0, NAMES).mapToObj(number -> kind + client + number))
                .toList();
    }

    private void crash(TestNaru naru) {
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<CompletableFuture<Void>> ends = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> new Client(naru, number, new Random(random.nextLong())))
                    .map(client -> CompletableFuture.runAsync(client::work, clients))
                    .toList();
            LockSupport.parkNanos(random.nextLong(LONGEST_MILLIS) * 1_000_000);
            naru.kill();
            ends.forEach(CompletableFuture::join);
        }
        naru.startAgain();
    }

    private static String states(TestNaru naru, List<String> wrong) {
        return wrong.stream()
                .map(line -> naru.docker("inspect", "-f", "{{json .State}}", line.split(" ", 2)[0])
                        .out())
                .collect(Collectors.joining("\n"));
    }

    /// What a call was about that was cut short: if it is there it is whole, and from now on it runs.
    private void decide(TestNaru naru) {
        Map<String, State> there = present(naru);
        promises.in(State.OPEN, "box-").stream()
                .filter(there::containsKey)
                .forEach(name -> naru.docker("restart", "-t", "0", name).ok());
    }

    private static Map<String, State> present(TestNaru naru) {
        Map<String, State> there = new TreeMap<>();
        naru.docker("ps", "-a", "--format", "{{.Names}} {{.State}}")
                .ok()
                .lines()
                .forEach(line -> {
                    String[] words = line.split(" ");
                    there.put(words[0], words[1].equals("running") ? State.RUNS : State.STILL);
                });
        naru.docker("images", "--format", "{{.Repository}}")
                .ok()
                .lines()
                .filter(name -> name.startsWith("image-"))
                .forEach(name -> there.put(name, State.STILL));
        return there;
    }

    /// Each starts if it does not run, does what it is told, and can be removed.
    private static void everyContainerIsWhole(TestNaru naru) {
        for (String name :
                naru.docker("ps", "-a", "--format", "{{.Names}}").ok().lines().toList()) {
            naru.docker("start", name).ok();
            assertThat(naru.docker("exec", name, "echo", "here").ok()).isEqualTo("here");
            naru.docker("rm", "-f", name).ok();
        }
    }

    /// Calls one after the other about things that no other client has, until one is not answered.
    private final class Client {
        private final TestNaru naru;
        private final int number;
        private final Random random;

        Client(TestNaru naru, int number, Random random) {
            this.naru = naru;
            this.number = number;
            this.random = random;
        }

        void work() {
            boolean answered = true;
            while (answered) {
                answered = random.nextInt(10) < 8 ? container() : random.nextBoolean() ? image() : prune();
            }
        }

        private boolean container() {
            String name = "box-" + number + random.nextInt(NAMES);
            return switch (promises.get(name)) {
                case GONE ->
                    random.nextBoolean()
                            ? ask(
                                    name,
                                    State.RUNS,
                                    "run",
                                    "-d",
                                    "--label",
                                    label(),
                                    "--name",
                                    name,
                                    IMAGE,
                                    "sleep",
                                    "9999")
                            : ask(
                                    name,
                                    State.STILL,
                                    "create",
                                    "--label",
                                    label(),
                                    "--name",
                                    name,
                                    IMAGE,
                                    "sleep",
                                    "9999");
                case STILL ->
                    random.nextBoolean() ? ask(name, State.RUNS, "start", name) : ask(name, State.GONE, "rm", name);
                case RUNS ->
                    switch (random.nextInt(3)) {
                        case 0 -> ask(name, State.STILL, "stop", "-t", "0", name);
                        case 1 -> ask(name, State.GONE, "rm", "-f", name);
                        default -> ask(name, State.RUNS, "exec", name, "true");
                    };
                case OPEN -> false;
            };
        }

        private String label() {
            return "client=" + number;
        }

        private boolean image() {
            String name = "image-" + number + random.nextInt(NAMES);
            if (promises.get(name) != State.GONE) {
                return ask(name, State.GONE, "rmi", name + ":1");
            }
            List<String> boxes = promises.in(State.RUNS, "box-" + number);
            if (boxes.isEmpty()) {
                return call(
                        "load", "-q", "-i", naru.folder().resolve("saved.tar").toString());
            }
            return ask(name, State.STILL, "commit", boxes.getFirst(), name + ":1");
        }

        private boolean prune() {
            List<String> still = promises.in(State.STILL, "box-" + number);
            still.forEach(name -> promises.put(name, State.OPEN));
            boolean answered = call("container", "prune", "-f", "--filter", "label=" + label());
            if (answered) {
                still.forEach(name -> promises.put(name, State.GONE));
            }
            return answered;
        }

        /// A call that makes a thing be in a state, once it is answered.
        private boolean ask(String name, State after, String... words) {
            State before = promises.get(name);
            promises.put(name, State.OPEN);
            boolean answered = call(words);
            if (answered) {
                promises.put(name, after);
            } else if (before == after) {
                promises.put(name, before); // it was to change nothing
            }
            return answered;
        }

        /// An engine that lives answers every one of these calls with success; one that dies answers with nothing.
        private boolean call(String... words) {
            Result result = naru.docker(words);
            if (result.err().contains("Error response from daemon")) {
                throw new AssertionError(result.command() + ": " + result.err());
            }
            return result.exit() == 0;
        }
    }
}
