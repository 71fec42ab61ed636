package naru.node.dns;

import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import naru.network.Cidr;
import naru.network.DnsQuery;
import naru.network.DnsReply;
import naru.network.DnsServer;
import naru.network.Forwarder;
import naru.node.service.Service;
import naru.node.service.ServiceCatalog;
import naru.node.service.ServiceName;

/// What the cluster's name server answers: names of services and pods from a catalog, everything else
/// from the host's resolvers. Safe for use by many threads.
///
/// Until the catalog has heard of everything, names of the cluster are a server failure, which
/// clients ask again, and not an error that they would believe.
public final class ClusterZone implements DnsServer.Zone {
    private static final String VERSION = "1.1.0";

    private final ServiceCatalog catalog;
    private final ServiceRecords records;
    private final ZoneSettings settings;
    private final Forwarder forwarder;
    private final BooleanSupplier complete;

    /// Over a catalog.
    ///
    /// @param complete whether the catalog has heard of everything
    public ClusterZone(ServiceCatalog catalog, ZoneSettings settings, Forwarder forwarder, BooleanSupplier complete) {
        this.catalog = catalog;
        this.records = new ServiceRecords(catalog, settings.domain());
        this.settings = settings;
        this.forwarder = forwarder;
        this.complete = complete;
    }

    @Override
    public Optional<byte[]> known(DnsQuery query) {
        Optional<String> relative = relative(query.name());
        if (relative.isPresent()) {
            return complete.getAsBoolean()
                    ? cluster(query, relative.get().split("\\."))
                    : Optional.of(query.answer(DnsQuery.SERVER_FAILURE));
        }
        return query.reverseAddress()
                .filter(address ->
                        settings.pods().contains(address) || settings.services().contains(address))
                .map(address -> reverse(query, address));
    }

    @Override
    public Optional<byte[]> ask(DnsQuery query, byte[] message, boolean tcp) {
        Optional<String> relative = relative(query.name());
        if (relative.isEmpty()) {
            return forwarder.ask(message, tcp);
        }
        String[] labels = relative.get().split("\\.");
        return catalog.service(new ServiceName(labels[1], labels[0])).map(service -> elsewhere(query, service));
    }

    /// The name without the zone, in small letters; empty for a name that is not of the zone.
    private Optional<String> relative(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        String domain = settings.domain();
        if (small.equals(domain)) {
            return Optional.of("");
        }
        return small.endsWith("." + domain)
                ? Optional.of(small.substring(0, small.length() - domain.length() - 1))
                : Optional.empty();
    }

    private Optional<byte[]> cluster(DnsQuery query, String[] labels) {
        int last = labels.length - 1;
        return switch (labels[last]) {
            case "svc" -> last == 0 ? Optional.of(nothing(query)) : service(query, labels);
            case "pod" -> Optional.of(pod(query, labels));
            case "" -> Optional.of(origin(query));
            case "dns-version" -> Optional.of(last == 0 ? version(query) : noName(query));
            case "dns" -> Optional.of(last == 1 && labels[0].equals("ns") ? server(query) : noName(query));
            default -> Optional.of(noName(query));
        };
    }

    /// `NAMESPACE.svc` and what is below it; empty for a service that is elsewhere.
    private Optional<byte[]> service(DnsQuery query, String[] labels) {
        String namespace = labels[labels.length - 2];
        if (labels.length == 2) {
            return Optional.of(catalog.hasNamespace(namespace) ? nothing(query) : noName(query));
        }
        Optional<Service> found = catalog.service(new ServiceName(namespace, labels[labels.length - 3]));
        if (found.isEmpty()) {
            return Optional.of(noName(query));
        }
        Service service = found.get();
        if (!service.externalName().isEmpty()) {
            return labels.length == 3 ? Optional.empty() : Optional.of(noName(query));
        }
        DnsReply reply = new DnsReply(query, ZoneSettings.TTL_SECONDS);
        ServiceRecords.Outcome outcome = switch (labels.length) {
            case 3 -> records.service(reply, query, service);
            case 4 -> records.endpoint(reply, query, service, labels[0]);
            case 5 -> records.port(reply, query, service, labels[0], labels[1]);
            default -> ServiceRecords.Outcome.NO_NAME;
        };
        return Optional.of(
                switch (outcome) {
                    case ANSWERED -> reply.bytes(DnsQuery.NO_ERROR);
                    case NOTHING -> nothing(query);
                    case NO_NAME -> noName(query);
                });
    }

