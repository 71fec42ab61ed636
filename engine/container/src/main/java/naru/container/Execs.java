package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.linux.Child;
import naru.linux.Errno;
import naru.linux.Signals;
import naru.linux.Spawn;

/// Further commands in running containers. One without a terminal is the runtime's `exec` with plain pipes; one with a
/// terminal goes through conmon, which has the terminal's other end.
final class Execs {
    private static final int MAX_KEPT = 10_000;
    /// Of those that have ended, the ones that are never forgotten for others: somebody may be about to ask.
    private static final int LATEST = 1_000;
    /// What the runtime's `exec` ends with when it could not start the command.
    private static final int RUNTIME_FAILED = 255;

    private final Runner runner;
    private final ExitWatch exits;
    private final Duration patience;
    private final Map<String, Running> execs = new ConcurrentHashMap<>();
    private final AtomicLong created = new AtomicLong();

    /// A command and how far it is.
    private static final class Running {
        final String id;
        final long number;
        final Unit unit;
        final ExecSpec spec;
        final List<String> linked;
        volatile boolean started;
        volatile boolean running;
        volatile int pid;
        volatile OptionalInt exitCode = OptionalInt.empty();
        volatile IntConsumer ended = _ -> {};
        final CompletableFuture<Integer> end = new CompletableFuture<>();

        Running(String id, long number, Unit unit, ExecSpec spec, List<String> linked) {
            this.id = id;
            this.number = number;
            this.unit = unit;
            this.spec = spec;
            this.linked = linked;
        }
    }

    /// @param patience how long output may wait for a client that takes none; zero: for ever
    Execs(Runner runner, ExitWatch exits, Duration patience) {
        this.runner = runner;
        this.exits = exits;
        this.patience = patience;
    }

    /// @param linked what its environment tells of linked containers
    String create(Unit unit, ExecSpec spec, List<String> linked) {
        if (execs.size() >= MAX_KEPT) {
            forgetEnded();
        }
        if (execs.size() >= MAX_KEPT) {
            throw Fault.unavailable(
                    "there are " + MAX_KEPT + " commands in containers that run or were never started", null);
        }
        runner.groups().expect();
        String id = Ids.random();
        execs.put(id, new Running(id, created.incrementAndGet(), unit, spec, linked));
        return id;
    }

    /// All but the latest: who started one asks afterwards how it ended.
    private void forgetEnded() {
        List<Running> ended = execs.values().stream()
                .filter(exec -> exec.exitCode.isPresent())
                .sorted(Comparator.comparingLong(exec -> exec.number))
                .toList();
        ended.stream().limit(Math.max(0, ended.size() - LATEST)).forEach(exec -> execs.remove(exec.id));
    }

    Exec get(String id) {
        Running exec = find(id);
        return new Exec(id, exec.unit.kept().id(), exec.spec, exec.running, exec.pid, exec.exitCode);
    }

    /// The commands of a container that have not ended.
    List<String> of(String containerId) {
        return execs.values().stream()
                .filter(exec -> exec.unit.kept().id().equals(containerId) && exec.exitCode.isEmpty())
                .map(exec -> exec.id)
                .toList();
    }

    void forget(String containerId) {
        execs.values().removeIf(exec -> exec.unit.kept().id().equals(containerId));
    }

    Unit unit(String id) {
        return find(id).unit;
    }

    /// Completes with the exit code.
    CompletableFuture<Integer> end(String id) {
        return find(id).end.copy();
    }

    /// Calls back with the exit code.
    void whenEnded(String id, IntConsumer ended) {
        find(id).ended = ended;
    }

    private Running find(String id) {
        Running exec = execs.get(id);
        if (exec == null) {
            throw Fault.notFound("No such exec instance: " + id);
        }
        return exec;
    }

    Streams start(String id, boolean detach) {
        Running exec = find(id);
        synchronized (exec) {
            if (exec.started) {
                throw Fault.conflict("exec " + id + " has already started");
            }
            exec.started = true;
        }
        runner.groups().expect();
        int pid = exec.unit.pid();
        Path folder = folder(exec);
        try {
            Files.createDirectories(folder);
            Path spec = folder.resolve("process.json");
            Files.write(spec, process(exec, pid));
            Streams streams =
                    exec.spec.tty() ? startTerminal(exec, folder, spec) : startPlain(exec, folder, spec, detach);
            return new EndedStreams(streams, exec.end);
        } catch (Fault e) {
            runner.conmon().forget(id);
            end(exec, folder, Refusals.commandExitCode(e.sentence()));
            throw e;
        } catch (IOException | Errno e) {
            runner.conmon().forget(id);
            end(exec, folder, Refusals.NOT_EXECUTABLE);
            throw Unit.hasEnded(pid)
                    ? new Fault(
                            Fault.Kind.CONFLICT, "container " + exec.unit.kept().id() + " is not running", e)
                    : Fault.internal("cannot start the command: " + e.getMessage(), e);
        }
    }

