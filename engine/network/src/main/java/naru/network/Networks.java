package naru.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import naru.base.Fault;
import naru.base.Instance;
import naru.store.Documents;
import naru.store.Records;

/// The networks of one instance, and the sandboxes of its containers. Safe for use by many threads; calls about one
/// container are made one after the other.
public final class Networks implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final String NETWORKS = "network";
    private static final String SANDBOXES = "sandbox";

    private final NetworkOptions options;
    private final Records<Network> records;
    private final Records<SandboxState.Stored> opened;
    private final NetworkTable table;
    private final HostLinks host = new HostLinks();
    private final Bridges bridges = new Bridges(host);
    private final Plumbing plumbing;
    private final Sandboxes sandboxes;
    /// Held while a network comes or goes, so that what one makes of it another has not just taken away.
    private final ReentrantLock membership = new ReentrantLock();

    /// Networks whose state is in `documents` and whose namespaces are under the instance's run folder. Call
    /// [#restore] before anything else.
    public Networks(Instance instance, Documents documents, NetworkOptions options) {
        this.options = options;
        records = new Records<>(
                documents,
                NETWORKS,
                Network.class,
                "its containers have no such network any more; 'docker network rm KEY' takes the record away");
        opened = new Records<>(
                documents,
                SANDBOXES,
                SandboxState.Stored.class,
                "container KEY has no network until 'docker restart KEY'");
        int seed = Integer.parseUnsignedInt(instance.id(), 16);
        SubnetChoice subnets = new SubnetChoice(
                new Subnets(Cidr.parse(options.pool()), options.slice(), seed),
                new Subnets6(new OwnPrefix6(documents)));
        table = new NetworkTable(subnets, instance.id());
        Namespaces namespaces = new Namespaces(instance.run().resolve("netns"));
        plumbing = new Plumbing(host, namespaces, instance.id());
        sandboxes = new Sandboxes(table, namespaces, bridges, plumbing, instance.id(), options);
    }

    /// Brings the kernel and the store into agreement after a start: sandboxes of `live` containers (full ids), and
    /// those that containers share as `sandbox:ID`, are adopted as they are, all others are dropped with their
    /// addresses and ports.
    public void restore(Set<String> live) {
        records.all().values().values().forEach(table::load);
        Set<String> names =
                new HashSet<>(table.list().stream().map(Network::name).toList());
        for (NetworkSpec spec : Predefined.specs()) {
            if (!names.contains(spec.name())) {
                save(table.add(spec, List.of()));
            }
        }
        Records.Found<SandboxState.Stored> stored = opened.all();
        if (stored.values().isEmpty() && !plumbing.hasLeftovers()) {
            return;
        }
        stored.values().forEach((containerId, kept) -> {
            if (!live.contains(containerId) || !adopt(new SandboxState(kept))) {
                opened.delete(containerId);
            }
        });
        sandboxes.settle();
    }

    /// A network that is not known any more takes its containers' sandboxes along.
    private boolean adopt(SandboxState state) {
        try {
            state.endpoints().forEach(endpoint -> table.get(endpoint.networkId()));
        } catch (Fault e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "container {0} has no network any more: {1}; start it again on another one",
                    state.spec().containerId(),
                    e.sentence());
            return false;
        }
        return sandboxes.adopt(state);
    }

    /// Creates a bridge network. INVALID for wrong addresses or drivers, CONFLICT for a name in use, FORBIDDEN for a
    /// subnet that overlaps another one.
    public Network create(NetworkSpec spec) {
        NetworkSpec checked = NetworkRules.check(spec);
        membership.lock();
        try {
            Network network = made(checked);
            tell("create", network, "");
            return network;
        } finally {
            membership.unlock();
        }
    }

    private Network made(NetworkSpec spec) {
        Network network = table.add(spec, plumbing.routes());
        try {
            sandboxes.ensure(network);
            save(network);
            return network;
        } catch (RuntimeException e) {
            table.remove(network.id());
            bridges.remove(network);
            throw e;
        }
    }

    /// Those of a network's options, of the names that Docker gives them, that have no effect.
    public static List<String> withoutEffect(NetworkSpec spec) {
        return DriverOptions.withoutEffect(spec.driver(), spec.options());
    }

    /// What hinders containers on this host, in a sentence for people that says what to do; empty if nothing does.
    public String warning() {
        return sandboxes.warning();
    }

    /// All networks by name.
    public List<Network> list() {
        return table.list();
    }

    /// A network by id, name, or unique beginning of an id; NOT_FOUND otherwise.
    public Network get(String ref) {
        return table.get(ref);
    }

    /// Removes a network. FORBIDDEN when it is predefined or has endpoints.
    public void remove(String ref) {
        membership.lock();
        try {
            if (records.isDamaged(ref)) {
                records.delete(ref);
                bridges.remove(table.bridgeOf(ref));
                return;
            }
            Network network = table.remove(ref);
            records.delete(network.id());
            sandboxes.drop(network);
            tell("destroy", network, "");
        } finally {
            membership.unlock();
        }
    }

    /// Removes every network without endpoints that the filter accepts, but not Naru's own; answers their names.
    public List<String> prune(Predicate<Network> filter) {
        List<String> removed = new ArrayList<>();
        for (Network network : list()) {
            boolean own = network.predefined() || network.options().containsKey(NetworkSpec.NAMES);
            if (!own && network.endpoints().isEmpty() && filter.test(network) && removed(network)) {
                removed.add(network.name());
            }
        }
        return removed;
    }

    /// Whether it was still there, and nobody had joined it.
    private boolean removed(Network network) {
        try {
            remove(network.id());
            return true;
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND || e.kind() == Fault.Kind.FORBIDDEN) {
                return false;
            }
            throw e;
        }
    }

    /// Makes the sandbox of a container that is about to start: all of it or nothing. A container that has one
    /// already gets a new one.
    public Sandbox open(SandboxSpec spec) {
        return open(spec, Optional.empty());
    }

    /// As [#open], with namespaces that belong to a user namespace: those who are root there rule them.
    ///
    /// @param owner file that keeps the user namespace alive; empty for ours
    public Sandbox open(SandboxSpec spec, Optional<Path> owner) {
        close(spec.containerId());
        SandboxState state = new SandboxState(spec);
        try {
            sandboxes.open(state, owner);
            save(state);
        } catch (RuntimeException e) {
            sandboxes.close(state);
            throw e;
        }
        state.endpoints().forEach(endpoint -> tell("connect", endpoint));
        return sandboxes.view(state);
    }

    /// The sandbox of a running container.
    public Optional<Sandbox> sandbox(String containerId) {
        return sandboxes.find(containerId).map(sandboxes::view);
    }

    /// Makes a running container part of one more network.
    public Endpoint connect(String containerId, EndpointSpec spec) {
        SandboxState state = existing(containerId);
        Endpoint endpoint = sandboxes.connect(state, spec);
        save(state);
        tell("connect", endpoint);
        return endpoint;
    }

    /// Takes a running container out of a network.
    public void disconnect(String containerId, String ref) {
        Network network = table.get(ref);
        SandboxState state = existing(containerId);
        Endpoint endpoint = state.endpoints().stream()
                .filter(one -> one.networkId().equals(network.id()))
                .findFirst()
                .orElseThrow(() ->
                        Fault.forbidden("container " + containerId + " is not connected to network " + network.name()));
        sandboxes.disconnect(state, endpoint);
        save(state);
        tell("disconnect", network, containerId);
    }

    /// Publishes these ports of a running container and no others, at once: all or nothing. CONFLICT for a host port
    /// that somebody else has.
    public Sandbox publish(String containerId, List<PortBinding> ports) {
        SandboxState state = existing(containerId);
        sandboxes.publish(state, ports);
        save(state);
        return sandboxes.view(state);
    }

    /// Remembers these addresses of a container: its next sandbox gets them again where they are still free.
    public void keepAddresses(List<Endpoint> endpoints) {
        endpoints.forEach(table::prefer);
    }

    /// Forgets the addresses of [#keepAddresses].
    public void releaseAddresses(String containerId) {
        table.preferNothing(containerId);
    }

    /// Gives a running container other extra lines in /etc/hosts; its sandbox has the new text.
    ///
    /// @param extra as [SandboxSpec#extraHosts]
    public void hosts(String containerId, List<String> extra) {
        sandboxes.find(containerId).ifPresent(state -> {
            state.extraHosts(extra);
            save(state);
        });
    }

    /// Tells the names of a running container that was renamed.
    public void rename(String containerId, String name) {
        sandboxes.find(containerId).ifPresent(state -> {
            sandboxes.rename(state, name);
            save(state);
        });
    }

    /// Drops a container's sandbox, its addresses and its ports; of no effect if it has none.
    public void close(String containerId) {
        sandboxes.find(containerId).ifPresent(state -> {
            List<Network> left = // told of afterwards, when somebody may have removed them
                    state.endpoints().stream()
                            .map(endpoint -> table.get(endpoint.networkId()))
                            .toList();
            sandboxes.close(state);
            opened.delete(containerId);
            left.forEach(network -> tell("disconnect", network, containerId));
        });
    }

    /// Stops serving names and lets go of sockets; containers and their rules stay. When no sandbox is open, the
    /// bridges and the table go too: they come back when they are needed.
    @Override
    public void close() {
        sandboxes.close();
        plumbing.close();
        host.close();
    }

    /// For tests: hears and does nothing more, as after the death of the process.
    void die() {
        sandboxes.die();
    }

    /// For tests: what the name servers answer from.
    NetworkTable table() {
        return table;
    }

    private SandboxState existing(String containerId) {
        return sandboxes
                .find(containerId)
                .orElseThrow(() -> Fault.conflict("container " + containerId + " is not running"));
    }

    private void save(Network network) {
        records.put(network.id(), network);
    }

    private void save(SandboxState state) {
        Collection<Network> moved = sandboxes.takeMoved();
        moved.forEach(this::save);
        opened.put(state.spec().containerId(), state.stored());
    }

    private void tell(String action, Endpoint endpoint) {
        tell(action, table.get(endpoint.networkId()), endpoint.containerId());
    }

    private void tell(String action, Network network, String containerId) {
        LOG.log(System.Logger.Level.DEBUG, "network {0} {1} {2}", network.name(), action, containerId);
        options.listener()
                .accept(new NetworkEvent(action, network.id(), network.name(), network.driver(), containerId));
    }
}
