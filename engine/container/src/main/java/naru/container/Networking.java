package naru.container;

import java.util.List;
import naru.network.EndpointSpec;
import naru.network.PortBinding;

/// What a container wants of the network.
///
/// @param mode `default` or `bridge`, `none`, `host`, `container:REF`, `sandbox:ID` (one that somebody else opened and
///     closes), or a network's name or id
/// @param endpoints how it is part of networks
/// @param ports published on the host
/// @param publishAll every exposed port gets a free port of the host
/// @param dns name servers
/// @param dnsSearch search domains
/// @param dnsOptions resolver options
/// @param extraHosts `name:address`
/// @param links containers of the default network that are to be known by another name, `REF:ALIAS`
/// @param disabled no network at all, whatever the mode says
public record Networking(
        String mode,
        List<EndpointSpec> endpoints,
        List<PortBinding> ports,
        boolean publishAll,
        List<String> dns,
        List<String> dnsSearch,
        List<String> dnsOptions,
        List<String> extraHosts,
        List<String> links,
        boolean disabled) {
    /// Without links.
    public Networking(
            String mode,
            List<EndpointSpec> endpoints,
            List<PortBinding> ports,
            boolean publishAll,
            List<String> dns,
            List<String> dnsSearch,
            List<String> dnsOptions,
            List<String> extraHosts) {
        this(mode, endpoints, ports, publishAll, dns, dnsSearch, dnsOptions, extraHosts, List.of(), false);
    }

    /// A mode alone.
    public static Networking of(String mode) {
        return new Networking(mode, List.of(), List.of(), false, List.of(), List.of(), List.of(), List.of());
    }

    /// The same with another mode and links.
    Networking joining(String other, List<String> linked) {
        return new Networking(
                other, endpoints, ports, publishAll, dns, dnsSearch, dnsOptions, extraHosts, linked, disabled);
    }

    /// The same with other links.
    Networking withLinks(List<String> others) {
        return joining(mode, others);
    }

    /// The same with other published ports.
    public Networking withPorts(List<PortBinding> others) {
        return new Networking(
                mode, endpoints, others, publishAll, dns, dnsSearch, dnsOptions, extraHosts, links, disabled);
    }

    /// The same with other endpoints.
    public Networking withEndpoints(List<EndpointSpec> others) {
        return new Networking(mode, others, ports, publishAll, dns, dnsSearch, dnsOptions, extraHosts, links, disabled);
    }
}
