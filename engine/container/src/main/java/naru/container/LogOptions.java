package naru.container;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a caller wants of a container's log.
///
/// @param stdout standard output
/// @param stderr standard error
/// @param since nothing older, or null
/// @param until nothing younger, or null
/// @param tail as many last lines, negative for all
/// @param follow go on until the container ends
public record LogOptions(
        boolean stdout,
        boolean stderr,
        @Nullable Instant since,
        @Nullable Instant until,
        int tail,
        boolean follow) {
    /// All that is there.
    public static final LogOptions ALL = new LogOptions(true, true, null, null, -1, false);

    /// All that is there and will be.
    public static final LogOptions FOLLOW = new LogOptions(true, true, null, null, -1, true);
}
