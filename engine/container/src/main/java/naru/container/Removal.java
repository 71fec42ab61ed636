package naru.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import naru.base.Fault;
import naru.network.Networks;
import naru.volume.Volumes;

/// Takes containers away.
final class Removal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.container");

    private final Register register;
    private final Runner runner;
    private final HeldRoots roots;
    private final Networks networks;
    private final Volumes volumes;
    private final Execs execs;
    private final Stops stops;
    private final Shippers shippers;
    private final News news;
    private final ExecutorService clearing = Executors.newVirtualThreadPerTaskExecutor();

    Removal(
            Register register,
            Runner runner,
            HeldRoots roots,
            Networks networks,
            Volumes volumes,
            Execs execs,
            Stops stops,
            Shippers shippers,
            News news) {
        this.register = register;
        this.runner = runner;
        this.roots = roots;
        this.networks = networks;
        this.volumes = volumes;
        this.execs = execs;
        this.stops = stops;
        this.shippers = shippers;
        this.news = news;
    }

    void remove(String ref, boolean force, boolean withVolumes) {
        Optional<String> damaged = register.damaged(ref);
        if (force && damaged.isPresent()) {
            removeDamaged(damaged.get());
            return;
        }
        Unit unit = register.find(ref);
        beginLeaving(unit, force);
        try {
            if (isActive(unit)) {
                end(unit.kept().id());
            }
            removeEnded(unit, withVolumes);
        } finally {
            endLeaving(unit);
        }
    }

    private static boolean isActive(Unit unit) {
        return unit.isAlive() || unit.kept().state() instanceof State.Restarting;
    }

    /// From here on nobody starts it.
    private static void beginLeaving(Unit unit, boolean force) {
        unit.enter();
        try {
            if (!force && isActive(unit)) {
                String state = unit.kept().state() instanceof State.Paused ? "paused" : "running";
                throw Fault.conflict("cannot remove container \"/" + unit.kept().name() + "\": container is " + state
                        + ": stop the container before removing or force remove");
            }
            unit.leaving(1);
        } finally {
            unit.lock.unlock();
        }
    }

    private static void endLeaving(Unit unit) {
        unit.lock.lock();
        try {
            unit.leaving(-1);
        } finally {
            unit.lock.unlock();
        }
    }

    private void removeEnded(Unit unit, boolean withVolumes) {
        unit.lock.lock();
        try {
            if (!unit.isGone()) { // its own end may have taken it away, or somebody else
                removeLocked(unit, withVolumes);
            }
        } finally {
            unit.lock.unlock();
        }
    }

    /// What runs of it is ended by its runtime.
    private void removeDamaged(String id) {
        register.removeDamaged(id);
        networks.close(id);
        volumes.release(id);
        clearing.execute(() -> runner.erase(id));
    }

    private void end(String ref) {
        try {
            stops.end(ref);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_MODIFIED && e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /// Nobody finds it any more and what others may want of it is free, then everybody who waits is told, then its
    /// files are cleared away: a caller who waited for the removal need not wait for that. The caller holds the
    /// container's lock.
    void removeLocked(Unit unit, boolean withVolumes) {
        Kept kept = unit.kept();
        register.remove(unit);
        unit.markGone();
        unit.restarter(null);
        unit.tester(null);
        try {
            giveBack(kept, withVolumes);
        } finally {
            news.tell("destroy", kept);
            unit.tellRemoval(unit.lastExit());
            execs.forget(kept.id());
            boolean ran = !(kept.state() instanceof State.Created);
            clearing.execute(() -> clear(kept.id(), ran));
        }
    }

    private void giveBack(Kept kept, boolean withVolumes) {
        volumes.release(kept.id());
        try {
            networks.close(kept.id()); // what is left of it is tried again
        } finally {
            if (withVolumes) {
                roots.afterwards(kept.id(), () -> removeVolumes(kept));
            }
        }
    }

    private void clear(String id, boolean ran) {
        if (ran) {
            shippers.end(id);
            runner.erase(id);
        } else {
            runner.discard(id);
        }
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

    /// One that somebody else removes or starts meanwhile is passed over.
    Pruned prune(List<Container> all, Predicate<Container> filter) {
        List<String> ids = new ArrayList<>();
        long bytes = 0;
        for (Container container : all) {
            boolean idle = container.state() instanceof State.Exited || container.state() instanceof State.Created;
            if (idle && filter.test(container)) {
                try {
                    long size = runner.size(container.id());
                    remove(container.id(), false, false);
                    bytes += size;
                    ids.add(container.id());
                } catch (Fault e) {
                    if (e.kind() != Fault.Kind.NOT_FOUND && e.kind() != Fault.Kind.CONFLICT) {
                        throw e;
                    }
                }
            }
        }
        return new Pruned(ids, bytes);
    }

    /// Returns when all that was being cleared away is gone.
    @Override
    public void close() {
        clearing.close();
    }
}
