package naru.node.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What of an EndpointSlice is of use on a node; one with other than IPv4 addresses has no endpoints.
///
/// @param service whose endpoints they are; its name is empty if the slice does not say
/// @param name of the slice
/// @param endpoints of the slice
/// @param ports that each of them has
public record Slice(ServiceName service, String name, List<Endpoint> endpoints, List<Port> ports) {
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");

    /// One place where a service is.
    ///
    /// @param address its first
    /// @param ready connections may go there
    /// @param serving it could take connections, though it may be ending
    /// @param terminating it is ending
    /// @param hostname its name within the service, or empty
    /// @param node where it is, or empty
    public record Endpoint(
            String address, boolean ready, boolean serving, boolean terminating, String hostname, String node) {
        /// Its name within the service, made of its address where it has no other.
        public String label() {
            return hostname.isEmpty() ? address.replace('.', '-') : hostname;
        }
    }

    /// A port of the endpoints.
    ///
    /// @param name of the service's port that it belongs to
    /// @param protocol `tcp`, `udp` or `sctp`
    /// @param port at the endpoint
    public record Port(String name, String protocol, int port) {}

    /// Copies the lists.
    public Slice {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    /// Reads an EndpointSlice.
    static Slice of(ObjectNode object) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (JsonNode endpoint : object.path("endpoints")) {
            String address = endpoint.path("addresses").path(0).asString("");
            if (isIpv4(address)) {
                endpoints.add(endpoint(endpoint, address));
            }
        }
        List<Port> ports = new ArrayList<>();
        for (JsonNode port : object.path("ports")) {
            ports.add(new Port(
                    port.path("name").asString(""),
                    protocol(port),
                    port.path("port").asInt(0)));
        }
        return new Slice(service(object), object.path("metadata").path("name").asString(""), endpoints, ports);
    }

    /// Whose endpoints a slice has.
    static ServiceName service(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        return new ServiceName(
                metadata.path("namespace").asString(""),
                metadata.path("labels").path("kubernetes.io/service-name").asString(""));
    }

    static String protocol(JsonNode port) {
        return port.path("protocol").asString("TCP").toLowerCase(Locale.ROOT);
    }

    static boolean isIpv4(String address) {
        return IPV4.matcher(address).matches();
    }

    private static Endpoint endpoint(JsonNode endpoint, String address) {
        JsonNode conditions = endpoint.path("conditions");
        boolean ready = conditions.path("ready").asBoolean(true);
        return new Endpoint(
                address,
                ready,
                conditions.path("serving").asBoolean(ready),
                conditions.path("terminating").asBoolean(false),
                endpoint.path("hostname").asString(""),
                endpoint.path("nodeName").asString(""));
    }
}
