package naru.container;

import java.time.Instant;

/// What is at a path in a container.
///
/// @param name last name of the path
/// @param size bytes
/// @param mode type and permission bits as stat(2) has them
/// @param modified when
/// @param linkTarget where a symbolic link leads inside the container, or empty
public record PathStat(String name, long size, int mode, Instant modified, String linkTarget) {}
