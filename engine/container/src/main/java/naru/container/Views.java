package naru.container;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import naru.network.Networks;
import naru.network.Sandbox;

/// Containers as callers see them, and waiting for what becomes of them.
final class Views {
    private final Register register;
    private final Networks networks;
    private final Execs execs;
    private final Runner runner;

    Views(Register register, Networks networks, Execs execs, Runner runner) {
        this.register = register;
        this.networks = networks;
        this.execs = execs;
        this.runner = runner;
    }

    Container get(String ref) {
        return view(register.find(ref));
    }

    List<Container> list() {
        return register.all().stream().map(this::view).toList();
    }

    private Container view(Unit unit) {
        Kept kept = unit.kept();
        Optional<Sandbox> sandbox = unit.isAlive() ? networks.sandbox(kept.id()).or(kept::sandbox) : Optional.empty();
        return new Container(
                kept.id(),
                kept.name(),
                kept.created(),
                Links.named(kept, register),
                kept.imageId(),
                kept.command(),
                kept.state(),
                unit.health(),
                kept.mounts(),
                sandbox,
                kept.restartCount(),
                execs.of(kept.id()),
                runner.folders().lasting(kept.id()));
    }

    /// Completes with the exit that a condition waits for; at once for one that is met.
    CompletableFuture<ExitResult> await(String ref, WaitCondition condition) {
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
}
