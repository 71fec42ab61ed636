package naru.pipeline.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Bare names: local ones, a closure's delegate, script-wide ones, the host's, and the few type names with functions.
final class Names {
    private static final Set<String> FORBIDDEN = Set.of(
            "System",
            "Runtime",
            "Jenkins",
            "Hudson",
            "Class",
            "ClassLoader",
            "Thread",
            "File",
            "Files",
            "Paths",
            "ProcessBuilder",
            "java",
            "javax",
            "groovy",
            "hudson",
            "jenkins",
            "org",
            "com",
            "sun",
            "jdk",
            "GroovyShell",
            "Eval",
            "Grape",
            "metaClass",
            "rawBuild");

    private final Interpreter interpreter;

    Names(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    @Nullable
    Object read(String name, Scope scope, Position at) {
        Scope holder = scope.holding(name);
        Closure owner = scope.owner();
        if (owner != null && owner.delegateFirst() && delegated(owner, name) && isOutside(holder, scope)) {
            return Properties.get(owner.delegate(), name, at);
        }
        if (holder != null) {
            return holder.get(name);
        }
        if (interpreter.program().binds(name)) {
            return interpreter.program().bound(name);
        }
        if (owner != null && delegated(owner, name)) {
            return Properties.get(owner.delegate(), name, at);
        }
        return surrounding(name, scope, at);
    }

    private @Nullable Object surrounding(String name, Scope scope, Position at) {
        switch (name) {
            case "this", "owner", "super" -> {
                return new Self(interpreter, this);
            }
            case "delegate" -> {
                Closure owner = scope.owner();
                return owner == null ? new Self(interpreter, this) : owner.delegate();
            }
            default -> {
                Optional<Object> value = interpreter.host().variable(name);
                if (value.isPresent()) {
                    return value.get();
                }
            }
        }
        Thing type = Statics.find(name);
        if (type != null) {
            return type;
        }
        if (FORBIDDEN.contains(name)) {
            throw ScriptFailure.at(at, refusal(name, at));
        }
        throw new ScriptFailure(
                "MissingPropertyException",
                "No such property: " + name + " (line " + at.line() + ")" + Suggest.didYouMean(name, known(scope)),
                at,
                null);
    }

    static String refusal(String name, Position at) {
        return "'" + name + "' at line " + at.line()
                + " is not allowed: scripts are interpreted and reach no Java classes;"
                + " allowed are text, numbers, lists, maps, closures, the names env, params, currentBuild and scm, and"
                + " steps such as sh, readFile and writeFile";
    }

    /// Whether a name is found only around the closure, so that its delegate comes first.
    private static boolean isOutside(@Nullable Scope holder, Scope scope) {
        return holder == null || holder.owner() != scope.owner();
    }

    private static boolean delegated(Closure owner, String name) {
        return switch (owner.delegate()) {
            case null -> false;
            case Map<?, ?> map -> owner.delegateFirst() || map.containsKey(name);
            case Thing thing -> thing.names().contains(name);
            default -> false;
        };
    }

    void assign(String name, @Nullable Object value, Scope scope, Position at) {
        Scope holder = scope.holding(name);
        Closure owner = scope.owner();
        if (owner != null && owner.delegateFirst() && owner.delegate() != null && isOutside(holder, scope)) {
            Properties.set(owner.delegate(), name, value, at);
        } else if (holder != null) {
            holder.declare(name, value);
        } else if (FORBIDDEN.contains(name)) {
            throw ScriptFailure.at(at, refusal(name, at));
        } else {
            interpreter.program().bind(name, value);
        }
    }

    Collection<String> known(Scope scope) {
        List<String> all = new ArrayList<>(interpreter.host().names());
        all.addAll(scope.names().keySet());
        all.addAll(interpreter.program().functions().keySet());
        interpreter.program().boundNames().forEach(all::add);
        return all;
    }

    /// `this`: the script itself, through which steps are called and names read.
    record Self(Interpreter interpreter, Names reach) implements Thing {
        @Override
        public String title() {
            return "WorkflowScript";
        }

        @Override
        public @Nullable Object get(String property, Position at) {
            return reach.read(property, new Scope(null), at);
        }

        @Override
        public void set(String property, @Nullable Object value, Position at) {
            interpreter.program().bind(property, value);
        }

        @Override
        public @Nullable Object call(String method, Arguments arguments, Interpreter caller) {
            return new Calls(caller, caller.evaluator(), reach).named(method, arguments, new Scope(null));
        }
    }
}
