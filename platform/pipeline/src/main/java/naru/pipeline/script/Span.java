package naru.pipeline.script;

import java.util.AbstractList;
import org.jspecify.annotations.Nullable;

/// A range of whole numbers, counted up or down, never spelled out in memory. A read-only list.
final class Span extends AbstractList<@Nullable Object> {
    private final int from;
    private final int to;
    private final boolean empty;

    Span(int from, int to, boolean empty) {
        this.from = from;
        this.to = to;
        this.empty = empty;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    @Override
    public @Nullable Object get(int index) {
        java.util.Objects.checkIndex(index, size());
        return from <= to ? from + index : from - index;
    }

    @Override
    public int size() {
        return empty ? 0 : (int) Math.min(Integer.MAX_VALUE, Math.abs((long) to - from) + 1);
    }

    @Override
    public boolean contains(@Nullable Object o) {
        return o instanceof Number n
                && !empty
                && Math.min(from, to) <= n.doubleValue()
                && n.doubleValue() <= Math.max(from, to)
                && n.doubleValue() == n.intValue();
    }
}
