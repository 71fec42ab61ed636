package naru.node.dns;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import naru.network.Cidr;
import naru.network.DnsQuery;
import naru.network.DnsReply;
import naru.node.service.Service;
import naru.node.service.ServiceCatalog;
import naru.node.service.ServiceName;
import naru.node.service.Slice;

/// The records of services: sections 2.3 and 2.4 of Kubernetes' DNS specification. Safe for use by
/// many threads.
final class ServiceRecords {
    private static final int WEIGHT = 100;

    private final ServiceCatalog catalog;
    private final String domain;

    /// How a question was answered.
    enum Outcome {
        /// With records.
        ANSWERED,
        /// The name is there, but has no such record.
        NOTHING,
        /// There is no such name.
        NO_NAME
    }

    ServiceRecords(ServiceCatalog catalog, String domain) {
        this.catalog = catalog;
        this.domain = domain;
    }

    /// The addresses of a service: its own, or those of its ready endpoints in another order every
    /// time.
    List<String> addresses(ServiceName name) {
        return catalog.service(name)
                .map(service -> service.headless() ? ready(name) : List.of(service.address()))
                .orElse(List.of());
    }

    /// `SERVICE.NAMESPACE.svc`.
    Outcome service(DnsReply reply, DnsQuery query, Service service) {
        List<String> addresses = addresses(service.name());
        if (addresses.isEmpty()) {
            return Outcome.NO_NAME;
        }
        return switch (query.type()) {
            case DnsQuery.A, DnsReply.ANY -> addresses(reply, query.name(), addresses);
            case DnsReply.SRV -> places(reply, service, _ -> true);
            default -> Outcome.NOTHING;
        };
    }

    /// `HOSTNAME.SERVICE.NAMESPACE.svc` of a headless service.
    Outcome endpoint(DnsReply reply, DnsQuery query, Service service, String label) {
        if (label.startsWith("_")) {
            return Outcome.NOTHING;
        }
        Set<String> addresses = new LinkedHashSet<>();
        if (service.headless()) {
            for (Slice slice : catalog.slices(service.name())) {
                slice.endpoints().stream()
                        .filter(Slice.Endpoint::ready)
                        .filter(one -> one.label().equalsIgnoreCase(label))
                        .forEach(one -> addresses.add(one.address()));
            }
        }
        if (addresses.isEmpty()) {
            return Outcome.NO_NAME;
        }
        boolean asked = query.type() == DnsQuery.A || query.type() == DnsReply.ANY;
        return asked ? addresses(reply, query.name(), addresses) : Outcome.NOTHING;
    }

    /// `_PORT._PROTOCOL.SERVICE.NAMESPACE.svc`.
    Outcome port(DnsReply reply, DnsQuery query, Service service, String port, String protocol) {
        Predicate<Service.Port> wanted =
                one -> port.equalsIgnoreCase("_" + one.name()) && protocol.equals("_" + one.protocol());
        if (service.ports().stream().noneMatch(wanted)) {
            return Outcome.NO_NAME;
        }
        boolean asked = query.type() == DnsReply.SRV || query.type() == DnsReply.ANY;
        if (!asked) {
            return Outcome.NOTHING;
        }
        return places(reply, service, wanted);
    }

    /// The names of an address; answers whether it has any.
    boolean reverse(DnsReply reply, String address) {
        List<String> names = new ArrayList<>();
        catalog.at(address).ifPresent(name -> names.add(full(name)));
        for (ServiceName name : catalog.withEndpoint(address)) {
            if (catalog.service(name).filter(Service::headless).isPresent()) {
                for (Slice slice : catalog.slices(name)) {
                    slice.endpoints().stream()
                            .filter(one -> one.address().equals(address) && one.ready())
                            .forEach(one -> names.add(one.label() + "." + full(name)));
                }
            }
        }
        names.stream().distinct().forEach(reply::pointer);
        return !names.isEmpty();
    }

    private Outcome places(DnsReply reply, Service service, Predicate<Service.Port> wanted) {
        List<Service.Port> ports = service.ports().stream()
                .filter(wanted)
                .filter(port -> !port.name().isEmpty())
                .toList();
        String name = full(service.name());
        if (!service.headless()) {
            ports.forEach(port -> reply.service(WEIGHT, port.port(), name));
            if (!ports.isEmpty()) {
                reply.glue(name, Cidr.address(service.address()));
            }
            return ports.isEmpty() ? Outcome.NOTHING : Outcome.ANSWERED;
        }
        boolean any = false;
        for (Slice slice : catalog.slices(service.name())) {
            for (Service.Port port : ports) {
                any |= places(reply, slice, port, name);
            }
        }
        return any ? Outcome.ANSWERED : Outcome.NO_NAME;
    }

    private static boolean places(DnsReply reply, Slice slice, Service.Port wanted, String name) {
        boolean any = false;
        for (Slice.Port port : slice.ports()) {
            if (port.name().equals(wanted.name()) && port.protocol().equals(wanted.protocol())) {
                for (Slice.Endpoint one : slice.endpoints()) {
                    if (one.ready()) {
                        String target = one.label() + "." + name;
                        reply.service(WEIGHT, port.port(), target).glue(target, Cidr.address(one.address()));
                        any = true;
                    }
                }
            }
        }
        return any;
    }

    private List<String> ready(ServiceName name) {
        Set<String> addresses = new LinkedHashSet<>();
        for (Slice slice : catalog.slices(name)) {
            slice.endpoints().stream().filter(Slice.Endpoint::ready).forEach(one -> addresses.add(one.address()));
        }
        List<String> list = new ArrayList<>(addresses);
        if (list.size() > 1) {
            Collections.rotate(list, ThreadLocalRandom.current().nextInt(list.size()));
        }
        return list;
    }

    private String full(ServiceName name) {
        return name.name() + "." + name.namespace() + ".svc." + domain;
    }

    private static Outcome addresses(DnsReply reply, String name, Iterable<String> addresses) {
        addresses.forEach(address -> reply.address(name, Cidr.address(address)));
        return Outcome.ANSWERED;
    }
}
