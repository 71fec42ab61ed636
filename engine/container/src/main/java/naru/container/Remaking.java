package naru.container;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import naru.base.Fault;
import naru.network.Networks;
import naru.network.Sandbox;
import naru.store.Documents;
import naru.store.Records;
import naru.volume.Volumes;

/// Stops a running container and starts it with other things on record; one that does not start is put back as it was.
/// What is intended is on record meanwhile (the collection `remaking`): an engine that comes after a crash carries it
/// out.
final class Remaking {
    private static final System.Logger LOG = System.getLogger("naru.container");
    private static final String COLLECTION = "remaking";

    /// A container that ends sooner than this after a change has not taken it.
    private static final Duration PROBATION = Duration.ofSeconds(1);

    private final Register register;
    private final Networks networks;
    private final Volumes volumes;
    private final Starts starts;
    private final Stops stops;
    private final News news;
    private final Records<Intent> intents;

    Remaking(
            Register register,
            Networks networks,
            Volumes volumes,
            Starts starts,
            Stops stops,
            News news,
            Documents documents) {
        this.register = register;
        this.networks = networks;
        this.volumes = volumes;
        this.starts = starts;
        this.stops = stops;
        this.news = news;
        this.intents =
                new Records<>(documents, COLLECTION, Intent.class, "the container stays as it is: edit it again");
    }

    /// What a container is to become, and what it was.
    ///
    /// @param sandbox whose addresses it keeps
    record Intent(
            ContainerSpec before,
            List<MountPoint> mountsBefore,
            Optional<Sandbox> sandbox,
            ContainerSpec after,
            List<MountPoint> mountsAfter) {
        Intent {
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(after, "after");
            Objects.requireNonNull(sandbox, "sandbox");
            mountsBefore = List.copyOf(mountsBefore);
            mountsAfter = List.copyOf(mountsAfter);
        }
    }

    /// Does it; a CONFLICT if the container is as it was again.
    void begin(Unit unit, ContainerSpec spec, List<MountPoint> points) {
        Kept before = unit.kept();
        Optional<Sandbox> sandbox = networks.sandbox(before.id());
        Intent intent = new Intent(before.spec(), before.mounts(), sandbox, spec, points);
        intents.put(before.id(), intent);
        try {
            carryOut(unit, intent);
        } finally {
            intents.delete(before.id());
        }
    }

    /// The containers with which an engine before this one was not done, by id.
    Set<String> unfinished() {
        return intents.all().values().keySet();
    }

    /// Carries out what is on record; returns at once.
    void resume() {
        intents.all().values().forEach((id, intent) -> Thread.startVirtualThread(() -> resume(id, intent)));
    }

    private void resume(String id, Intent intent) {
        try {
            Unit unit = register.find(id);
            if (unit.isAlive() && unit.kept().spec().equals(intent.after().withAutoRemove(false))) {
                set(unit, intent.after(), intent.mountsAfter());
                dropVolumes(unit, intent.mountsBefore(), intent.mountsAfter());
            } else {
                carryOut(unit, intent);
            }
            news.tell("update", unit.kept());
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "the change of container {0} that was begun: {1}", id, e.sentence());
        } finally {
            intents.delete(id);
        }
    }

    private void carryOut(Unit unit, Intent intent) {
        String id = unit.kept().id();
        networks.keepAddresses(intent.sandbox().map(Sandbox::endpoints).orElse(List.of()));
        set(unit, intent.before().withAutoRemove(false), intent.mountsBefore());
        try {
            stop(id);
            set(unit, intent.after().withAutoRemove(false), intent.mountsAfter());
            startAndStay(unit);
            set(unit, intent.after(), intent.mountsAfter());
            dropVolumes(unit, intent.mountsBefore(), intent.mountsAfter());
        } catch (Fault e) {
            putBack(unit, intent);
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    unit.kept().name() + " did not start with the change and is as it was: " + e.sentence(),
                    e);
        } finally {
            networks.releaseAddresses(id);
        }
    }

    private void putBack(Unit unit, Intent intent) {
        String id = unit.kept().id();
        stop(id);
        set(unit, intent.before(), intent.mountsBefore());
        dropVolumes(unit, intent.mountsAfter(), intent.mountsBefore());
        if (!unit.isAlive()) {
            starts.start(id);
        }
    }

    private void stop(String id) {
        try {
            stops.stop(id, null, "");
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_MODIFIED) {
                throw e;
            }
        }
    }

    private void startAndStay(Unit unit) {
        CompletableFuture<ExitResult> end = unit.nextExit();
        starts.start(unit.kept().id());
        try {
            int code = end.get(PROBATION.toMillis(), TimeUnit.MILLISECONDS).exitCode();
            if (code != 0 && !unit.kept().stopped()) { // who stopped it by hand meanwhile wants it so
                throw Fault.conflict("it ended at once with exit code " + code);
            }
        } catch (TimeoutException stays) {
            return; // it runs
        } catch (ExecutionException e) {
            throw Fault.internal("its end is not known", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while the container started", e);
        }
    }

    /// Puts this on record.
    void set(Unit unit, ContainerSpec spec, List<MountPoint> points) {
        unit.enter();
        try {
            unit.change(kept -> kept.asked(spec).withMounts(points));
            register.save(unit);
        } finally {
            unit.lock.unlock();
        }
    }

    /// A container no longer uses the volumes that it has lost; they stay, with what is in them.
    void dropVolumes(Unit unit, List<MountPoint> before, List<MountPoint> after) {
        String id = unit.kept().id();
        Set<String> names = new HashSet<>(after.stream().map(MountPoint::name).toList());
        unit.enter();
        try {
            if (before.stream().anyMatch(point -> !point.name().isEmpty() && !names.contains(point.name()))) {
                volumes.release(id);
                after.stream()
                        .filter(point -> point.type() == MountSpec.Type.VOLUME)
                        .forEach(point -> volumes.use(point.name(), id));
            }
        } finally {
            unit.lock.unlock();
        }
    }
}
