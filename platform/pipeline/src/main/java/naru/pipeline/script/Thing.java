package naru.pipeline.script;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An object that the pipeline offers to scripts, such as `env` or `currentBuild`: names, not a Java class.
public interface Thing {
    /// What it is called in messages.
    String title();

    /// Reads a property; `names` says which there are.
    @Nullable
    Object get(String property, Position at);

    /// Sets a property.
    default void set(String property, @Nullable Object value, Position at) {
        throw ScriptFailure.at(at, "'" + property + "' of " + title() + " cannot be set");
    }

    /// Calls a method.
    default @Nullable Object call(String method, Arguments arguments, Interpreter interpreter) {
        throw Suggest.unknownMethod(method, title(), names(), arguments.at());
    }

    /// Its properties and methods, for suggestions.
    default Collection<String> names() {
        return List.of();
    }
}
