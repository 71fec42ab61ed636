package naru.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.base.Instance;
import tools.jackson.databind.JsonNode;

/// A daemon in a session of its own, which outlives the command that started it.
final class Background {
    private static final long TICK_MILLIS = 1_000;

    private Background() {}

    /// Starts a daemon and answers its status once it is ready; its own sentence is passed on when it gives up.
    static JsonNode start(Settings settings, Duration patience, PrintStream progress) {
        Instance instance = settings.instance();
        try {
            Files.createDirectories(instance.data());
            Files.createDirectories(instance.run());
            Path said = instance.data().resolve("daemon.out");
            try (WatchService watch = instance.run().getFileSystem().newWatchService()) {
                instance.run()
                        .register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
                Process daemon = launch(withLog(settings), said);
                return await(instance, daemon, watch, patience, progress, said);
            }
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INTERNAL, "cannot start the daemon: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Kind.UNAVAILABLE, "interrupted while the daemon was starting", e);
        }
    }

    private static Settings withLog(Settings s) {
        Path log = s.instance().data().resolve("daemon.log");
        return new Settings(
                s.instance(),
                s.dockerSocket(),
                s.dockerTcp(),
                s.addresses(),
                s.relayDomain(),
                s.bridgePool(),
                s.podNetwork(),
                s.serviceNetwork(),
                s.firewall(),
                s.cluster(),
                s.runtimes(),
                s.buildCache(),
                s.insecureRegistries(),
                s.off(),
                log);
    }

    private static Process launch(Settings settings, Path said) throws IOException {
        String home = System.getProperty("naru.home");
        if (home == null) {
            throw Fault.internal("the program does not know where its launcher is (naru.home is not set)", null);
        }
        List<String> line =
                new ArrayList<>(List.of("setsid", Path.of(home, "naru").toString()));
        line.addAll(settings.arguments());
        return new ProcessBuilder(line)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(said.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static JsonNode await(
            Instance instance, Process daemon, WatchService watch, Duration patience, PrintStream progress, Path said)
            throws IOException, InterruptedException {
        Instant end = Instant.now().plus(patience);
        CompletableFuture<Void> ended = daemon.onExit().thenRun(() -> close(watch));
        boolean told = false;
        while (Instant.now().isBefore(end)) {
            Optional<JsonNode> status = Presence.of(instance).flatMap(Presence::status);
            if (status.isPresent()) {
                return status.get();
            }
            told = next(watch, told, progress);
            if (ended.isDone()) {
                throw new Fault(Fault.Kind.UNAVAILABLE, lastWords(said), null);
            }
        }
        daemon.destroy();
        throw Fault.unavailable(
                "the daemon was not ready after " + patience.toSeconds() + " s and was stopped: see " + said
                        + " and 'naru logs'",
                null);
    }

    /// Waits for a sign in the run folder; after a second without one, says that it is waiting.
    private static boolean next(WatchService watch, boolean told, PrintStream progress) throws InterruptedException {
        try {
            WatchKey key = watch.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
                return told;
            }
        } catch (ClosedWatchServiceException e) {
            return told; // the daemon ended: the caller sees it
        }
        if (!told) {
            progress.println("naru: starting the daemon ...");
        }
        return true;
    }

    private static void close(WatchService watch) {
        try {
            watch.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String lastWords(Path said) throws IOException {
        List<String> lines = Files.readAllLines(said);
        return lines.stream()
                .filter(line -> line.startsWith("naru: "))
                .reduce((_, last) -> last.substring("naru: ".length()))
                .orElse("the daemon ended at once: see " + said);
    }
}
