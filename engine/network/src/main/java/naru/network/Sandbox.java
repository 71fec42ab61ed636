package naru.network;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A container's network, ready to be entered.
///
/// @param containerId whose it is; for a shared one the container that asked
/// @param netns file that setns(2) takes (an OCI network namespace path), or null for the host's own
/// @param endpoints its parts in networks, `eth0` first; for a shared sandbox empty
/// @param ports what is published, with the host ports that were chosen
/// @param resolvConf text for /etc/resolv.conf
/// @param hosts text for /etc/hosts
/// @param hostname text for /etc/hostname
public record Sandbox(
        String containerId,
        @Nullable Path netns,
        List<Endpoint> endpoints,
        List<PortBinding> ports,
        String resolvConf,
        String hosts,
        String hostname) {
    /// Copies the lists.
    public Sandbox {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    /// As another container sees it that shares it.
    Sandbox sharedWith(String other) {
        return new Sandbox(other, netns, List.of(), List.of(), resolvConf, hosts, hostname);
    }
}
