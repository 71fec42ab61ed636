package naru.container;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import naru.base.Fault;

/// Further commands in running containers, for everybody who asks for one: clients and health checks.
final class Commands {
    private final Register register;
    private final Execs execs;
    private final News news;

    Commands(Register register, Execs execs, News news) {
        this.register = register;
        this.execs = execs;
        this.news = news;
    }

    /// Its environment tells of linked containers as they are now; CONFLICT, as from dockerd, if one does not run.
    String create(String ref, ExecSpec spec) {
        Unit unit = register.find(ref);
        requireRunning(unit);
        if (spec.command().isEmpty()) {
            throw Fault.invalid("No exec command specified");
        }
        List<String> linked = Links.of(unit.kept(), register).stream()
                .flatMap(link -> link.environment().stream())
                .toList();
        String execId = execs.create(unit, spec, linked);
        news.tell("exec_create: " + words(spec), unit.kept(), Map.of("execID", execId));
        return execId;
    }

    /// As Docker's events write a command: with a blank after its first word, whatever follows.
    private static String words(ExecSpec spec) {
        List<String> command = spec.command();
        return command.getFirst() + " " + String.join(" ", command.subList(1, command.size()));
    }

    Streams start(String execId, boolean detach) {
        Unit unit = execs.unit(execId);
        requireRunning(unit);
        String words = words(execs.get(execId).spec());
        news.tell("exec_start: " + words, unit.kept(), Map.of("execID", execId));
        execs.whenEnded(execId, code -> {
            Map<String, String> end = Map.of("execID", execId, "exitCode", Integer.toString(code));
            news.tell("exec_die", unit.kept(), end);
        });
        return execs.start(execId, detach);
    }

    /// Completes with a command's exit code.
    CompletableFuture<Integer> end(String execId) {
        return execs.end(execId);
    }

    Exec get(String execId) {
        return execs.get(execId);
    }

    void kill(String execId) {
        execs.kill(execId);
    }

    void resize(String execId, int rows, int columns) {
        execs.resize(execId, rows, columns);
    }

    Top top(String ref, String arguments) {
        Unit unit = register.find(ref);
        requireRunning(unit);
        return Processes.list(unit.kept().id(), arguments);
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
}
