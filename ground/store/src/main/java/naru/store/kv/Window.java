package naru.store.kv;

import java.time.Duration;

/// How much of the past a store in memory keeps for reads at a revision and watches from one. Whatever
/// is older than `age`, or beyond `revisions` or `bytes`, is forgotten at the next commit; the latest
/// state always stays.
///
/// @param age how long a revision is kept
/// @param revisions how many at most
/// @param bytes how much memory old values may take, about
public record Window(Duration age, int revisions, long bytes) {
    /// Five minutes, as etcd's users keep, in at most 64 MiB.
    public static final Window DEFAULT = new Window(Duration.ofMinutes(5), 50_000, 64L << 20);
}
