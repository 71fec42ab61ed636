package naru.network;

import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.Links;
import org.jspecify.annotations.Nullable;

/// The host's interfaces: one netlink socket for all who ask, opened when somebody does. Safe for use by many threads.
final class HostLinks implements AutoCloseable {
    private @Nullable Links links;

    synchronized Links get() {
        if (links == null) {
            try {
                links = Links.open();
            } catch (Errno e) {
                throw Fault.internal("cannot open a netlink socket: " + e.getMessage(), e);
            }
        }
        return links;
    }

    @Override
    public synchronized void close() {
        if (links != null) {
            links.close();
            links = null;
        }
    }
}
