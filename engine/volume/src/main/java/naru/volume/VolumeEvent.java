package naru.volume;

/// Something that happened to a volume, as `docker events` tells it.
///
/// @param action `create` or `destroy`
/// @param name of the volume
public record VolumeEvent(String action, String name) {}
