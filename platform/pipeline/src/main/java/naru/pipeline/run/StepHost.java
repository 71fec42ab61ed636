package naru.pipeline.run;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import naru.base.Fault;
import naru.pipeline.script.Arguments;
import naru.pipeline.script.Host;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.script.ScriptFailure;
import naru.pipeline.workshop.Place;
import org.jspecify.annotations.Nullable;

/// The steps and names of one branch of a run. Used by one thread at a time.
final class StepHost implements Host {
    private final Current current;
    private final Branch branch;
    private final Map<String, Step> steps;
    private Frame frame;

    StepHost(Current current, Branch branch, Map<String, Step> steps, Frame frame) {
        this.current = current;
        this.branch = branch;
        this.steps = steps;
        this.frame = frame;
    }

    /// The host of a branch beside or below this one.
    StepHost fork(Branch below) {
        return new StepHost(current, below, steps, frame);
    }

    Current current() {
        return current;
    }

    Branch branch() {
        return branch;
    }

    Frame frame() {
        return frame;
    }

    /// Does something with another frame around it.
    <T extends @Nullable Object> T within(Frame inner, Callable<T> body) {
        Frame outer = frame;
        frame = inner;
        try {
            return body.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ScriptFailure("Exception", String.valueOf(e.getMessage()), Position.NONE, e);
        } finally {
            frame = outer;
        }
    }

    /// The place around, or a failure as Jenkins words it.
    Place place(String step, Position at) {
        Place place = frame.place();
        if (place == null) {
            throw new ScriptFailure(
                    "MissingContextVariableException",
                    "Required context class hudson.FilePath is missing: '" + step
                            + "' needs an agent or a node { … } around it",
                    at,
                    null);
        }
        return place;
    }

    /// A path as a step gives it, absolute.
    String resolve(String path) {
        return path.startsWith("/")
                ? path
                : path.isEmpty() || path.equals(".") ? frame.folder() : frame.folder() + "/" + path;
    }

    /// All that a program sees.
    Map<String, String> environment() {
        Map<String, String> all = new LinkedHashMap<>(current.setup().environment());
        current.parameters().forEach((name, value) -> all.put(name, value.toString()));
        all.putAll(current.environment());
        all.putAll(frame.environment());
        return all;
    }

    Shell shell(String step, Position at, Interpreter interpreter) {
        return new Shell(this, place(step, at), interpreter);
    }

    @Override
    public boolean offers(String call) {
        return steps.containsKey(call);
    }

    @Override
    public @Nullable Object call(String name, Arguments arguments, Interpreter interpreter) {
        branch.check(arguments.at());
        Step step = steps.get(name);
        if (step == null) {
            throw ScriptFailure.at(arguments.at(), "no step named '" + name + "'");
        }
        try {
            return step.call(this, new Given(arguments), interpreter);
        } catch (Fault e) {
            throw new ScriptFailure("hudson.AbortException", e.sentence(), arguments.at(), e);
        }
    }

    @Override
    public Optional<Object> variable(String name) {
        return switch (name) {
            case "env" -> Optional.of(new Things.Env(this));
            case "params" -> Optional.of(new Things.Parameters(current));
            case "currentBuild" -> Optional.of(new Things.CurrentBuild(current));
            case "scm" -> Optional.of(new Things.Scm());
            default -> Optional.ofNullable(environment().get(name));
        };
    }

    @Override
    public Collection<String> names() {
        TreeSet<String> names = new TreeSet<>(steps.keySet());
        names.addAll(java.util.List.of("env", "params", "currentBuild", "scm"));
        names.addAll(environment().keySet());
        return names;
    }

    @Override
    public void poll(Position at) {
        branch.check(at);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
