package naru.node.net;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.linux.Nftables;
import naru.node.net.Balance.Backend;
import naru.node.service.ServiceCatalog;
import naru.node.service.ServiceName;
import org.jspecify.annotations.Nullable;

/// Keeps the node's nftables table as the services want it. One thread uses it.
///
/// A change is one transaction of the elements that differ. When it is refused, because somebody
/// flushed the ruleset for instance, the whole table is made anew.
final class ServiceRules implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.node");
    private static final Pattern BOUND = Pattern.compile(
            "([0-9.]+ \\. \\w+ \\. [0-9.]+ \\. \\w+) (?:timeout|expires) [^:]*: ([0-9.]+) \\. ([0-9]+)");

    private final Nftables nftables = Nftables.open();
    private final ServiceCatalog catalog;
    private final Translations translations;
    private @Nullable ServiceTable table;

    /// For the network namespace of the calling thread.
    ServiceRules(ServiceCatalog catalog, Translations translations) {
        this.catalog = catalog;
        this.translations = translations;
    }

    /// Makes the table unless it is there with this frame, from all that the catalog has.
    void frame(TableFrame frame) {
        if (table == null || !table.frame().equals(frame)) {
            ServiceTable fresh = new ServiceTable(frame);
            fresh.change(wanted(catalog.names()));
            nftables.run(fresh.whole());
            table = fresh;
        }
    }

    /// Whether there is a table to change.
    boolean framed() {
        return table != null;
    }

    /// Says who the other nodes are.
    void peers(Set<String> all, Set<String> near) {
        ServiceTable present = table;
        if (present != null) {
            run(present, present.peers(all, near));
        }
    }

    /// Brings these services' rules to what the catalog says of them now.
    void update(Collection<ServiceName> names) {
        ServiceTable present = table;
        if (present == null) {
            return;
        }
        Map<ServiceName, Map<Frontend, Balance>> wanted = wanted(names);
        Set<Backend> left = new LinkedHashSet<>();
        wanted.forEach((name, frontends) -> left.addAll(present.unbound(name, frontends)));
        run(present, present.change(wanted));
        if (!left.isEmpty()) {
            unbind(present, left);
        }
    }

    /// Makes the table anew if somebody removed it; answers whether that was so.
    boolean restore() {
        ServiceTable present = table;
        if (present == null
                || nftables.run("list tables ip")
                        .contains("table ip " + present.frame().table() + "\n")) {
            return false;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "somebody removed table {0}: it is made anew",
                present.frame().table());
        nftables.run(present.whole());
        return true;
    }

    /// Takes the table away.
    void remove(String name) {
        nftables.run("add table ip " + name + "\ndelete table ip " + name + "\n");
        table = null;
    }

    @Override
    public void close() {
        nftables.close();
    }

    private Map<ServiceName, Map<Frontend, Balance>> wanted(Collection<ServiceName> names) {
        Map<ServiceName, Map<Frontend, Balance>> wanted = new LinkedHashMap<>();
        for (ServiceName name : names) {
            wanted.put(
                    name,
                    catalog.service(name)
                            .map(service -> translations.of(service, catalog.slices(name)))
                            .orElse(Map.of()));
        }
        return wanted;
    }

    private void run(ServiceTable present, String script) {
        if (script.isEmpty()) {
            return;
        }
        if (present.outgrown()) {
            nftables.run(present.whole());
            return;
        }
        try {
            nftables.run(script);
        } catch (Fault e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "table {0} is made anew: {1}",
                    present.frame().table(),
                    e.sentence());
            nftables.run(present.whole());
        }
    }

    /// Clients that were bound to an endpoint that left choose anew.
    private void unbind(ServiceTable present, Set<Backend> left) {
        String name = present.frame().table();
        Matcher matcher = BOUND.matcher(nftables.run("list map ip " + name + " affinity"));
        while (matcher.find()) {
            if (left.contains(new Backend(matcher.group(2), Integer.parseInt(matcher.group(3))))) {
                try {
                    nftables.run("delete element ip " + name + " affinity { " + matcher.group(1) + " }");
                } catch (Fault e) {
                    LOG.log(System.Logger.Level.DEBUG, "a binding ended by itself: {0}", e.sentence());
                }
            }
        }
    }
}
