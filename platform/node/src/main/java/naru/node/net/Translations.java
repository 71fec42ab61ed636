package naru.node.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import naru.node.service.Service;
import naru.node.service.Slice;

/// What a Service and its EndpointSlices want of a node's rules; pure. A port without endpoints wants
/// nothing: the rules refuse what leads nowhere.
final class Translations {
    private final String node;
    private final String nameServer;

    /// For a node; `nameServer` is the address that nodes answer at themselves, without rules.
    Translations(String node, String nameServer) {
        this.node = node;
        this.nameServer = nameServer;
    }

    /// The frontends of one service.
    Map<Frontend, Balance> of(Service service, Collection<Slice> slices) {
        Map<Frontend, Balance> wanted = new LinkedHashMap<>();
        for (Service.Port port : service.ports()) {
            if (!service.address().isEmpty() && !service.address().equals(nameServer)) {
                Balance balance = balance(service, port, slices, service.internalLocal());
                add(wanted, new Frontend.OnAddress(port.protocol(), service.address(), port.port()), balance);
            }
            Balance outside = balance(service, port, slices, service.externalLocal());
            for (String address : service.externalAddresses()) {
                add(wanted, new Frontend.OnAddress(port.protocol(), address, port.port()), outside);
            }
            if (port.nodePort() > 0) {
                add(wanted, new Frontend.OnNode(port.protocol(), port.nodePort()), outside);
            }
        }
        return wanted;
    }

    private static void add(Map<Frontend, Balance> wanted, Frontend frontend, Balance balance) {
        if (!balance.backends().isEmpty()) {
            wanted.put(frontend, balance);
        }
    }

    private Balance balance(Service service, Service.Port port, Collection<Slice> slices, boolean local) {
        Set<Balance.Backend> backends = backends(port, slices, local, Slice.Endpoint::ready);
        if (backends.isEmpty()) {
            backends = backends(port, slices, local, one -> one.serving() && one.terminating());
        }
        List<Balance.Backend> list = new ArrayList<>(backends);
        return new Balance(list, service.affinitySeconds());
    }

    private Set<Balance.Backend> backends(
            Service.Port wanted, Collection<Slice> slices, boolean local, Predicate<Slice.Endpoint> use) {
        Set<Balance.Backend> backends = new LinkedHashSet<>();
        for (Slice slice : slices) {
            for (Slice.Port port : slice.ports()) {
                if (port.name().equals(wanted.name()) && port.protocol().equals(wanted.protocol())) {
                    slice.endpoints().stream()
                            .filter(use)
                            .filter(one -> !local || one.node().equals(node))
                            .forEach(one -> backends.add(new Balance.Backend(one.address(), port.port())));
                }
            }
        }
        return backends;
    }
}