    private Path folder(Running exec) {
        return runner.folders().running(exec.unit.kept().id()).resolve("exec-" + Ids.shorten(exec.id));
    }

    private byte[] process(Running exec, int pid) {
        Kept kept = exec.unit.kept();
        ExecSpec spec = exec.spec;
        Path rootfs = Path.of("/proc/" + pid + "/root");
        Users user = Users.resolve(
                rootfs,
                spec.user().isEmpty() ? kept.spec().config().user() : spec.user(),
                kept.spec().isolation().groupAdd());
        List<String> environment = environment(exec);
        String cwd = workingDir(exec);
        if (spec.tty()) {
            Executable.require(rootfs, spec.command().getFirst(), environment, cwd);
        }
        Isolation isolation =
                spec.privileged() ? Isolation.PRIVILEGED : kept.spec().isolation();
        return Json.write(RuntimeSpec.process(
                spec.command(),
                environment,
                cwd,
                spec.tty(),
                user,
                Capabilities.ofThisProcess().of(isolation),
                kept.spec()));
    }

    private static List<String> environment(Running exec) {
        Config config = exec.unit.kept().spec().config();
        List<String> base = new ArrayList<>(List.of(
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=" + config.hostname()));
        if (exec.spec.tty()) {
            base.add("TERM=xterm");
        }
        base.addAll(exec.linked);
        return Environment.merge(Environment.merge(base, config.env()), exec.spec.env());
    }

    private static String workingDir(Running exec) {
        String own = exec.spec.workingDir();
        return own.isEmpty() ? exec.unit.kept().spec().config().workingDir() : own;
    }

    private Streams startPlain(Running exec, Path folder, Path spec, boolean detach) {
        Path pidFile = folder.resolve("pid");
        List<String> command = runner.runtimes()
                .of(exec.unit.kept())
                .command(
                        "exec",
                        "--process",
                        spec.toString(),
                        "--pid-file",
                        pidFile.toString(),
                        exec.unit.kept().id());
        Spawn spawn = Spawn.of(command);
        boolean input = exec.spec.attachStdin() && !detach;
        if (input) {
            spawn.reads(0);
        }
        if (!detach) {
            spawn.writes(1).writes(2);
        }
        Child child = spawn.start();
        exec.running = true;
        Thread.ofPlatform().daemon().name("naru-exec").start(() -> {
            int code = child.waitFor();
            boolean began = code != RUNTIME_FAILED || Files.exists(pidFile);
            end(exec, folder, began ? code : Refusals.NOT_FOUND);
        });
        return new ChildStreams(child, input, !detach, patience, "command " + exec.id);
    }

    private Streams startTerminal(Running exec, Path folder, Path spec) throws IOException {
        ConmonStreams streams =
                new ConmonStreams(true, AttachOptions.ALL, patience, new Company(), "command " + exec.id);
        Path exit = folder.resolve("exit");
        exits.command(exit, exec.unit.kept().id(), ended -> {
            runner.conmon().forget(exec.id);
            end(exec, folder, ended.code());
        });
        Conmon.Places places = new Conmon.Places(
                folder, exit, folder, folder.resolve("log"), runner.runtimes().of(exec.unit.kept()));
        try (Conmon.Waiting waiting =
                runner.conmon().exec(exec.unit.kept().id(), exec.id, places, spec, true, exec.spec.attachStdin())) {
            streams.connect(folder.resolve("attach"));
            exec.running = true; // before it goes: it may have ended by the time we are told its number
            exec.pid = waiting.go();
        }
        return streams;
    }

    private static void end(Running exec, Path folder, int code) {
        Runner.deleteTree(folder); // first, so that nothing is left once the end is known
        exec.exitCode = OptionalInt.of(code);
        exec.running = false;
        exec.end.complete(code);
        exec.ended.accept(code);
    }

    /// Kills a command; one that is only just being started gets away.
    void kill(String id) {
        Running exec = find(id);
        int pid = exec.pid > 0 ? exec.pid : pidOnDisk(exec);
        if (exec.running && pid > 0) {
            Signals.send(pid, Signals.SIGKILL);
        }
    }

    private int pidOnDisk(Running exec) {
        try {
            String text = Files.readString(folder(exec).resolve("pid")).strip();
            return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        } catch (IOException e) {
            return 0; // it has not begun, or has ended
        }
    }

    void resize(String id, int rows, int columns) {
        Running exec = find(id);
        Conmon.resize(folder(exec), rows, columns);
    }
}
