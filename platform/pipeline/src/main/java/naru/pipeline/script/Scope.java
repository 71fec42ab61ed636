package naru.pipeline.script;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names and their values, within other names.
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, @Nullable Object> names = new HashMap<>(4);
    private final @Nullable Closure owner;

    Scope(@Nullable Scope outer) {
        this(outer, outer == null ? null : outer.owner);
    }

    /// The names of one call of a closure, through which its delegate is found.
    Scope(@Nullable Scope outer, @Nullable Closure owner) {
        this.outer = outer;
        this.owner = owner;
    }

    void declare(String name, @Nullable Object value) {
        names.put(name, value);
    }

    /// The scope that holds a name, or null.
    @Nullable
    Scope holding(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.names.containsKey(name)) {
                return scope;
            }
        }
        return null;
    }

    @Nullable
    Object get(String name) {
        return names.get(name);
    }

    /// The closure whose call this is part of, or null.
    @Nullable
    Closure owner() {
        return owner;
    }

    Map<String, @Nullable Object> names() {
        return names;
    }
}
