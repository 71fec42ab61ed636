package naru.container;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import naru.network.Networks;
import naru.volume.Volumes;

/// Brings what is on record and what the kernel shows into agreement, once, after a start.
final class Restoration {
    private final Register register;
    private final Runner runner;
    private final Roots roots;
    private final Networks networks;
    private final Volumes volumes;
    private final Starts starts;
    private final Endings endings;
    private final HealthTests health;
    private final Shippers shippers;
    private final Freezer freezer;

    Restoration(
            Register register,
            Runner runner,
            Roots roots,
            Networks networks,
            Volumes volumes,
            Starts starts,
            Endings endings,
            HealthTests health,
            Shippers shippers,
            Freezer freezer) {
        this.register = register;
        this.runner = runner;
        this.roots = roots;
        this.networks = networks;
        this.volumes = volumes;
        this.starts = starts;
        this.endings = endings;
        this.health = health;
        this.shippers = shippers;
        this.freezer = freezer;
    }

    /// @param changing what is to be stopped and started all the same, by id
    void restore(Set<String> changing) {
        Set<String> damaged = register.damaged().keySet(); // what runs there goes on, what is on disk stays
        Set<String> begun = new HashSet<>(damaged);
        Set<String> alive = new HashSet<>();
        Set<String> known = new HashSet<>(damaged);
        Set<String> shared = new HashSet<>(damaged);
        for (Unit unit : register.all()) {
            known.add(unit.kept().id());
            useVolumes(unit.kept());
            sharedSandbox(unit.kept()).ifPresent(shared::add);
            if (unit.isAlive()) {
                begun.add(unit.kept().id());
            }
            if (unit.isAlive() && endings.isRunning(unit)) {
                alive.add(unit.kept().id());
            }
        }
        shared.addAll(alive);
        Orphans.end(runner.runtimes().states(), begun);
        networks.restore(shared);
        roots.sweep(known);
        runner.sweep(known);
        for (Unit unit : register.all()) {
            if (!(unit.kept().state() instanceof State.Created)) {
                shippers.begin(unit);
            }
            if (unit.isAlive() && !alive.contains(unit.kept().id())) {
                endings.endedUnseen(unit);
            } else if (unit.isAlive()) {
                freezer.agree(unit);
                health.begin(unit);
            } else {
                runner.clearUnfinished(unit.kept().id());
                startIfWanted(unit, changing);
            }
        }
    }

    /// A sandbox that outlives the containers in it: it stays as long as one of them is on record.
    private static Optional<String> sharedSandbox(Kept kept) {
        String mode = kept.spec().networking().mode();
        return mode.startsWith("sandbox:") ? Optional.of(mode.substring("sandbox:".length())) : Optional.empty();
    }

    private void useVolumes(Kept kept) {
        kept.mounts().stream()
                .filter(mount -> mount.type() == MountSpec.Type.VOLUME)
                .forEach(mount -> volumes.use(mount.name(), kept.id()));
    }

    private void startIfWanted(Unit unit, Set<String> changing) {
        if (changing.contains(unit.kept().id())) {
            return;
        }
        if (unit.kept().state() instanceof State.Restarting) {
            endings.waitAgain(unit);
            return;
        }
        RestartPolicy.Rule rule = unit.kept().spec().restart().rule();
        boolean began = !(unit.kept().state() instanceof State.Created);
        boolean wanted = rule == RestartPolicy.Rule.ALWAYS
                || (rule == RestartPolicy.Rule.UNLESS_STOPPED && !unit.kept().stopped());
        if (began && wanted) {
            Thread.startVirtualThread(() -> starts.startAgain(unit));
        }
    }
}
