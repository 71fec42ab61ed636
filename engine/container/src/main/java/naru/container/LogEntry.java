package naru.container;

import java.time.Instant;

/// A piece of a log.
///
/// @param time when conmon read it
/// @param stream which output
/// @param line the bytes; with the line end if there was one
public record LogEntry(Instant time, Stream stream, byte[] line) {}
