package naru.docker;

import java.util.Optional;

/// A version of the API, `1.24` to `1.50`.
///
/// @param major the part before the dot
/// @param minor the part after it
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /// The oldest that is answered.
    static final ApiVersion MIN = new ApiVersion(1, 24);
    /// The newest that is answered, and what a path without version means.
    static final ApiVersion MAX = new ApiVersion(1, 50);

    /// Reads a path's first segment, such as `v1.41`; empty if it is no version.
    static Optional<ApiVersion> ofSegment(String segment) {
        if (!segment.matches("v[0-9]{1,4}\\.[0-9]{1,4}(\\.[0-9]{1,4})?")) {
            return Optional.empty();
        }
        String[] parts = segment.substring(1).split("\\.", -1);
        return Optional.of(new ApiVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
    }

    boolean atLeast(int otherMinor) {
        return major > 1 || minor >= otherMinor;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
