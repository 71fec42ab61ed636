package naru.network;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// What containers see of sandboxes: their addresses, and the files that tell names.
final class SandboxViews {
    private static final Path HOST_HOSTS = Path.of("/etc/hosts");

    private final NetworkTable table;
    private final Namespaces namespaces;
    private final HostResolver resolver;

    SandboxViews(NetworkTable table, Namespaces namespaces, HostResolver resolver) {
        this.table = table;
        this.namespaces = namespaces;
        this.resolver = resolver;
    }

    /// One that is nobody else's.
    Sandbox of(SandboxState state) {
        SandboxSpec spec = state.spec();
        String containerId = spec.containerId();
        SandboxFiles.Resolver host = resolver.read();
        String hostname = spec.hostname() + "\n";
        if (state.isHost()) {
            String resolv = SandboxFiles.resolvConf(SandboxFiles.merge(host, spec));
            String hosts = SandboxFiles.hostHosts(spec, HOST_HOSTS);
            return new Sandbox(containerId, null, state.endpoints(), List.of(), resolv, hosts, hostname);
        }
        SandboxFiles.Resolver inside = SandboxFiles.merge(host.reachable(), spec);
        String resolv = state.names() == null ? SandboxFiles.resolvConf(inside) : SandboxFiles.embedded(inside);
        String hosts = SandboxFiles.hosts(spec, state.endpoints(), hostAddress(state));
        return new Sandbox(
                containerId, namespaces.path(containerId), state.endpoints(), state.ports(), resolv, hosts, hostname);
    }

    /// An address at which the container reaches the host.
    private String hostAddress(SandboxState state) {
        return state.endpoints().stream()
                .flatMap(endpoint -> table.get(endpoint.networkId()).ipam().stream())
                .min(Comparator.comparing(config -> Family.of(config.subnet())))
                .map(IpamConfig::gateway)
                .orElse("127.0.0.1");
    }
}
