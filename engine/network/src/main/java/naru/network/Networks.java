package naru.network;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import naru.base.Fault;
import naru.base.Instance;
import naru.store.Documents;

/// The networks of one instance, and the sandboxes of its containers. Safe for use by many threads.
public final class Networks implements AutoCloseable {
    private final Instance instance;

    /// Networks whose state is in `documents` and whose namespaces are under the instance's run folder. Call
    /// [#restore] before anything else.
    public Networks(Instance instance, Documents documents, NetworkOptions options) {
        this.instance = instance;
    }

    /// Brings the kernel and the store into agreement after a start: sandboxes of `live` containers (full ids) are
    /// adopted as they are, all others are dropped with their addresses and ports.
    public void restore(Set<String> live) {}

    /// Creates a bridge network. INVALID for wrong addresses or drivers, CONFLICT for a name in use, FORBIDDEN for a
    /// subnet that overlaps another one.
    public Network create(NetworkSpec spec) {
        throw unfinished();
    }

    /// All networks by name.
    public List<Network> list() {
        return List.of();
    }

    /// A network by id, name, or unique beginning of an id; NOT_FOUND otherwise.
    public Network get(String ref) {
        throw unfinished();
    }

    /// Removes a network. FORBIDDEN when it is predefined or has endpoints.
    public void remove(String ref) {
        throw unfinished();
    }

    /// Removes every network without endpoints that the filter accepts; answers their names.
    public List<String> prune(Predicate<Network> filter) {
        throw unfinished();
    }

    /// Makes the sandbox of a container that is about to start: all of it or nothing. A container that has one
    /// already gets a new one.
    public Sandbox open(SandboxSpec spec) {
        throw unfinished();
    }

    /// The sandbox of a running container.
    public Optional<Sandbox> sandbox(String containerId) {
        return Optional.empty();
    }

    /// Makes a running container part of one more network.
    public Endpoint connect(String containerId, EndpointSpec spec) {
        throw unfinished();
    }

    /// Takes a running container out of a network.
    public void disconnect(String containerId, String network) {
        throw unfinished();
    }

    /// Tells the names of a running container that was renamed.
    public void rename(String containerId, String name) {
        throw unfinished();
    }

    /// Drops a container's sandbox, its addresses and its ports; of no effect if it has none.
    public void close(String containerId) {}

    /// Stops serving names and lets go of sockets; containers and their rules stay.
    @Override
    public void close() {}

    private Fault unfinished() {
        return Fault.notImplemented("networks of instance " + instance.id() + " are not available");
    }
}
