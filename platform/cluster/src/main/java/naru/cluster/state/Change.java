package naru.cluster.state;

import org.jspecify.annotations.Nullable;

/// What a revision did to one object.
///
/// @param before null if it was not there
/// @param after null if it is gone
/// @param at when this process learned of it, in nanoseconds of the clock that only runs forward
record Change(String key, @Nullable Stored before, @Nullable Stored after, long revision, long at) {
    int size() {
        return (before == null ? 0 : before.size()) + (after == null ? 0 : after.size());
    }
}
