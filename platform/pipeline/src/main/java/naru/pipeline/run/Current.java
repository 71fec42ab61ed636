package naru.pipeline.run;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import naru.pipeline.script.ScriptFailure;

/// What all branches of one run share. Safe for use by many threads.
final class Current {
    private final Setup setup;
    private final AtomicReference<Result> result = new AtomicReference<>(Result.SUCCESS);
    private final AtomicInteger counter = new AtomicInteger();
    private final Map<String, String> environment = new ConcurrentHashMap<>();
    private final Map<String, Object> parameters = new ConcurrentHashMap<>();
    private final Set<String> stashes = new ConcurrentSkipListSet<>();
    private final Set<String> workspaces = new ConcurrentSkipListSet<>();

    Current(Setup setup) {
        this.setup = setup;
        parameters.putAll(setup.parameters());
    }

    Setup setup() {
        return setup;
    }

    RunLog log() {
        return setup.log();
    }

    Result result() {
        return result.get();
    }

    void worsen(Result other) {
        result.accumulateAndGet(other, Result::worse);
    }

    /// The next number for a file's or place's name.
    int next() {
        return counter.incrementAndGet();
    }

    /// What the script set by `env.NAME = value`.
    Map<String, String> environment() {
        return environment;
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    Set<String> stashes() {
        return stashes;
    }

    /// The workspaces that the run opened.
    Set<String> workspaces() {
        return workspaces;
    }

    /// What a failure makes of the run.
    static Result of(RuntimeException failure) {
        return failure instanceof Branch.Interrupted interrupted
                ? interrupted.interruption().result()
                : Result.FAILURE;
    }

    /// The way Jenkins' `error` and failing steps fail.
    static ScriptFailure abort(String message, naru.pipeline.script.Position at) {
        return new ScriptFailure("hudson.AbortException", message, at, null);
    }
}
