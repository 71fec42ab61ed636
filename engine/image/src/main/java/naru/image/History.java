package naru.image;

import java.time.Instant;

/// One step that made an image.
///
/// @param created when
/// @param createdBy the instruction
/// @param comment free text, often empty
/// @param emptyLayer whether the step changed no file and so has no layer
public record History(Instant created, String createdBy, String comment, boolean emptyLayer) {}
