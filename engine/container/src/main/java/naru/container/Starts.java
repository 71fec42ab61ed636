package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.function.Function;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.volume.Volumes;

/// Creates containers and starts them.
final class Starts {
    private static final System.Logger LOG = System.getLogger("naru.container");

    private final Register register;
    private final Creation creation;
    private final Runner runner;
    private final LinkedHosts linkedHosts;
    private final Roots roots;
    private final Volumes volumes;
    private final ExitWatch exits;
    private final HealthTests health;
    private final Removal removal;
    private final Shippers shippers;
    private final StartOrder order;
    private final EndingRecords records;
    private final News news;

    Starts(
            Register register,
            Creation creation,
            Runner runner,
            LinkedHosts linkedHosts,
            Roots roots,
            Volumes volumes,
            ExitWatch exits,
            HealthTests health,
            Removal removal,
            Shippers shippers,
            StartOrder order,
            EndingRecords records,
            News news) {
        this.register = register;
        this.creation = creation;
        this.runner = runner;
        this.linkedHosts = linkedHosts;
        this.roots = roots;
        this.volumes = volumes;
        this.exits = exits;
        this.health = health;
        this.removal = removal;
        this.shippers = shippers;
        this.order = order;
        this.records = records;
        this.news = news;
    }

    /// Creates a container, all of it or nothing, and answers its id.
    ///
    /// @param others how to find the container that `--volumes-from` names
    String create(ContainerSpec spec, Function<String, Container> others) {
        runner.groups().expect(); // who creates a container mostly starts it at once
        String id = Ids.random();
        String name = spec.name().isEmpty() ? Names.random(register::isFree) : Register.bare(spec.name());
        Roots.Base base = roots.image(spec.config().image());
        register.claim(name, id);
        try {
            Resources possible = KernelLimits.possible(spec.resources());
            Limits.check(possible, false);
            Wishes.check(spec);
            runner.users().check(spec);
            runner.groups().check(possible);
            order.check(name, spec);
            LogBounds.of(spec.log());
            Kept kept = creation.create(id, name, spec.withResources(possible), base, others);
            Capabilities.ofThisProcess().of(spec.isolation());

            Files.createDirectories(runner.folders().lasting(id));
            roots.create(id, base.id());
            register.add(new Unit(kept));
            news.tell("create", kept);
            return id;
        } catch (IOException e) {
            undo(id, name);
            throw Fault.internal("cannot make the container's folder: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            undo(id, name);
            throw e;
        }
    }

    /// What [#create] and [#start] compute, without any effect.
    void practise(ContainerSpec spec) {
        Roots.Base base = new Roots.Base(spec.config().image(), spec.config());
        Kept kept = creation.create(Ids.random(), Names.random(register::isFree), spec, base, _ -> {
            throw new IllegalArgumentException("of no other container");
        });
        Json.write(kept.in(new State.Running(1, kept.created())));
        runner.practise(kept);
    }

    private void undo(String id, String name) {
        register.release(name);
        volumes.release(id);
        runner.discard(id);
    }

    void start(String ref) {
        Unit unit = register.find(ref);
        if (!unit.isAlive()) {
            order.await(unit, this::startUnlessRunning);
        }
        unit.enter();
        try {
            if (unit.isAlive()) {
                throw Fault.notModified("container " + unit.kept().name() + " is already running");
            }
            if (unit.isLeaving()) {
                throw Fault.conflict("container is marked for removal and cannot be started");
            }
            unit.restarter(null);
            unit.change(kept -> kept.counted(0).stoppedByHand(false));
            probed(unit);
            startLocked(unit);
        } finally {
            unit.lock.unlock();
        }
        linkedHosts.started(unit.kept().id());
    }

    private void startUnlessRunning(String id) {
        try {
            start(id);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_MODIFIED) {
                throw e;
            }
        }
    }

    /// A log server that refuses is told to whoever starts the container; later it is waited for.
    private void probed(Unit unit) {
        try {
            Shippers.probe(unit.kept());
        } catch (Fault e) {
            failed(unit, e.sentence());
            throw e;
        }
    }

    private void startLocked(Unit unit) {
        exits.clear(unit.kept().id());
        try {
            runner.start(unit, register);
            register.save(unit);
            news.volumes("mount", unit.kept());
            news.tell("start", unit.kept());
            health.begin(unit);
            shippers.begin(unit);
        } catch (Fault e) {
            failed(unit, e.sentence());
            throw e;
        } catch (RuntimeException e) { // whoever waits for it is told, whatever it was
            failed(unit, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void failed(Unit unit, String why) {
        unit.takePending().forEach(ConmonStreams::abandon);
        int code = Refusals.exitCode(why);
        State.Exited end = new State.Exited(code, false, Instant.EPOCH, Instant.now(), why);
        records.keep(unit, end, runner.folders().log(unit.kept().id()));
        unit.change(kept -> kept.in(afterFailure(kept.state(), code, why)));
        register.save(unit);
        unit.tellExit(new ExitResult(code, "")); // whoever started it is told why
        if (unit.kept().spec().autoRemove()) {
            removal.removeLocked(unit, true);
        }
    }

    private static State afterFailure(State before, int code, String why) {
        return switch (before) {
            case State.Exited was -> new State.Exited(code, false, was.startedAt(), Instant.now(), why);
            case State.Restarting was -> new State.Exited(code, false, was.startedAt(), Instant.now(), why);
            case State.Created _, State.Running _, State.Paused _ -> new State.Created(code, why);
        };
    }

    /// Starts a container that its policy wants to run, after those that it depends on, unless they are not there in
    /// time; a failure is only written down.
    void startAgain(Unit unit) {
        boolean byHand = unit.kept().stopped();
        waitForOthers(unit);
        unit.lock.lock();
        try {
            boolean stoppedMeanwhile = unit.kept().stopped() && !byHand;
            if (!unit.isGone() && !unit.isLeaving() && !unit.isAlive() && !stoppedMeanwhile) {
                startLocked(unit);
            }
        } catch (Fault e) {
            String name = unit.kept().name();
            LOG.log(System.Logger.Level.WARNING, "container {0} could not be restarted: {1}", name, e.sentence());
        } finally {
            unit.lock.unlock();
        }
        linkedHosts.started(unit.kept().id());
    }

    private void waitForOthers(Unit unit) {
        try {
            order.await(unit, _ -> {});
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: it is started all the same", e.sentence());
        }
    }
}
