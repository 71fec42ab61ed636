package naru.pipeline.script;

import java.util.ArrayList;
import java.util.List;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.stmt.Statement;
import org.jspecify.annotations.Nullable;

/// A block of script with the names it was written among.
///
/// Curried arguments stand in front of those of a call. A method pointer is a closure without code that calls through.
public final class Closure {
    /// What a method pointer or a composition does instead of running code.
    interface Native {
        @Nullable
        Object call(Interpreter interpreter, Arguments arguments);
    }

    private final @Nullable Statement code;
    private final Parameter @Nullable [] parameters;
    private final Scope scope;
    private final @Nullable Native through;
    private final List<@Nullable Object> curried;
    private final boolean function;
    private @Nullable Object delegate;
    private boolean delegateFirst;

    /// A block as written; `parameters` null means the implicit `it`.
    Closure(@Nullable Statement code, Parameter @Nullable [] parameters, Scope scope, boolean function) {
        this(code, parameters, scope, function, null, List.of());
    }

    private Closure(
            @Nullable Statement code,
            Parameter @Nullable [] parameters,
            Scope scope,
            boolean function,
            @Nullable Native through,
            List<@Nullable Object> curried) {
        this.code = code;
        this.parameters = parameters;
        this.scope = scope;
        this.function = function;
        this.through = through;
        this.curried = curried;
    }

    /// A closure that calls through to something else.
    static Closure through(Native target) {
        return new Closure(null, null, new Scope(null), false, target, List.of());
    }

    Closure curry(List<@Nullable Object> front) {
        List<@Nullable Object> all = new ArrayList<>(curried);
        all.addAll(front);
        Closure copy = new Closure(code, parameters, scope, function, through, all);
        copy.delegate = delegate;
        copy.delegateFirst = delegateFirst;
        return copy;
    }

    @Nullable
    Statement code() {
        return code;
    }

    Parameter @Nullable [] parameters() {
        return parameters;
    }

    Scope scope() {
        return scope;
    }

    @Nullable
    Native through() {
        return through;
    }

    List<@Nullable Object> curried() {
        return curried;
    }

    /// Whether it is a `def` function, which sees no local names around it.
    boolean isFunction() {
        return function;
    }

    @Nullable
    Object delegate() {
        return delegate;
    }

    boolean delegateFirst() {
        return delegateFirst;
    }

    void delegate(@Nullable Object to) {
        this.delegate = to;
    }

    void delegateFirst(boolean first) {
        this.delegateFirst = first;
    }

    /// How many arguments it takes, the implicit one counted.
    int arity() {
        Parameter[] declared = parameters;
        return declared == null ? 1 : Math.max(0, declared.length - curried.size());
    }

    @Override
    public String toString() {
        return "closure";
    }
}
