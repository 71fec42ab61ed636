package naru.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import naru.base.Fault;

/// Tests the health of running containers, each on a thread of its own, with Docker's defaults: every 30 s, 30 s for an
/// answer, three failures make one unhealthy.
final class HealthTests {
    private static final Duration DEFAULT = Duration.ofSeconds(30);
    private static final Duration DEFAULT_START_INTERVAL = Duration.ofSeconds(5);
    private static final int DEFAULT_RETRIES = 3;
    private static final int KEPT = 5;
    private static final int MAX_OUTPUT = 4096;

    private final Commands commands;
    private final News news;
    private final Consumer<Unit> unhealthy;

    /// @param unhealthy is told of each container that has just become so
    HealthTests(Commands commands, News news, Consumer<Unit> unhealthy) {
        this.commands = commands;
        this.news = news;
        this.unhealthy = unhealthy;
    }

    void begin(Unit unit) {
        HealthTest test = unit.kept().spec().config().healthcheck();
        if (test == null || !test.tests()) {
            unit.health(Health.NONE);
            return;
        }
        unit.health(new Health(Health.Status.STARTING, 0, List.of()));
        Thread tester = Thread.ofVirtual().unstarted(() -> run(unit, test));
        unit.tester(tester);
        tester.start();
    }

    void end(Unit unit) {
        unit.tester(null);
    }

    private void run(Unit unit, HealthTest test) {
        Instant graceEnd = Instant.now().plus(test.startPeriod());
        try {
            while (true) {
                boolean grace = unit.health().status() == Health.Status.STARTING
                        && Instant.now().isBefore(graceEnd);
                Thread.sleep(grace ? or(test.startInterval(), DEFAULT_START_INTERVAL) : or(test.interval(), DEFAULT));
                if (!(unit.kept().state() instanceof State.Running)) {
                    continue;
                }
                judge(unit, test, probe(unit, test), Instant.now().isBefore(graceEnd));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the container has ended
        }
    }

    private static Duration or(Duration chosen, Duration otherwise) {
        return chosen.isZero() ? otherwise : chosen;
    }

    private Health.Probe probe(Unit unit, HealthTest test) throws InterruptedException {
        Instant start = Instant.now();
        StringBuilder output = new StringBuilder();
        try {
            String id = commands.create(
                    unit.kept().id(),
                    ExecSpec.of(command(unit.kept().spec().config(), test).toArray(String[]::new)));
            CompletableFuture<Integer> end = commands.end(id);
            try (Streams streams = commands.start(id, false)) {
                Thread pump = Thread.startVirtualThread(() -> pump(streams, output));
                int code = end.get(or(test.timeout(), DEFAULT).toMillis(), TimeUnit.MILLISECONDS);
                pump.join();
                return new Health.Probe(start, Instant.now(), code, output.toString());
            }
        } catch (TimeoutException e) {
            return new Health.Probe(
                    start,
                    Instant.now(),
                    -1,
                    "Health check exceeded timeout ("
                            + or(test.timeout(), DEFAULT).toSeconds() + "s)");
        } catch (Fault | ExecutionException e) {
            return new Health.Probe(start, Instant.now(), -1, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> command(Config config, HealthTest test) {
        List<String> rest = test.test().subList(1, test.test().size());
        if (!test.test().getFirst().equals("CMD-SHELL")) {
            return rest;
        }
        List<String> shell = config.further().shell();
        List<String> command = new ArrayList<>(shell.isEmpty() ? List.of("/bin/sh", "-c") : shell);
        command.add(String.join(" ", rest));
        return command;
    }

    private static void pump(Streams streams, StringBuilder output) {
        try {
            streams.pump((_, bytes, offset, length) -> {
                if (output.length() < MAX_OUTPUT) {
                    output.append(new String(bytes, offset, Math.min(length, MAX_OUTPUT), StandardCharsets.UTF_8));
                }
            });
        } catch (IOException e) {
            output.append(e.getMessage());
        }
    }

    private void judge(Unit unit, HealthTest test, Health.Probe probe, boolean grace) {
        Health before = unit.health();
        List<Health.Probe> log = new ArrayList<>(before.log());
        log.add(probe);
        List<Health.Probe> last = log.subList(Math.max(0, log.size() - KEPT), log.size());
        int streak = probe.exitCode() == 0
                ? 0
                : grace && before.status() == Health.Status.STARTING ? 0 : before.failingStreak() + 1;
        int retries = test.retries() == 0 ? DEFAULT_RETRIES : test.retries();
        Health.Status status = probe.exitCode() == 0
                ? Health.Status.HEALTHY
                : streak >= retries ? Health.Status.UNHEALTHY : before.status();
        unit.health(new Health(status, streak, last));
        if (status != before.status()) {
            news.tell("health_status: " + status.text(), unit.kept());
            if (status == Health.Status.UNHEALTHY) {
                unhealthy.accept(unit);
            }
        }
    }
}
