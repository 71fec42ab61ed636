package naru.container.ship;

import java.time.Instant;

/// A line of a container's output on its way.
///
/// @param time when it was read
/// @param error whether it is of standard error
/// @param text without its end
/// @param partial whether it goes on in the next one, which happens after 16 KiB
public record Line(Instant time, boolean error, byte[] text, boolean partial) {}
