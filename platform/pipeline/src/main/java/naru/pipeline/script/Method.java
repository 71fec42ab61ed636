package naru.pipeline.script;

import org.jspecify.annotations.Nullable;

/// A method that a type of value has.
///
/// @param <T> the value's type
interface Method<T> {
    /// Runs it on a value.
    @Nullable
    Object call(T self, Arguments arguments, Interpreter interpreter);
}
