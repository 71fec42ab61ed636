package naru.container;

import java.util.List;

/// What pruning took away: full ids, and the bytes that their own layers had.
public record Pruned(List<String> ids, long bytes) {}
