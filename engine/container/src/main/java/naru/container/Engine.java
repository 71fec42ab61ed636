package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Instance;
import naru.base.Json;
import naru.linux.Signals;
import naru.network.EndpointSpec;
import naru.network.Networks;
import naru.network.Sandbox;
import naru.store.Documents;
import naru.volume.Volumes;
import org.jspecify.annotations.Nullable;

/// The containers, over conmon and an OCI runtime. What a call does to one container happens under that container's
/// lock.
final class Engine implements Containers {
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final long KILL_SECONDS = 30;
    private static final System.Logger LOG = System.getLogger("naru.container");

    private final Roots roots;
    private final Networks networks;
    private final Volumes volumes;
    private final Register register;
    private final Creation creation;
    private final Runner runner;
    private final Execs execs;
    private final ExitWatch exits;
    private final Events events = new Events();
    private final Restarts restarts;
    private final HealthTests health;
    private final ExecutorService clearing = Executors.newVirtualThreadPerTaskExecutor();

    Engine(
            Instance instance,
            Documents documents,
            Roots roots,
            Networks networks,
            Volumes volumes,
            ContainerOptions options)
            throws IOException {
        this.roots = roots;
        this.networks = networks;
        this.volumes = volumes;
        Files.createDirectories(instance.data().resolve("containers"));
        Files.createDirectories(instance.run().resolve("containers"));
        register = new Register(documents);
        creation = new Creation(volumes);
        Runtime runtime = Runtime.find(options.runtimes(), instance.run());
        Conmon conmon = new Conmon(options.conmon(), runtime, options.logBytes() * options.logFiles());
        runner = new Runner(instance, roots, networks, creation, runtime, conmon, options);
        restarts = new Restarts(this::startAgain);
        health = new HealthTests(this);
        exits = new ExitWatch(runner.exits(), this::exited);
        execs = new Execs(runner, exits);
    }

    @Override
    public void restore() {
        Set<String> alive = new HashSet<>();
        Set<String> known = new HashSet<>();
        for (Unit unit : register.all()) {
            Kept kept = unit.kept();
            known.add(kept.id());
            kept.mounts().stream()
                    .filter(mount -> mount.type() == MountSpec.Type.VOLUME)
                    .forEach(mount -> volumes.use(mount.name(), kept.id()));
            if (unit.isAlive() && isRunning(unit)) {
                alive.add(kept.id());
            }
        }
        networks.restore(alive);
        roots.sweep(known);
        sweepFolders(known);
        for (Unit unit : register.all()) {
            if (unit.isAlive() && !alive.contains(unit.kept().id())) {
                ended(unit, exits.read(unit.kept().id()).orElse(new ExitWatch.Exit(255, Instant.now())));
            } else if (unit.isAlive()) {
                health.begin(unit);
            } else {
                startIfWanted(unit);
            }
        }
    }

    private boolean isRunning(Unit unit) {
        if (exits.read(unit.kept().id()).isPresent()) {
            return false;
        }
        try { // the number may belong to another process by now: its control group tells
            return Files.readString(Path.of("/proc/" + unit.pid() + "/cgroup"))
                    .contains(unit.kept().id());
        } catch (IOException e) {
            return false;
        }
    }

