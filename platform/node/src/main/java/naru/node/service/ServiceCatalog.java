package naru.node.service;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// All services and their endpoints as last heard of, found by name and by address. Readers take no
/// lock; changes come in one after the other.
public final class ServiceCatalog {
    private final Map<ServiceName, Service> services = new ConcurrentHashMap<>();
    private final Map<ServiceName, Map<String, Slice>> slices = new ConcurrentHashMap<>();
    private final Map<String, ServiceName> byAddress = new ConcurrentHashMap<>();
    private final Map<String, Set<ServiceName>> byEndpoint = new ConcurrentHashMap<>();
    private final Map<String, Integer> namespaces = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<@Nullable Void>> quiet = new HashMap<>();
    private final Consumer<ServiceName> listener;
    private long changes;
    private long applied;

    /// What had been heard of at some time.
    ///
    /// @param changes how many changes
    /// @param silent addresses that somebody waits for and that no service leads to any more
    public record Heard(long changes, List<String> silent) {
        /// Copies the list.
        public Heard {
            silent = List.copyOf(silent);
        }
    }

    /// Makes an empty one.
    ///
    /// @param listener told which service changed, or whose endpoints; it must be short
    public ServiceCatalog(Consumer<ServiceName> listener) {
        this.listener = listener;
    }

    /// Takes in a change of a Service: what it was (null for a new one) and what it is (null for none
    /// any more).
    public synchronized void service(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (now != null) {
            Service service = Service.of(now);
            forget(service.name());
            services.put(service.name(), service);
            namespaces.merge(service.name().namespace(), 1, Integer::sum);
            if (!service.address().isEmpty()) {
                byAddress.put(service.address(), service.name());
            }
            tell(service.name());
        } else if (before != null) {
            ServiceName name = Service.name(before);
            forget(name);
            tell(name);
        }
    }

    /// Takes in a change of an EndpointSlice, likewise.
    public synchronized void slice(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (before != null && (now == null || !Slice.service(before).equals(Slice.service(now)))) {
            Slice old = Slice.of(before);
            endpoints(old.service(), old.name(), null);
        }
        if (now != null) {
            Slice slice = Slice.of(now);
            endpoints(slice.service(), slice.name(), slice);
        }
    }

    /// A service.
    public Optional<Service> service(ServiceName name) {
        return Optional.ofNullable(services.get(name));
    }

    /// The endpoints of a service.
    public Collection<Slice> slices(ServiceName name) {
        return slices.getOrDefault(name, Map.of()).values();
    }

    /// The service that has a ClusterIP.
    public Optional<ServiceName> at(String address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    /// The services that have an endpoint with that address.
    public Set<ServiceName> withEndpoint(String address) {
        return byEndpoint.getOrDefault(address, Set.of());
    }

    /// Completes when no service has a ready endpoint with that address, and [#applied] has been told so; at once if
    /// that is so already.
    public synchronized CompletableFuture<@Nullable Void> quiet(String address) {
        return leadsTo(address) || applied < changes
                ? quiet.computeIfAbsent(address, _ -> new CompletableFuture<>())
                : CompletableFuture.completedFuture(null);
    }

    private boolean leadsTo(String address) {
        return withEndpoint(address).stream()
                .flatMap(service -> slices(service).stream())
                .flatMap(slice -> slice.endpoints().stream())
                .anyMatch(endpoint -> endpoint.ready() && endpoint.address().equals(address));
    }

    /// What has been heard of until now.
    public synchronized Heard heard() {
        return new Heard(
                changes,
                quiet.keySet().stream().filter(address -> !leadsTo(address)).toList());
    }

    /// Says that whoever follows the catalog does now what it said then.
    public synchronized void applied(Heard then) {
        applied = then.changes();
        for (String address : then.silent()) {
            CompletableFuture<@Nullable Void> waited = quiet.remove(address);
            if (waited != null) {
                waited.completeAsync(() -> null);
            }
        }
    }

    /// Whether a namespace has a service.
    public boolean hasNamespace(String name) {
        return namespaces.containsKey(name);
    }

    /// All services.
    public List<ServiceName> names() {
        return List.copyOf(services.keySet());
    }

    private void forget(ServiceName name) {
        Service old = services.remove(name);
        if (old != null) {
            byAddress.remove(old.address(), name);
            namespaces.computeIfPresent(name.namespace(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private void endpoints(ServiceName service, String slice, @Nullable Slice now) {
        Map<String, Slice> before = slices.getOrDefault(service, Map.of());
        Map<String, Slice> after = new HashMap<>(before);
        if (now == null) {
            after.remove(slice);
        } else {
            after.put(slice, now);
        }
        if (after.isEmpty()) {
            slices.remove(service);
        } else {
            slices.put(service, Map.copyOf(after));
        }
        index(service, addresses(before), addresses(after));
        tell(service);
    }

    private void tell(ServiceName service) {
        changes++;
        listener.accept(service);
    }

    private void index(ServiceName service, Set<String> before, Set<String> after) {
        for (String address : before) {
            if (!after.contains(address)) {
                byEndpoint.computeIfPresent(address, (_, names) -> without(names, service));
            }
        }
        for (String address : after) {
            byEndpoint.merge(address, Set.of(service), ServiceCatalog::union);
        }
    }

    private static Set<String> addresses(Map<String, Slice> slices) {
        Set<String> addresses = new HashSet<>();
        slices.values().forEach(slice -> slice.endpoints().forEach(one -> addresses.add(one.address())));
        return addresses;
    }

    private static @Nullable Set<ServiceName> without(Set<ServiceName> names, ServiceName name) {
        Set<ServiceName> rest = new HashSet<>(names);
        rest.remove(name);
        return rest.isEmpty() ? null : Set.copyOf(rest);
    }

    private static Set<ServiceName> union(Set<ServiceName> some, Set<ServiceName> more) {
        Set<ServiceName> all = new HashSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }
}
