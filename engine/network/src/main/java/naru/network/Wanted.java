package naru.network;

import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;

/// The networks that a container is to be part of.
final class Wanted {
    private Wanted() {}

    /// The endpoints asked for, the mode's own first.
    static List<EndpointSpec> endpoints(SandboxSpec spec, NetworkTable table) {
        String mode = spec.mode().isEmpty() || spec.mode().equals("default") ? Predefined.BRIDGE : spec.mode();
        Network primary = table.get(mode);
        List<EndpointSpec> wanted = new ArrayList<>();
        wanted.add(EndpointSpec.of(primary.id()));
        for (EndpointSpec one : spec.endpoints()) {
            String name = one.network().equals("default") ? Predefined.BRIDGE : one.network();
            if (table.get(name).id().equals(primary.id())) {
                wanted.set(0, one.on(primary.id()));
            } else {
                wanted.add(one);
            }
        }
        return wanted;
    }

    /// INVALID for a network without wires beside another one.
    static void check(SandboxSpec spec, List<Network> networks) {
        boolean unwired = networks.stream().anyMatch(network -> network.ipam().isEmpty());
        if (unwired && networks.size() > 1) {
            throw Fault.invalid(
                    "conflicting options: " + spec.name() + " cannot be part of host or none and of another network");
        }
    }
}