    private void sweepFolders(Set<String> known) {
        Path parent = runner.folder("x").resolveSibling("");
        try (var folders = Files.newDirectoryStream(parent)) {
            for (Path folder : folders) {
                String id = String.valueOf(folder.getFileName());
                if (!known.contains(id)) {
                    runner.erase(id);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot sweep " + parent, e);
        }
    }

    private void startIfWanted(Unit unit) {
        RestartPolicy.Rule rule = unit.kept().spec().restart().rule();
        boolean began = !(unit.kept().state() instanceof State.Created);
        boolean wanted = rule == RestartPolicy.Rule.ALWAYS
                || (rule == RestartPolicy.Rule.UNLESS_STOPPED && !unit.kept().stopped());
        if (began && wanted) {
            Thread.startVirtualThread(() -> startAgain(unit));
        }
    }

    @Override
    public String create(ContainerSpec spec) {
        String id = Ids.random();
        String name = spec.name().isEmpty()
                ? Names.random(register::isFree)
                : spec.name().startsWith("/") ? spec.name().substring(1) : spec.name();
        Roots.Base base = roots.image(spec.config().image());
        register.claim(name, id);
        try {
            checkNumbers(spec.resources());
            Kept kept = creation.create(id, name, spec, base, this::get);
            Capabilities.of(spec.isolation());
            Files.createDirectories(runner.folder(id));
            roots.create(id, base.id());
            register.add(new Unit(kept));
            tell("create", kept, Map.of());
            return id;
        } catch (IOException e) {
            undo(id, name);
            throw Fault.internal("cannot make the container's folder: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            undo(id, name);
            throw e;
        }
    }

    private void undo(String id, String name) {
        register.release(name);
        volumes.release(id);
        roots.remove(id);
        Runner.deleteTree(runner.folder(id));
    }

    private static void checkNumbers(Resources resources) {
        if (resources.memory() != 0 && resources.memory() < 6L << 20) {
            throw Fault.invalid("Minimum memory limit allowed is 6MB");
        }
        long processors = java.lang.Runtime.getRuntime().availableProcessors();
        if (resources.nanoCpus() > processors * 1_000_000_000L) {
            throw Fault.invalid("range of CPUs is from 0.01 to " + processors + ".00, as there are only " + processors
                    + " CPUs available");
        }
    }

    @Override
    public void start(String ref) {
        Unit unit = register.find(ref);
        unit.lock.lock();
        try {
            if (unit.isAlive()) {
                throw Fault.notModified("container " + unit.kept().name() + " is already running");
            }
            unit.restarter(null);
            unit.change(kept -> kept.counted(0).stoppedByHand(false));
            startLocked(unit);
        } finally {
            unit.lock.unlock();
        }
    }

    private void startLocked(Unit unit) {
        exits.clear(unit.kept().id());
        try {
            runner.start(unit);
            register.save(unit);
            tell("start", unit.kept(), Map.of());
            health.begin(unit);
        } catch (Fault e) {
            unit.takePending().forEach(ConmonStreams::abandon);
            int code = Refusals.exitCode(e.sentence());
            unit.change(kept -> kept.in(new State.Created(code, e.sentence())));
            register.save(unit);
            unit.tellExit(new ExitResult(code, "")); // whoever started it is told why
            if (unit.kept().spec().autoRemove()) {
                removeLocked(unit, true);
            }
            throw e;
        }
    }

    private void startAgain(Unit unit) {
        unit.lock.lock();
        try {
            if (!unit.isGone() && !unit.isAlive()) {
                startLocked(unit);
            }
        } catch (Fault e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "container {0} could not be restarted: {1}",
                    unit.kept().name(),
                    e.sentence());
        } finally {
            unit.lock.unlock();
        }
    }

    /// Somebody's exit file appeared.
    private void exited(String id) {
        Optional<ExitWatch.Exit> exit = exits.read(id);
        if (exit.isEmpty()) {
            return;
        }
        try {
            ended(register.find(id), exit.get());
        } catch (Fault e) {
            LOG.log(System.Logger.Level.DEBUG, "an exit of nobody: {0}", e.sentence());
        }
    }

    private void ended(Unit unit, ExitWatch.Exit exit) {
        unit.lock.lock();
        try {
            if (!unit.isAlive() || exits.read(unit.kept().id()).isEmpty() && isRunning(unit)) {
                return;
            }
            settle(unit, exit);
        } finally {
            unit.lock.unlock();
        }
    }

    private void settle(Unit unit, ExitWatch.Exit exit) {
        Kept before = unit.kept();
        Instant started = startedAt(before.state());
        boolean oom = runner.wasOutOfMemory(before.id());
        boolean again = before.spec().restart().again(exit.code(), before.restartCount(), before.stopped());
        State state = again
                ? new State.Restarting(exit.code(), oom, started, exit.at())
                : new State.Exited(exit.code(), oom, started, exit.at(), "");
        health.end(unit);
        unit.change(kept -> kept.in(state).inside(Optional.empty()));
        if (oom) {
            tell("oom", before, Map.of());
        }
        tell(
                "die",
                before,
                Map.of(
                        "exitCode", Integer.toString(exit.code()),
                        "execDuration",
                                Long.toString(Math.max(
                                        0, Duration.between(started, exit.at()).toSeconds()))));
        execs.forget(before.id());
        if (before.spec().autoRemove() && !again) {
            removeLocked(unit, true);
            return;
        }
        register.save(unit);
        unit.tellExit(new ExitResult(exit.code(), ""));
        runner.clear(before.id());
        if (again) {
            restarts.schedule(unit, Duration.between(started, exit.at()));
        }
    }

    private static Instant startedAt(State state) {
        return switch (state) {
            case State.Running running -> running.startedAt();
            case State.Paused paused -> paused.startedAt();
            case State.Restarting restarting -> restarting.startedAt();
            case State.Exited exited -> exited.startedAt();
            case State.Created _ -> Instant.EPOCH;
        };
    }

    @Override
    public void stop(String ref, @Nullable Duration timeout, String signal) {
        Unit unit = register.find(ref);
        CompletableFuture<ExitResult> exit;
        unit.lock.lock();
        try {
            boolean waiting = unit.kept().state() instanceof State.Restarting;
            unit.restarter(null);
            if (waiting) {
                abandonRestart(unit);
                return;
            }
            if (!unit.isAlive()) {
                throw Fault.notModified("container " + unit.kept().name() + " is not running");
            }
            unit.change(kept -> kept.stoppedByHand(true));
            register.save(unit);
            thaw(unit);
            exit = unit.nextExit();
            Config config = unit.kept().spec().config();
            String asked = signal.isEmpty() ? config.stopSignal() : signal;
            Signals.send(unit.pid(), asked.isEmpty() ? Signals.SIGTERM : Signals.number(asked));
        } finally {
            unit.lock.unlock();
        }
        await(unit, exit, patience(timeout, unit.kept().spec().config()));
        tell("stop", unit.kept(), Map.of());
    }

    private void abandonRestart(Unit unit) {
        if (unit.kept().state() instanceof State.Restarting(int code, boolean oom, Instant started, Instant finished)) {
            unit.change(kept ->
                    kept.in(new State.Exited(code, oom, started, finished, "")).stoppedByHand(true));
            register.save(unit);
        }
    }

    private static @Nullable Duration patience(@Nullable Duration timeout, Config config) {
        Integer own = config.stopTimeout();
        Duration chosen = timeout != null ? timeout : own == null ? STOP : Duration.ofSeconds(own);
        return chosen.isNegative() ? null : chosen;
    }

    /// Waits for an exit, and forces it when patience ends.
    private void await(Unit unit, CompletableFuture<ExitResult> exit, @Nullable Duration patience) {
        try {
            if (patience == null) {
                exit.get();
                return;
            }
            exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            force(unit, exit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while the container stopped", e);
        } catch (ExecutionException e) {
            throw Fault.internal("the container did not stop: " + e.getMessage(), e);
        }
    }

    private void force(Unit unit, CompletableFuture<ExitResult> exit) {
        int pid = unit.pid();
        if (pid > 0) {
            Signals.send(pid, Signals.SIGKILL);
        }
        try {
            exit.get(KILL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw Fault.internal("container " + unit.kept().name() + " could not be killed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while the container was killed", e);
        }
    }

    @Override
    public void kill(String ref, String signal) {
        Unit unit = register.find(ref);
        int number = signal.isEmpty() ? Signals.SIGKILL : Signals.number(signal);
        CompletableFuture<ExitResult> exit = null;
        unit.lock.lock();
        try {
            if (!unit.isAlive()) {
                throw Fault.conflict("cannot kill container: " + ref + ": container "
                        + unit.kept().id() + " is not running");
            }
            if (number == Signals.SIGKILL || number == Signals.SIGTERM) {
                unit.change(kept -> kept.stoppedByHand(true));
                register.save(unit);
            }
            if (number == Signals.SIGKILL) {
                thaw(unit);
                exit = unit.nextExit();
            }
            Signals.send(unit.pid(), number);
            tell("kill", unit.kept(), Map.of("signal", Integer.toString(number)));
        } finally {
            unit.lock.unlock();
        }
        if (exit != null) {
            await(unit, exit, STOP);
        }
    }

    private void thaw(Unit unit) {
        if (unit.kept().state() instanceof State.Paused(int pid, Instant at)) {
            runner.runtime().run("resume", unit.kept().id());
            unit.change(kept -> kept.in(new State.Running(pid, at)));
        }
    }

    @Override
    public void restart(String ref, @Nullable Duration timeout, String signal) {
        Unit unit = register.find(ref);
        if (unit.isAlive()) {
            try {
                stop(ref, timeout, signal);
            } catch (Fault e) {
                if (e.kind() != Fault.Kind.NOT_MODIFIED) {
                    throw e;
                }
            }
        }
        start(ref);
        tell("restart", unit.kept(), Map.of());
    }

    @Override
    public void pause(String ref) {
        Unit unit = register.find(ref);
        unit.lock.lock();
        try {
            switch (unit.kept().state()) {
                case State.Running(int pid, Instant at) -> {
                    runner.runtime().run("pause", unit.kept().id());
                    unit.change(kept -> kept.in(new State.Paused(pid, at)));
                }
                case State.Paused _ -> throw Fault.conflict("Container " + ref + " is already paused");
                case State.Created _, State.Restarting _, State.Exited _ ->
                    throw Fault.conflict("Container " + ref + " is not running");
            }
            register.save(unit);
            tell("pause", unit.kept(), Map.of());
        } finally {
            unit.lock.unlock();
        }
    }

    @Override
    public void unpause(String ref) {
        Unit unit = register.find(ref);
        unit.lock.lock();
        try {
            if (!(unit.kept().state() instanceof State.Paused)) {
                throw Fault.conflict("Container " + ref + " is not paused");
            }
            thaw(unit);
            register.save(unit);
            tell("unpause", unit.kept(), Map.of());
        } finally {
            unit.lock.unlock();
        }
    }

    @Override
    public void remove(String ref, boolean force, boolean withVolumes) {
        Unit unit = register.find(ref);
        if (unit.isAlive() || unit.kept().state() instanceof State.Restarting) {
            if (!force) {
                String state = unit.kept().state() instanceof State.Paused ? "paused" : "running";
                throw Fault.conflict("cannot remove container \"/" + unit.kept().name() + "\": container is " + state
                        + ": stop the container before removing or force remove");
            }
            endForRemoval(ref);
        }
        unit.lock.lock();
        try {
            if (!unit.isGone()) {
                removeLocked(unit, withVolumes);
            }
        } finally {
            unit.lock.unlock();
        }
    }

    private void endForRemoval(String ref) {
        try {
            stop(ref, Duration.ZERO, "SIGKILL");
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_MODIFIED && e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /// Nobody finds it any more, then everybody who waits is told, then what it had is cleared away: a caller who
    /// waited
    /// for the removal need not wait for that.
    private void removeLocked(Unit unit, boolean withVolumes) {
        Kept kept = unit.kept();
        unit.markGone();
        unit.restarter(null);
        health.end(unit);
        register.remove(unit);
        networks.close(kept.id());
        volumes.release(kept.id());
        tell("destroy", kept, Map.of());
        unit.tellRemoval(unit.lastExit());
        execs.forget(kept.id());
        boolean ran = !(kept.state() instanceof State.Created);
        clearing.execute(() -> {
            if (ran) {
                runner.erase(kept.id());
            } else {
                roots.remove(kept.id());
                Runner.deleteTree(runner.folder(kept.id()));
            }
            exits.clear(kept.id());
            if (withVolumes) {
                removeVolumes(kept);
            }
        });
    }

    private void removeVolumes(Kept kept) {
        for (MountPoint mount : kept.mounts()) {
            boolean anonymous =
                    mount.type() == MountSpec.Type.VOLUME && mount.name().matches("[0-9a-f]{64}");
            if (anonymous && volumes.users(mount.name()).isEmpty()) {
                try {
                    volumes.remove(mount.name(), true);
                } catch (Fault e) {
                    LOG.log(System.Logger.Level.DEBUG, "volume {0} stays: {1}", mount.name(), e.sentence());
                }
            }
        }
    }

    @Override
    public void rename(String ref, String name) {
        Unit unit = register.find(ref);
        String fresh = name.startsWith("/") ? name.substring(1) : name;
        unit.lock.lock();
        try {
            String old = unit.kept().name();
            if (fresh.equals(old)) {
                throw Fault.invalid("Renaming a container with the same name as its current name");
            }
            register.claim(fresh, unit.kept().id());
            unit.change(kept -> kept.named(fresh));
            register.save(unit);
            register.release(old);
            if (unit.isAlive()) {
                networks.rename(unit.kept().id(), fresh);
            }
            tell("rename", unit.kept(), Map.of("oldName", "/" + old));
        } finally {
            unit.lock.unlock();
        }
    }

    @Override
    public Container get(String ref) {
        return view(register.find(ref));
    }

    @Override
    public List<Container> list() {
        return register.all().stream().map(this::view).toList();
    }

    private Container view(Unit unit) {
        Kept kept = unit.kept();
        Optional<Sandbox> sandbox = unit.isAlive() ? networks.sandbox(kept.id()).or(kept::sandbox) : Optional.empty();
        return new Container(
                kept.id(),
                kept.name(),
                kept.created(),
                kept.spec(),
                kept.imageId(),
                kept.command(),
                kept.state(),
                unit.health(),
                kept.mounts(),
                sandbox,
                kept.restartCount(),
                execs.of(kept.id()),
                runner.folder(kept.id()));
    }

    @Override
    public CompletableFuture<ExitResult> await(String ref, WaitCondition condition) {
        Unit unit = register.find(ref);
        unit.lock.lock();
        try {
            if (unit.isGone()) {
                return CompletableFuture.completedFuture(unit.lastExit());
            }
            return switch (condition) {
                case NOT_RUNNING ->
                    unit.isAlive() ? unit.nextExit() : CompletableFuture.completedFuture(unit.lastExit());
                case NEXT_EXIT -> unit.nextExit();
                case REMOVED -> unit.removal();
            };
        } finally {
            unit.lock.unlock();
        }
    }

    @Override
    public Streams attach(String ref, AttachOptions options) {
        Unit unit = register.find(ref);
        ConmonStreams streams = new ConmonStreams(unit.kept().spec().config().tty(), options);
        if (options.logs()) {
            streams.replayFirst(sink -> replay(unit.kept().id(), options, sink));
        }
        unit.lock.lock();
        try {
            switch (unit.kept().state()) {
                case State.Running _, State.Paused _ -> {
                    if (options.stream()) {
                        streams.connect(runner.folder(unit.kept().id()).resolve("attach"));
                    }
                }
                case State.Created _, State.Restarting _, State.Exited _ -> unit.await(streams);
            }
        } finally {
            unit.lock.unlock();
        }
        tell("attach", unit.kept(), Map.of());
        return streams;
    }

    private void replay(String id, AttachOptions options, Sink sink) throws IOException {
        LogOptions all = new LogOptions(options.stdout(), options.stderr(), null, null, -1, false);
        try (LogReader log = new LogReader(runner.log(id), all, () -> false)) {
            for (LogEntry entry = log.next(); entry != null; entry = log.next()) {
                sink.write(entry.stream(), entry.line(), 0, entry.line().length);
            }
        }
    }

    @Override
    public void resize(String ref, int rows, int columns) {
        Unit unit = register.find(ref);
        if (!unit.isAlive()) {
            throw Fault.conflict("Container " + unit.kept().id() + " is not running");
        }
        Execs.resize(runner.folder(unit.kept().id()), rows, columns);
    }

    @Override
    public String createExec(String ref, ExecSpec spec) {
        Unit unit = register.find(ref);
        requireRunning(unit);
        if (spec.command().isEmpty()) {
            throw Fault.invalid("No exec command specified");
        }
        tell("exec_create: " + String.join(" ", spec.command()), unit.kept(), Map.of());
        return execs.create(unit, spec);
    }

    private static void requireRunning(Unit unit) {
        switch (unit.kept().state()) {
            case State.Running _ -> {}
            case State.Paused _ ->
                throw Fault.conflict(
                        "Container " + unit.kept().name() + " is paused, unpause the container before exec");
            case State.Created _, State.Restarting _, State.Exited _ ->
                throw Fault.conflict("container " + unit.kept().id() + " is not running");
        }
    }

    @Override
    public Streams startExec(String execId, boolean detach) {
        Unit unit = execs.unit(execId);
        requireRunning(unit);
        tell(
                "exec_start: " + String.join(" ", execs.get(execId).spec().command()),
                unit.kept(),
                Map.of("execID", execId));
        CompletableFuture<Integer> end = execs.end(execId);
        end.thenAccept(code ->
                        tell("exec_die", unit.kept(), Map.of("execID", execId, "exitCode", Integer.toString(code))))
                .exceptionally(_ -> null);
        return execs.start(execId, detach);
    }

    /// Completes with a command's exit code.
    CompletableFuture<Integer> execEnd(String execId) {
        return execs.end(execId);
    }

    @Override
    public Exec exec(String execId) {
        return execs.get(execId);
    }

    @Override
    public void resizeExec(String execId, int rows, int columns) {
        execs.resize(execId, rows, columns);
    }

    @Override
    public Logs logs(String ref, LogOptions options) {
        Unit unit = register.find(ref);
        try {
            return new LogReader(runner.log(unit.kept().id()), options, () -> !unit.isGone() && unit.isAlive());
        } catch (IOException e) {
            throw Fault.internal("cannot read the log: " + e.getMessage(), e);
        }
    }

    @Override
    public Top top(String ref, String arguments) {
        Unit unit = register.find(ref);
        requireRunning(unit);
        return Processes.list(unit.kept().id(), arguments);
    }

    /// Where a container's files are seen: a running one's own root with its mounts, else its mounted layers.
    private <T> T inRoot(String ref, java.util.function.Function<Path, T> task) {
        Unit unit = register.find(ref);
        unit.lock.lock();
        try {
            if (unit.isAlive()) {
                return task.apply(Path.of("/proc/" + unit.pid() + "/root"));
            }
            Path rootfs = roots.mount(unit.kept().id());
            try {
                return task.apply(rootfs);
            } finally {
                roots.unmount(unit.kept().id());
            }
        } finally {
            unit.lock.unlock();
        }
    }

    @Override
    public PathStat stat(String ref, String path) {
        return inRoot(ref, root -> PathsInContainer.stat(root, ref, path));
    }

    @Override
    public PathStat read(String ref, String path, OutputStream tar) {
        return inRoot(ref, root -> PathsInContainer.read(root, ref, path, tar));
    }

    @Override
    public void write(String ref, String path, InputStream tar, boolean keepKinds) {
        Unit unit = register.find(ref);
        if (unit.kept().spec().storage().readonlyRootfs()) {
            throw Fault.forbidden("container rootfs is marked read-only");
        }
        inRoot(ref, root -> {
            PathsInContainer.write(root, ref, path, tar);
            return root;
        });
    }

    @Override
    public void export(String ref, OutputStream tar) {
        Unit unit = register.find(ref);
        Path rootfs = roots.mount(unit.kept().id());
        try (naru.linux.InRoot root = naru.linux.InRoot.open(rootfs)) {
            naru.image.LayerPacker.files(root, tar);
        } catch (IOException e) {
            throw Fault.internal("cannot export: " + e.getMessage(), e);
        } finally {
            if (!unit.isAlive()) {
                roots.unmount(unit.kept().id());
            }
        }
    }

    @Override
    public void update(String ref, Resources resources, @Nullable RestartPolicy restart) {
        Unit unit = register.find(ref);
        unit.lock.lock();
        try {
            checkNumbers(resources);
            ContainerSpec spec = unit.kept()
                    .spec()
                    .withResources(Limits.over(unit.kept().spec().resources(), resources));
            ContainerSpec asked = restart == null ? spec : spec.withRestart(restart);
            if (unit.isAlive()) {
                Path file = runner.runFolder(unit.kept().id()).resolve("update.json");
                Files.write(file, Json.write(LinuxSpec.resources(asked.resources())));
                runner.runtime()
                        .run(
                                "update",
                                "--resources",
                                file.toString(),
                                unit.kept().id());
            }
            unit.change(kept -> kept.asked(asked));
            register.save(unit);
            tell("update", unit.kept(), Map.of());
        } catch (IOException e) {
            throw Fault.internal("cannot update: " + e.getMessage(), e);
        } finally {
            unit.lock.unlock();
        }
    }

    @Override
    public void connect(String ref, EndpointSpec endpoint) {
        Unit unit = register.find(ref);
        unit.lock.lock();
        try {
            Networking networking = unit.kept().spec().networking();
            if (unit.isAlive()) {
                networks.connect(unit.kept().id(), endpoint);
                rewriteFiles(unit);
            } else {
                networks.get(endpoint.network());
            }
            List<EndpointSpec> endpoints = new ArrayList<>(networking.endpoints());
            endpoints.add(endpoint);
            unit.change(kept -> kept.asked(kept.spec().withNetworking(networking.withEndpoints(endpoints))));
            register.save(unit);
        } finally {
            unit.lock.unlock();
        }
    }

    private void rewriteFiles(Unit unit) {
        networks.sandbox(unit.kept().id()).ifPresent(sandbox -> {
            try {
                RuntimeSpec.writeFiles(runner.folder(unit.kept().id()), sandbox);
            } catch (IOException e) {
                throw Fault.internal("cannot write the container's resolver files: " + e.getMessage(), e);
            }
        });
    }

    @Override
    public void disconnect(String ref, String network, boolean force) {
        Unit unit = register.find(ref);
        unit.lock.lock();
        try {
            if (unit.isAlive()) {
                networks.disconnect(unit.kept().id(), network);
                rewriteFiles(unit);
            }
            String name = networks.get(network).name();
            String id = networks.get(network).id();
            Networking networking = unit.kept().spec().networking();
            List<EndpointSpec> rest = networking.endpoints().stream()
                    .filter(endpoint -> !endpoint.network().equals(name) && !id.startsWith(endpoint.network()))
                    .toList();
            unit.change(kept -> kept.asked(kept.spec().withNetworking(networking.withEndpoints(rest))));
            register.save(unit);
        } finally {
            unit.lock.unlock();
        }
    }

    @Override
    public long size(String ref) {
        return roots.size(register.find(ref).kept().id());
    }

    @Override
    public Pruned prune(Predicate<Container> filter) {
        List<String> ids = new ArrayList<>();
        long bytes = 0;
        for (Container container : list()) {
            boolean idle = container.state() instanceof State.Exited || container.state() instanceof State.Created;
            if (idle && filter.test(container)) {
                bytes += size(container.id());
                remove(container.id(), false, false);
                ids.add(container.id());
            }
        }
        return new Pruned(ids, bytes);
    }

    @Override
    public Events events() {
        return events;
    }

    void tell(String action, Kept kept, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>(kept.spec().config().labels());
        attributes.put("image", kept.spec().config().image());
        attributes.put("name", kept.name());
        attributes.putAll(more);
        events.publish(new Event("container", action, kept.id(), attributes, Instant.now()));
    }

    @Override
    public void close() {
        clearing.close(); // what is being cleared away is gone before the networks are let go
        try {
            exits.close();
        } catch (IOException e) {
            throw Fault.internal("cannot stop watching exits", e);
        }
        restarts.close();
        register.all().forEach(health::end);
        runner.leaveKernel();
    }
}
