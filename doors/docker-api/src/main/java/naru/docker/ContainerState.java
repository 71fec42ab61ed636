package naru.docker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import naru.container.Container;
import naru.container.Health;
import naru.container.State;

/// A container's state in Docker's words and booleans.
final class ContainerState {
    private ContainerState() {}

    /// The one word of it.
    static String word(State state) {
        return switch (state) {
            case State.Created _ -> "created";
            case State.Running _ -> "running";
            case State.Paused _ -> "paused";
            case State.Restarting _ -> "restarting";
            case State.Exited _ -> "exited";
        };
    }

    /// The phrase of `docker ps`.
    static String phrase(Container container, Instant now) {
        return switch (container.state()) {
            case State.Created _ -> "Created";
            case State.Running running -> "Up " + since(running.startedAt(), now) + health(container.health());
            case State.Paused paused -> "Up " + since(paused.startedAt(), now) + " (Paused)";
            case State.Restarting r -> "Restarting (" + r.exitCode() + ") " + since(r.finishedAt(), now) + " ago";
            case State.Exited exited ->
                "Exited (" + exited.exitCode() + ") " + since(exited.finishedAt(), now) + " ago";
        };
    }

    private static String since(Instant moment, Instant now) {
        return GoTime.ago(Duration.between(moment, now));
    }

    private static String health(Health health) {
        return switch (health.status()) {
            case NONE -> "";
            case STARTING -> " (health: starting)";
            case HEALTHY -> " (healthy)";
            case UNHEALTHY -> " (unhealthy)";
        };
    }

    /// The exit code that lists filter by; empty for a container that never ran.
    static int exitCode(State state) {
        return switch (state) {
            case State.Created created -> created.exitCode();
            case State.Running _, State.Paused _ -> 0;
            case State.Restarting restarting -> restarting.exitCode();
            case State.Exited exited -> exited.exitCode();
        };
    }

    /// The object of inspect.
    static Shape shape(Container container) {
        State state = container.state();
        Shape shape = Shape.of()
                .with("Status", word(state))
                .with("Running", container.isAlive() || state instanceof State.Restarting)
                .with("Paused", state instanceof State.Paused)
                .with("Restarting", state instanceof State.Restarting)
                .with("OOMKilled", oomKilled(state))
                .with("Dead", false)
                .with("Pid", pid(state))
                .with("ExitCode", exitCode(state))
                .with("Error", error(state))
                .with("StartedAt", started(state))
                .with("FinishedAt", finished(state));
        return shape.withIf(
                container.health().status() != Health.Status.NONE, "Health", healthShape(container.health()));
    }

    private static boolean oomKilled(State state) {
        return switch (state) {
            case State.Created _, State.Running _, State.Paused _ -> false;
            case State.Restarting restarting -> restarting.oomKilled();
            case State.Exited exited -> exited.oomKilled();
        };
    }

    private static int pid(State state) {
        return switch (state) {
            case State.Running running -> running.pid();
            case State.Paused paused -> paused.pid();
            case State.Created _, State.Restarting _, State.Exited _ -> 0;
        };
    }

    private static String error(State state) {
        return switch (state) {
            case State.Created created -> created.error();
            case State.Exited exited -> exited.error();
            case State.Running _, State.Paused _, State.Restarting _ -> "";
        };
    }

    private static String started(State state) {
        return switch (state) {
            case State.Created _ -> GoTime.ZERO;
            case State.Running running -> GoTime.text(running.startedAt());
            case State.Paused paused -> GoTime.text(paused.startedAt());
            case State.Restarting restarting -> GoTime.text(restarting.startedAt());
            case State.Exited exited -> GoTime.text(exited.startedAt());
        };
    }

    private static String finished(State state) {
        return switch (state) {
            case State.Created _, State.Running _, State.Paused _ -> GoTime.ZERO;
            case State.Restarting restarting -> GoTime.text(restarting.finishedAt());
            case State.Exited exited -> GoTime.text(exited.finishedAt());
        };
    }

    private static Shape healthShape(Health health) {
        List<Shape> log = health.log().stream()
                .map(probe -> Shape.of()
                        .with("Start", GoTime.text(probe.start()))
                        .with("End", GoTime.text(probe.end()))
                        .with("ExitCode", probe.exitCode())
                        .with("Output", probe.output()))
                .toList();
        return Shape.of()
                .with("Status", health.status().text())
                .with("FailingStreak", health.failingStreak())
                .with("Log", log);
    }
}
