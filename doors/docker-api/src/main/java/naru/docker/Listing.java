package naru.docker;

import java.util.function.Supplier;
import java.util.stream.Stream;
import naru.base.Fault;

/// Answers that list what there is, while others take some of it away.
final class Listing {
    private Listing() {}

    /// What is told of one thing; nothing if it was removed since the list was made.
    static <T> Stream<T> unlessGone(Supplier<T> told) {
        try {
            return Stream.of(told.get());
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return Stream.empty();
            }
            throw e;
        }
    }
}
