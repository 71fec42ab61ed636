package naru.linux;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/// Memory outside of Java's heap at an address that [DirectFile] can write from; given back when it is closed. Used by
/// one thread at a time.
public final class AlignedBuffer implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final ByteBuffer bytes;

    /// @param size in bytes
    public AlignedBuffer(int size) {
        bytes = arena.allocate(size, DirectFile.BLOCK).asByteBuffer();
    }

    /// All of it; not to be used after [#close].
    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        arena.close();
    }
}
