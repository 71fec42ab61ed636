package naru.network;

import java.util.List;

/// What a container that is about to start wants of the network.
///
/// @param containerId 64 hexadecimal digits: the container, or the sandbox itself if it has none of its own
/// @param name of the container, without slash
/// @param hostname what the container calls itself
/// @param domainname its domain, or empty
/// @param mode `bridge` (also `default`), `none`, `host`, `container:ID` (the full id of a running container),
///     `sandbox:ID` (a sandbox that is open without a container of its own, as a pod's is), or a network's name or id
/// @param endpoints how it is part of the mode's network (optional) and of further ones
/// @param ports to publish on the host; ignored in `host` and `none`
/// @param dns name servers instead of the host's
/// @param dnsSearch search domains instead of the host's
/// @param dnsOptions resolver options instead of the host's
/// @param extraHosts `name:address` or `name=address`; the address `host-gateway` is the host as seen from the
///     container
public record SandboxSpec(
        String containerId,
        String name,
        String hostname,
        String domainname,
        String mode,
        List<EndpointSpec> endpoints,
        List<PortBinding> ports,
        List<String> dns,
        List<String> dnsSearch,
        List<String> dnsOptions,
        List<String> extraHosts) {
    /// Copies the lists.
    public SandboxSpec {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
        dns = List.copyOf(dns);
        dnsSearch = List.copyOf(dnsSearch);
        dnsOptions = List.copyOf(dnsOptions);
        extraHosts = List.copyOf(extraHosts);
    }

    /// Whether it is another sandbox's network.
    boolean joinsAnother() {
        return mode.startsWith("container:") || mode.startsWith("sandbox:");
    }

    /// A sandbox with only what is needed.
    public static SandboxSpec of(String containerId, String name, String hostname, String mode) {
        return new SandboxSpec(
                containerId,
                name,
                hostname,
                "",
                mode,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /// The same with endpoints.
    public SandboxSpec withEndpoints(EndpointSpec... more) {
        return new SandboxSpec(
                containerId,
                name,
                hostname,
                domainname,
                mode,
                List.of(more),
                ports,
                dns,
                dnsSearch,
                dnsOptions,
                extraHosts);
    }

    /// The same with published ports.
    public SandboxSpec withPorts(PortBinding... more) {
        return new SandboxSpec(
                containerId,
                name,
                hostname,
                domainname,
                mode,
                endpoints,
                List.of(more),
                dns,
                dnsSearch,
                dnsOptions,
                extraHosts);
    }

    /// The same with extra lines for /etc/hosts.
    public SandboxSpec withExtraHosts(String... more) {
        return new SandboxSpec(
                containerId,
                name,
                hostname,
                domainname,
                mode,
                endpoints,
                ports,
                dns,
                dnsSearch,
                dnsOptions,
                List.of(more));
    }
}
