package naru.store.kv;

import java.util.List;
import naru.store.kv.Watch.Event;

/// One revision: what it changed and how it left everything; immutable.
///
/// @param after the state it made
/// @param events what it changed, in order
/// @param at when, in nanoseconds of the store's clock
record Change(Snapshot after, List<Event> events, long at) {
    /// About what a path of new nodes in the trees takes.
    private static final int OVERHEAD = 1_000;

    long revision() {
        return after.revision();
    }

    /// About how many bytes keeping it keeps from being collected.
    long weight() {
        long weight = OVERHEAD;
        for (Event event : events) {
            weight += event.now() == null ? 0 : event.now().value().length;
            weight += event.before() == null ? 0 : event.before().value().length;
        }
        return weight;
    }
}
