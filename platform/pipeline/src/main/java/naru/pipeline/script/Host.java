package naru.pipeline.script;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What surrounds a script: steps it can call and names it can read. One per branch of a run.
public interface Host {
    /// Whether there is a step or function of this name.
    boolean offers(String call);

    /// Calls a step. Steps that wait do so through [Interpreter#unlocked].
    @Nullable
    Object call(String name, Arguments arguments, Interpreter interpreter);

    /// The value of a bare name, or empty when the host knows none.
    Optional<Object> variable(String name);

    /// All names that could have been meant, for suggestions.
    Collection<String> names();

    /// Called now and then while the script computes: throws when the branch is to end.
    void poll(Position at);
}
