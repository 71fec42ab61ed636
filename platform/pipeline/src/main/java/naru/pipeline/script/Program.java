package naru.pipeline.script;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.codehaus.groovy.ast.MethodNode;
import org.jspecify.annotations.Nullable;

/// What all branches of one run share: functions, script-wide names, the budget, and whose turn it is.
///
/// Branches take turns, as they do in Jenkins: only one computes at a time, so scripts need no locks; a branch that
/// waits in a step lets the others go on.
public final class Program {
    private final Map<String, List<MethodNode>> functions;
    private final Map<String, Optional<Object>> binding = new ConcurrentHashMap<>();
    private final Budget budget;
    private final ReentrantLock turn = new ReentrantLock(true);

    /// A program for one run of a script.
    public Program(Script script, Budget budget) {
        this.functions = new TreeMap<>(script.functions());
        this.budget = budget;
    }

    /// What the run may use.
    public Budget budget() {
        return budget;
    }

    Map<String, List<MethodNode>> functions() {
        return functions;
    }

    ReentrantLock turn() {
        return turn;
    }

    boolean binds(String name) {
        return binding.containsKey(name);
    }

    @Nullable
    Object bound(String name) {
        Optional<Object> value = binding.get(name);
        return value == null ? null : value.orElse(null);
    }

    /// Sets a script-wide name.
    public void bind(String name, @Nullable Object value) {
        binding.put(name, Optional.ofNullable(value));
    }

    Iterable<String> boundNames() {
        return binding.keySet();
    }
}