    /// `A-B-C-D.NAMESPACE.pod`.
    private byte[] pod(DnsQuery query, String[] labels) {
        if (labels.length <= 2) {
            return labels.length == 1 || catalog.hasNamespace(labels[0]) ? nothing(query) : noName(query);
        }
        String address = labels[0].replace('-', '.');
        boolean valid = labels.length == 3
                && address.matches("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?!$)|$)){4}")
                && settings.pods().contains(Cidr.address(address));
        if (!valid) {
            return noName(query);
        }
        if (query.type() != DnsQuery.A && query.type() != DnsReply.ANY) {
            return nothing(query);
        }
        return new DnsReply(query, ZoneSettings.TTL_SECONDS)
                .address(query.name(), Cidr.address(address))
                .bytes(DnsQuery.NO_ERROR);
    }

    private byte[] reverse(DnsQuery query, int address) {
        if (!complete.getAsBoolean()) {
            return query.answer(DnsQuery.SERVER_FAILURE);
        }
        DnsReply reply = new DnsReply(query, ZoneSettings.TTL_SECONDS);
        return records.reverse(reply, Cidr.text(address)) ? reply.bytes(DnsQuery.NO_ERROR) : noName(query);
    }

    private byte[] elsewhere(DnsQuery query, Service service) {
        DnsReply reply = new DnsReply(query, ZoneSettings.TTL_SECONDS);
        String target = service.externalName();
        reply.alias(query.name(), target);
        boolean address = query.type() == DnsQuery.A || query.type() == DnsQuery.AAAA;
        Optional<String> relative = relative(target);
        if (relative.isPresent() && query.type() == DnsQuery.A) {
            String[] labels = relative.get().split("\\.");
            if (labels.length == 3 && labels[2].equals("svc")) {
                records.addresses(new ServiceName(labels[1], labels[0]))
                        .forEach(one -> reply.address(target, Cidr.address(one)));
            }
        } else if (relative.isEmpty() && address) {
            byte[] question = ForwardedRecords.question(target, query.type());
            forwarder
                    .ask(question, false)
                    .ifPresent(answer -> ForwardedRecords.data(answer, query.type())
                            .forEach(data -> reply.record(target, query.type(), data)));
        }
        return reply.bytes(DnsQuery.NO_ERROR);
    }

    private byte[] origin(DnsQuery query) {
        return query.type() == DnsReply.SOA || query.type() == DnsReply.ANY
                ? new DnsReply(query, ZoneSettings.TTL_SECONDS)
                        .origin(settings.domain(), ZoneSettings.SERIAL)
                        .bytes(DnsQuery.NO_ERROR)
                : nothing(query);
    }

    private byte[] version(DnsQuery query) {
        return query.type() == DnsReply.TXT || query.type() == DnsReply.ANY
                ? new DnsReply(query, ZoneSettings.TTL_SECONDS).text(VERSION).bytes(DnsQuery.NO_ERROR)
                : nothing(query);
    }

    private byte[] server(DnsQuery query) {
        return query.type() == DnsQuery.A
                ? new DnsReply(query, ZoneSettings.TTL_SECONDS)
                        .address(query.name(), settings.server())
                        .bytes(DnsQuery.NO_ERROR)
                : nothing(query);
    }

    private byte[] nothing(DnsQuery query) {
        return authority(query, DnsQuery.NO_ERROR);
    }

    private byte[] noName(DnsQuery query) {
        return authority(query, DnsQuery.NO_NAME);
    }

    private byte[] authority(DnsQuery query, int code) {
        return new DnsReply(query, ZoneSettings.TTL_SECONDS)
                .authority(settings.domain(), ZoneSettings.SERIAL)
                .bytes(code);
    }
}
