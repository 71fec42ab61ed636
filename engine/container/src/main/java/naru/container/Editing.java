package naru.container;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import naru.base.Fault;
import naru.network.EndpointSpec;
import naru.network.Networks;
import naru.volume.Volumes;

/// Changes a container that there is. Ports, networks and limits change while it runs; for the rest it is started
/// again, with the same id, name, addresses, volumes and written layer. One that does not start is put back as it was.
final class Editing {
    /// A container that ends sooner than this after a change has not taken it.
    private static final Duration PROBATION = Duration.ofSeconds(1);

    private final Register register;
    private final Networks networks;
    private final Volumes volumes;
    private final ContainerMounts mounts;
    private final Starts starts;
    private final Stops stops;
    private final Changes changes;
    private final News news;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    Editing(
            Register register,
            Networks networks,
            Volumes volumes,
            ContainerMounts mounts,
            Starts starts,
            Stops stops,
            Changes changes,
            News news) {
        this.register = register;
        this.networks = networks;
        this.volumes = volumes;
        this.mounts = mounts;
        this.starts = starts;
        this.stops = stops;
        this.changes = changes;
        this.news = news;
    }

    /// Applies an edit, or only says what it would change.
    List<Edit.Difference> edit(String ref, Edit edit, boolean dry, Function<String, Container> others) {
        Unit unit = register.find(ref);
        String id = unit.kept().id();
        if (!busy.add(id)) {
            throw Fault.conflict(unit.kept().name() + " is being edited by somebody else");
        }
        try {
            Edited edited = Edited.of(unit.kept().spec(), edit);
            Limits.check(edited.spec().resources(), true);
            Wishes.check(edited.spec());
            edit.connect().forEach(one -> networks.get(one.network()));
            edited.spec().restart().check(edited.spec().config());
            if (!dry && !edited.differences().isEmpty()) {
                apply(unit, edit, edited, others);
                news.tell("update", unit.kept());
            }
            return edited.differences();
        } finally {
            busy.remove(id);
        }
    }

    private void apply(Unit unit, Edit edit, Edited edited, Function<String, Container> others) {
        if (unit.isAlive() && !edited.restarts()) {
            inPlace(unit, edit, edited);
            return;
        }
        Kept before = unit.kept();
        List<MountPoint> points = points(before, edit, edited, others);
        if (unit.isAlive()) {
            startedAnew(unit, before, edited.spec(), points);
        } else {
            set(unit, edited.spec(), points);
        }
        dropVolumes(before, points);
    }

    /// What is mounted stays as it is, anonymous volumes too, but where the edit says otherwise.
    private List<MountPoint> points(Kept kept, Edit edit, Edited edited, Function<String, Container> others) {
        List<MountPoint> points = new ArrayList<>(kept.mounts().stream()
                .filter(point -> !edited.targets().contains(point.destination()))
                .toList());
        Storage added = Storage.mounts(edit.mounts().toArray(MountSpec[]::new));
        points.addAll(mounts.of(kept.id(), added, Set.of(), others));
        return points;
    }

    private void inPlace(Unit unit, Edit edit, Edited edited) {
        unit.lock.lock();
        try {
            Kept before = unit.kept();
            String id = before.id();
            List<String> joined = new ArrayList<>();
            try {
                for (EndpointSpec one : edit.connect()) {
                    changes.connect(id, one);
                    joined.add(one.network());
                }
                changes.limit(unit, edited.spec().resources());
                networks.publish(
                        id,
                        PublishedPorts.of(
                                edited.spec().networking(),
                                edited.spec().config().exposedPorts()));
            } catch (IOException e) {
                throw Fault.internal("cannot change limits: " + e.getMessage(), e);
            } catch (RuntimeException e) {
                joined.forEach(network -> changes.disconnect(id, network));
                throw e;
            }
            edit.disconnect().forEach(network -> changes.disconnect(id, network));
            unit.change(kept -> kept.asked(edited.spec()).inside(networks.sandbox(id)));
            register.save(unit);
        } finally {
            unit.lock.unlock();
        }
    }

    private void startedAnew(Unit unit, Kept before, ContainerSpec spec, List<MountPoint> points) {
        String id = before.id();
        networks.keepAddresses(id);
        set(unit, before.spec().withAutoRemove(false), before.mounts());
        try {
            stop(id);
            set(unit, spec.withAutoRemove(false), points);
            startAndStay(unit);
            set(unit, spec, points);
        } catch (Fault e) {
            putBack(unit, before, points);
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    before.name() + " did not start with the change and is as it was: " + e.sentence(),
                    e);
        } finally {
            networks.releaseAddresses(id);
        }
    }

    private void putBack(Unit unit, Kept before, List<MountPoint> points) {
        stop(before.id());
        set(unit, before.spec(), before.mounts());
        dropVolumes(unit.kept().withMounts(points), before.mounts());
        if (!unit.isAlive()) {
            starts.start(before.id());
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
            if (code != 0) {
                throw Fault.conflict("it ended at once with exit code " + code);
            }
        } catch (TimeoutException stays) {
            networks.sandbox(unit.kept().id()); // it runs
        } catch (ExecutionException e) {
            throw Fault.internal("its end is not known", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while the container started", e);
        }
    }

    private void set(Unit unit, ContainerSpec spec, List<MountPoint> points) {
        unit.lock.lock();
        try {
            unit.change(kept -> kept.asked(spec).withMounts(points));
            register.save(unit);
        } finally {
            unit.lock.unlock();
        }
    }

    /// A container no longer uses the volumes that it has lost; they stay, with what is in them.
    private void dropVolumes(Kept before, List<MountPoint> after) {
        Set<String> names = new HashSet<>(after.stream().map(MountPoint::name).toList());
        if (before.mounts().stream().anyMatch(point -> !point.name().isEmpty() && !names.contains(point.name()))) {
            volumes.release(before.id());
            after.stream()
                    .filter(point -> point.type() == MountSpec.Type.VOLUME)
                    .forEach(point -> volumes.use(point.name(), before.id()));
        }
    }
}
