package naru.container;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import naru.base.Fault;

/// Who listens to containers: clients at their streams, and readers of their logs.
final class Attachments {
    private final Register register;
    private final Runner runner;
    private final News news;
    private final Duration patience;

    /// @param patience how long output may wait for a client that is attached; zero: for ever
    Attachments(Register register, Runner runner, News news, Duration patience) {
        this.register = register;
        this.runner = runner;
        this.news = news;
        this.patience = patience;
    }

    Streams attach(String ref, AttachOptions options) {
        Unit unit = register.find(ref);
        ConmonStreams streams = new ConmonStreams(
                unit.kept().spec().config().tty(),
                options,
                patience,
                unit.company(),
                "container " + unit.kept().id());
        if (options.logs()) {
            streams.replayFirst(sink -> replay(unit.kept().id(), options, sink));
        }
        unit.enter();
        try {
            switch (unit.kept().state()) {
                case State.Running _, State.Paused _ -> {
                    if (options.stream()) {
                        streams.connect(
                                runner.folders().lasting(unit.kept().id()).resolve("attach"));
                    }
                }
                case State.Created _, State.Restarting _, State.Exited _ -> unit.await(streams);
            }
        } finally {
            unit.lock.unlock();
        }
        news.tell("attach", unit.kept());
        return streams;
    }

    private void replay(String id, AttachOptions options, Sink sink) throws IOException {
        LogOptions all = new LogOptions(options.stdout(), options.stderr(), null, null, -1, false);
        try (LogReader log = new LogReader(runner.folders().log(id), all, () -> false)) {
            for (LogEntry entry = log.next(); entry != null; entry = log.next()) {
                sink.write(entry.stream(), entry.line(), 0, entry.line().length);
            }
        }
    }

    void resize(String ref, int rows, int columns) {
        Unit unit = register.find(ref);
        if (!unit.isAlive()) {
            throw Fault.conflict("Container " + unit.kept().id() + " is not running");
        }
        Conmon.resize(runner.folders().lasting(unit.kept().id()), rows, columns);
    }

    Logs logs(String ref, LogOptions options) {
        Unit unit = register.find(ref);
        if (!unit.kept().spec().log().reads()) {
            throw Fault.notImplemented("configured logging driver does not support reading");
        }
        Path log = runner.folders().log(unit.kept().id());
        try {
            return new LogReader(log, options, () -> !unit.isGone() && unit.isAlive());
        } catch (IOException e) {
            unit.enter(); // says so if it was removed meanwhile
            unit.lock.unlock();
            throw Fault.internal("cannot read the log: " + e.getMessage(), e);
        }
    }
}
