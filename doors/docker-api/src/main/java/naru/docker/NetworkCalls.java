package naru.docker;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.container.Containers;
import naru.network.EndpointSpec;
import naru.network.IpamConfig;
import naru.network.Network;
import naru.network.NetworkSpec;
import naru.network.Networks;
import org.jspecify.annotations.Nullable;

/// Networks.
final class NetworkCalls {
    private final Networks networks;
    private final Containers containers;

    NetworkCalls(Services services) {
        networks = services.networks();
        containers = services.containers();
    }

    void register(Table table) {
        table.get(24, "/networks", this::list, "filters")
                .get(24, "/networks/", this::list, "filters")
                .get(24, "/networks/{id:.*}", this::inspect, "scope")
                .post(24, "/networks/create", this::create)
                .body(Wanted.class)
                .post(25, "/networks/prune", this::prune, "filters")
                .post(24, "/networks/{id}/connect", this::connect)
                .body(Connection.class)
                .post(24, "/networks/{id}/disconnect", this::disconnect)
                .body(Connection.class)
                .delete(24, "/networks/{id:.*}", this::remove);
    }

    /// What a client asks for when it creates a network.
    record Wanted(
            @Nullable String name,
            @Nullable String driver,
            boolean internal,
            boolean attachable,
            boolean ingress,
            boolean configOnly,
            @Nullable ConfigFrom configFrom,
            @Nullable String scope,

            @com.fasterxml.jackson.annotation.JsonProperty("EnableIPv4") @Nullable
            Boolean enableIpv4,

            @com.fasterxml.jackson.annotation.JsonProperty("EnableIPv6") @Nullable
            Boolean enableIpv6,

            @com.fasterxml.jackson.annotation.JsonProperty("IPAM") @Nullable
            Ipam ipam,

            @Nullable Map<String, String> options,
            @Nullable Map<String, String> labels) {}

    /// A network that another is made like.
    record ConfigFrom(@Nullable String network) {}

    /// Where addresses come from.
    record Ipam(
            @Nullable String driver,
            @Nullable Map<String, String> options,
            @Nullable List<Pool> config) {}

    /// One subnet.
    record Pool(
            @Nullable String subnet,

            @com.fasterxml.jackson.annotation.JsonProperty("IPRange") @Nullable
            String ipRange,

            @Nullable String gateway,
            @Nullable Map<String, String> auxiliaryAddresses) {
        IpamConfig config() {
            return new IpamConfig(
                    Absent.text(subnet), Absent.text(ipRange), Absent.text(gateway), Absent.map(auxiliaryAddresses));
        }
    }

    /// A container and how it is to be connected.
    record Connection(@Nullable String container, boolean force, CreateBody.@Nullable Endpoint endpointConfig) {}

    private void list(Call call) throws IOException {
        Filters filters = call.filters("dangling", "driver", "id", "label", "name", "scope", "type");
        for (String type : filters.all("type")) {
            if (!type.equals("builtin") && !type.equals("custom")) {
                throw Fault.invalid("invalid filter: 'type'='" + type + "'");
            }
        }
        call.json(networks.list().stream()
                .filter(network -> shown(network, filters))
                .sorted(Comparator.comparing(Network::created).reversed())
                .map(network -> NetworkShapes.network(network, false, call.version()))
                .toList());
    }

    private static boolean shown(Network network, Filters filters) {
        boolean dangling = !network.predefined() && network.endpoints().isEmpty();
        return filters.any("driver", network.driver()::equals)
                && filters.any("id", network.id()::startsWith)
                && filters.any("name", network.name()::contains)
                && filters.any("scope", network.scope()::equals)
                && filters.any("type", type -> type.equals("builtin") == network.predefined())
                && (!filters.has("dangling") || filters.flag("dangling", true) == dangling)
                && filters.labels(network.labels());
    }

    private void inspect(Call call) throws IOException {
        Network network = networks.get(call.variable("id"));
        String scope = call.query("scope");
        if (!scope.isEmpty() && !scope.equals(network.scope())) {
            throw Fault.notFound("network " + call.variable("id") + " not found");
        }
        call.json(NetworkShapes.network(network, true, call.version()));
    }

    private void create(Call call) throws IOException {
        Wanted wanted = call.body(Wanted.class);
        refuse(wanted);
        Versions versions = Versions.of(wanted, call.version());
        Ipam ipam = wanted.ipam() == null ? new Ipam(null, null, null) : wanted.ipam();
        NetworkSpec spec = new NetworkSpec(
                Absent.text(wanted.name()),
                Absent.text(wanted.driver()),
                wanted.internal(),
                wanted.attachable(),
                versions.ipv4(),
                versions.ipv6(),
                Absent.text(ipam.driver()),
                Absent.map(ipam.options()),
                Absent.list(ipam.config()).stream().map(Pool::config).toList(),
                Absent.map(wanted.options()),
                call.rights()
                        .labels(
                                Absent.text(wanted.driver()),
                                Absent.map(wanted.labels()),
                                Absent.map(wanted.options())));
        Network network = networks.create(spec);
        List<String> idle = Networks.withoutEffect(spec);
        String warning = idle.isEmpty() ? "" : "of no effect: " + String.join(", ", idle);
        call.json(201, Shape.of().with("Id", network.id()).with("Warning", warning));
    }

    private static void refuse(Wanted wanted) {
        ConfigFrom like = wanted.configFrom();
        if (wanted.configOnly()
                || wanted.ingress()
                || (like != null && !Absent.text(like.network()).isEmpty())) {
            throw Fault.notImplemented("config-only and ingress networks are not part of Naru");
        }
        String scope = Absent.text(wanted.scope());
        if (!scope.isEmpty() && !scope.equals("local")) {
            throw Fault.invalid("networks of scope " + scope + " are not part of Naru: leave it out, or say local");
        }
    }

    private void connect(Call call) throws IOException {
        Connection wanted = call.body(Connection.class);
        String network = networks.get(call.variable("id")).name();
        EndpointSpec spec = wanted.endpointConfig() == null
                ? EndpointSpec.of(network)
                : wanted.endpointConfig().spec(network, "");
        call.rights().requireContainer(Absent.text(wanted.container()));
        containers.connect(Absent.text(wanted.container()), spec);
        call.empty(200);
    }

    private void disconnect(Call call) throws IOException {
        Connection wanted = call.body(Connection.class);
        String network = networks.get(call.variable("id")).name();
        call.rights().requireContainer(Absent.text(wanted.container()));
        containers.disconnect(Absent.text(wanted.container()), network, wanted.force());
        call.empty(200);
    }

    private void remove(Call call) throws IOException {
        networks.remove(call.variable("id"));
        call.empty(204);
    }

    private void prune(Call call) throws IOException {
        Filters filters = call.filters("label", "label!", "until");
        Until until = Until.of(filters);
        List<String> gone = networks.prune(n -> filters.labels(n.labels()) && until.before(n.created()));
        new Told(containers).pruned("network", 0);
        call.json(Shape.of().with("NetworksDeleted", gone.isEmpty() ? null : gone));
    }
}
