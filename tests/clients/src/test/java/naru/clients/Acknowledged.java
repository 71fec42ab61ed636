package naru.clients;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What an engine that crashes has promised so far, by what it acknowledged: for each thing whether it
/// is there, whether it runs, or that nobody can know, since a call about it was cut short.
final class Acknowledged {
    /// How a thing must be.
    enum State {
        /// Not there.
        GONE,
        /// There, and not running.
        STILL,
        /// There and running.
        RUNS,
        /// A call was cut short: whole or gone, either will do.
        OPEN
    }

    private final Map<String, State> states = new TreeMap<>();

    synchronized void put(String name, State state) {
        states.put(name, state);
    }

    synchronized State get(String name) {
        return states.getOrDefault(name, State.GONE);
    }

    synchronized List<String> in(State state, String prefix) {
        return states.entrySet().stream()
                .filter(entry -> entry.getValue() == state && entry.getKey().startsWith(prefix))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Compares with what is there, by name, and takes that for promised from now on.
    ///
    /// @return what is otherwise than promised, a line each
    synchronized List<String> compare(Map<String, State> there) {
        Map<String, State> all = new TreeMap<>(states);
        there.forEach(all::putIfAbsent);
        List<String> wrong = all.entrySet().stream()
                .filter(entry -> entry.getValue() != State.OPEN)
                .filter(entry -> entry.getValue() != there.getOrDefault(entry.getKey(), State.GONE))
                .map(entry -> entry.getKey() + " was acknowledged as " + entry.getValue() + " and is "
                        + there.getOrDefault(entry.getKey(), State.GONE))
                .toList();
        states.clear();
        states.putAll(there);
        return wrong;
    }
}
