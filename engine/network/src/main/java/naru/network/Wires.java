package naru.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import naru.linux.Errno;
import naru.linux.Links;
import org.jspecify.annotations.Nullable;

/// Takes the wires of ended containers away while nobody waits for it: the kernel needs tens of milliseconds for one,
/// and for many at once hardly more. Safe for use by many threads.
final class Wires implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.network");

    private final Set<String> cut = new LinkedHashSet<>();
    private @Nullable Thread remover;

    /// From now on nothing passes a wire; it goes soon.
    ///
    /// @param wire the name of the host's end
    void cut(Links host, String wire) {
        if (host.mute(wire)) {
            later(wire);
        }
    }

    private synchronized void later(String wire) {
        cut.add(wire);
        if (remover == null) {
            remover = Thread.ofPlatform().daemon().name("naru-wires").start(this::removeAll);
        }
    }

    private void removeAll() {
        try (Links links = Links.open()) {
            for (List<String> some = take(); !some.isEmpty(); some = take()) {
                links.deleteAll(some);
            }
        } catch (Errno e) {
            LOG.log(System.Logger.Level.WARNING, "wires of ended containers stay until the next start", e);
            stop();
        }
    }

    private synchronized List<String> take() {
        List<String> taken = new ArrayList<>(cut);
        cut.clear();
        if (taken.isEmpty()) {
            stop();
        }
        return taken;
    }

    private synchronized void stop() {
        remover = null;
        notifyAll();
    }

    /// Returns when all that were cut are gone.
    @Override
    public synchronized void close() {
        try {
            while (remover != null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
