package naru.node.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import naru.base.Ids;
import naru.base.Instance;
import naru.linux.Links;
import naru.linux.NetworkNamespace;
import naru.linux.Nftables;
import naru.network.NetworkOptions;
import naru.network.Networks;
import naru.network.Sandbox;
import naru.network.SandboxSpec;
import naru.store.MemoryDocuments;
import org.jspecify.annotations.Nullable;

/// A host of a test: a network namespace with an engine's networks of its own and a node's part of a
/// cluster's.
final class Host implements AutoCloseable {
    final String name;
    final String address;
    final Instance instance;
    private final Path netns;
    private final MemoryDocuments documents = new MemoryDocuments();
    private final List<Sandbox> pods = new ArrayList<>();
    private @Nullable Networks networks;
    private @Nullable NodeNetwork node;

    /// Makes the namespace with nothing in it but its loopback interface.
    Host(Path folder, String name, String address) throws IOException {
        this.name = name;
        this.address = address;
        this.instance = new Instance(folder.resolve(name + "/data"), folder.resolve(name + "/run"));
        this.netns = folder.resolve(name + ".netns");
        NetworkNamespace.create(netns, () -> {
            try (Links links = Links.open()) {
                links.up(1);
            }
            return true;
        });
    }

    Path netns() {
        return netns;
    }

    <T> T inside(NetworkNamespace.Task<T> task) throws IOException {
        return NetworkNamespace.enter(netns, task);
    }

    /// Starts engine networks and node network.
    void start(FakeObjects objects, ClusterNetwork cluster) throws IOException {
        inside(() -> {
            Networks fresh = new Networks(instance, documents, NetworkOptions.defaults());
            Set<String> live = new HashSet<>();
            pods.forEach(pod -> live.add(pod.containerId()));
            fresh.restore(live);
            networks = fresh;
            node = NodeNetwork.start(objects, name, instance, fresh, cluster);
            return true;
        });
    }

    NodeNetwork node() {
        return Objects.requireNonNull(node);
    }

    Networks networks() {
        return Objects.requireNonNull(networks);
    }

    Sandbox pod() throws IOException {
        return open(NodeNetwork.NETWORK);
    }

    Sandbox open(String network) throws IOException {
        Sandbox sandbox = inside(() -> networks().open(SandboxSpec.of(Ids.random(), "c" + pods.size(), "c", network)));
        pods.add(sandbox);
        return sandbox;
    }

    /// Ends the daemon's part; pods stay.
    void stop() throws IOException {
        inside(() -> {
            node().close();
            networks().close();
            return true;
        });
    }

    /// Ends the pods.
    void endPods() throws IOException {
        inside(() -> {
            pods.forEach(pod -> networks().close(pod.containerId()));
            pods.clear();
            return true;
        });
    }

    /// What nftables and the links of the host show.
    String rules() throws IOException {
        return inside(() -> {
            try (Nftables nftables = Nftables.open()) {
                return nftables.run("list ruleset");
            }
        });
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(netns)) {
            NetworkNamespace.delete(netns);
        }
    }
}
