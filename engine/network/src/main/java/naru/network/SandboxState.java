package naru.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// A sandbox that is open: what the kernel holds for one container. The fields are guarded by this object's lock.
final class SandboxState {
    private SandboxSpec spec;
    private String name;
    private List<Endpoint> endpoints = List.of();
    private List<PortBinding> ports = List.of();
    private @Nullable NameServer names;
    private int nextInterface;
    private boolean published;

    /// The same on disk.
    record Stored(SandboxSpec spec, String name, List<Endpoint> endpoints, List<PortBinding> ports, int nextInterface) {
        Stored {
            Objects.requireNonNull(spec, "spec");
            Objects.requireNonNull(name, "name");
            endpoints = List.copyOf(endpoints);
            ports = List.copyOf(ports);
        }
    }

    SandboxState(SandboxSpec spec) {
        this.spec = spec;
        this.name = spec.name();
    }

    SandboxState(Stored stored) {
        this(stored.spec());
        name = stored.name();
        endpoints = stored.endpoints();
        ports = stored.ports();
        nextInterface = stored.nextInterface();
    }

    synchronized Stored stored() {
        return new Stored(spec, name, endpoints, ports, nextInterface);
    }

    synchronized SandboxSpec spec() {
        return spec;
    }

    synchronized void extraHosts(List<String> lines) {
        spec = spec.withExtraHosts(lines.toArray(String[]::new));
    }

    synchronized String name() {
        return name;
    }

    synchronized void name(String value) {
        name = value;
    }

    /// Whether it is the host's own network.
    synchronized boolean isHost() {
        return endpoints.stream().anyMatch(endpoint -> endpoint.networkName().equals(Predefined.HOST));
    }

    synchronized List<Endpoint> endpoints() {
        return endpoints;
    }

    synchronized void endpoints(List<Endpoint> value) {
        endpoints = List.copyOf(value);
    }

    synchronized void add(Endpoint endpoint) {
        List<Endpoint> more = new ArrayList<>(endpoints);
        more.add(endpoint);
        endpoints = List.copyOf(more);
    }

    synchronized void remove(Endpoint endpoint) {
        endpoints = endpoints.stream()
                .filter(other -> !other.endpointId().equals(endpoint.endpointId()))
                .toList();
    }

    synchronized List<PortBinding> ports() {
        return ports;
    }

    synchronized void ports(List<PortBinding> value) {
        ports = List.copyOf(value);
    }

    /// Whether the rules speak of the ports.
    synchronized boolean isPublished() {
        return published;
    }

    synchronized void published() {
        published = true;
    }

    synchronized void addPort(PortBinding bound) {
        List<PortBinding> more = new ArrayList<>(ports);
        more.add(bound);
        ports = List.copyOf(more);
    }

    /// The name that was asked for, or the next; INVALID for one that no interface can have.
    ///
    /// @param prefix what the next one's begins with
    synchronized String takeInterface(EndpointSpec asked, String prefix) {
        String own = asked.driverOptions().getOrDefault(EndpointSpec.INTERFACE, "");
        if (own.isEmpty()) {
            return prefix.equals(DriverOptions.DEFAULT_PREFIX) ? prefix + nextInterface++ : free(prefix);
        }
        if (!own.matches("[A-Za-z0-9_.-]{1,15}") || own.equals("lo") || own.matches("\\.+")) {
            throw Fault.invalid("invalid interface name " + own + ": 1 to 15 letters, digits, or _ . -");
        }
        return own;
    }

    private String free(String prefix) {
        Set<String> taken = endpoints.stream().map(Endpoint::interfaceName).collect(Collectors.toSet());
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> prefix + number)
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElseThrow();
    }

    synchronized @Nullable NameServer names() {
        return names;
    }

    synchronized void names(@Nullable NameServer value) {
        names = value;
    }

    /// The endpoint with the default route: of the highest priority, the first among equals, never an internal one.
    synchronized Optional<Endpoint> gateway() {
        return best(Endpoint::gateway);
    }

    /// The endpoint with the default route of IPv6.
    synchronized Optional<Endpoint> gateway6() {
        return best(Endpoint::gateway6);
    }

    /// The endpoint to which published ports lead: as [#gateway], but behind the host.
    synchronized Optional<Endpoint> entry() {
        return best(endpoint -> endpoint.parent().isEmpty() ? endpoint.gateway() : "");
    }

    /// The same for IPv6.
    synchronized Optional<Endpoint> entry6() {
        return best(endpoint -> endpoint.parent().isEmpty() ? endpoint.gateway6() : "");
    }

    private Optional<Endpoint> best(Function<Endpoint, String> gateway) {
        return endpoints.stream()
                .filter(endpoint -> !gateway.apply(endpoint).isEmpty())
                .reduce((best, next) ->
                        Comparator.comparingInt(Endpoint::gatewayPriority).compare(next, best) > 0 ? next : best);
    }

    /// The container's address for what is copied to it: of IPv6 if it has one.
    synchronized Optional<String> copiedTo() {
        return entry6().map(Endpoint::ipv6).or(() -> entry().map(Endpoint::ipv4));
    }

    /// Where the published ports lead, but for those that the kernel cannot lead anywhere.
    synchronized List<Rules.Forward> forwards() {
        String ipv4 = entry().map(Endpoint::ipv4).orElse("");
        String ipv6 = entry6().map(Endpoint::ipv6).orElse("");
        List<Rules.Forward> forwards = new ArrayList<>();
        for (PortBinding port : ports) {
            String target = Family.of(port.hostIp()) == Family.IPV6 ? ipv6 : ipv4;
            if (!target.isEmpty() && !port.hostIp().equals(HostPorts.LOCAL6)) {
                forwards.add(new Rules.Forward(
                        port.protocol().text(), port.hostIp(), port.hostPort(), target, port.containerPort()));
            }
        }
        return forwards;
    }
}
