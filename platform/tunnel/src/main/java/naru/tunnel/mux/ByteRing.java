package naru.tunnel.mux;

/// Bytes in the order they came, in a ring that grows as needed and is given up when empty. Not safe for threads.
final class ByteRing {
    private static final int SMALLEST = 4 * 1024;
    private static final byte[] NOTHING = new byte[0];

    private byte[] ring = NOTHING;
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(byte[] bytes, int offset, int length) {
        if (size + length > ring.length) {
            grow(size + length);
        }
        int tail = (head + size) % ring.length;
        int first = Math.min(length, ring.length - tail);
        System.arraycopy(bytes, offset, ring, tail, first);
        System.arraycopy(bytes, offset + first, ring, 0, length - first);
        size += length;
    }

    int take(byte[] into, int offset, int length) {
        int taken = Math.min(length, size);
        if (taken == 0) {
            return 0;
        }
        int first = Math.min(taken, ring.length - head);
        System.arraycopy(ring, head, into, offset, first);
        System.arraycopy(ring, 0, into, offset + first, taken - first);
        head = (head + taken) % ring.length;
        size -= taken;
        if (size == 0) {
            head = 0;
            ring = ring.length > 16 * SMALLEST ? NOTHING : ring;
        }
        return taken;
    }

    void clear() {
        ring = NOTHING;
        head = 0;
        size = 0;
    }

    private void grow(int needed) {
        int capacity = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, needed - 1)) << 1);
        byte[] bigger = new byte[capacity];
        int held = size;
        take(bigger, 0, held);
        ring = bigger;
        head = 0;
        size = held;
    }
}
