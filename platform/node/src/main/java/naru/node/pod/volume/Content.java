package naru.node.pod.volume;

import java.util.Arrays;

/// A file of a volume.
///
/// @param bytes what is in it
/// @param mode permissions
record Content(byte[] bytes, int mode) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Content content && mode == content.mode && Arrays.equals(bytes, content.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes) * 31 + mode;
    }
}
