package naru.node.net;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.node.net.Balance.Backend;
import naru.node.service.ServiceName;
import org.jspecify.annotations.Nullable;

/// What a node's nftables table holds, and the text that brings it from there to what is wanted:
/// elements that differ, no others. No kernel. One thread uses it.
///
/// The state follows what was answered: when the kernel refuses a text, [#whole] makes it anew.
final class ServiceTable {
    /// For how many endpoints there are chains at first.
    private static final int FIRST_LARGEST = 16;

    private final TableFrame frame;
    private final Map<ServiceName, Map<Frontend, Balance>> services = new HashMap<>();
    private final Map<String, Integer> endpointChains = new HashMap<>();
    private int largest = FIRST_LARGEST;
    private boolean outgrown;
    private Set<String> peers = Set.of();
    private Set<String> direct = Set.of();

    ServiceTable(TableFrame frame) {
        this.frame = frame;
    }

    TableFrame frame() {
        return frame;
    }

    /// Brings one service to what is wanted of it; empty if nothing changes.
    String change(ServiceName service, Map<Frontend, Balance> wanted) {
        ElementChanges changes = new ElementChanges(frame.table());
        change(service, wanted, changes);
        return changes.script();
    }

    /// Brings several services to what is wanted of them.
    String change(Map<ServiceName, Map<Frontend, Balance>> wanted) {
        ElementChanges changes = new ElementChanges(frame.table());
        wanted.forEach((service, frontends) -> change(service, frontends, changes));
        return changes.script();
    }

    /// Says who the other nodes are.
    ///
    /// @param all their addresses
    /// @param near those on one network with this one, which reach pods' own addresses
    String peers(Set<String> all, Set<String> near) {
        ElementChanges changes = new ElementChanges(frame.table());
        changes.set("nodes", peers, all);
        changes.set("peers", peers, all);
        changes.set("direct", direct, near);
        peers = Set.copyOf(all);
        direct = Set.copyOf(near);
        return changes.script();
    }

    /// The text that makes the table as it should be out of nothing, in the place of one that may be
    /// there.
    String whole() {
        Map<ServiceName, Map<Frontend, Balance>> wanted = new HashMap<>(services);
        Set<String> all = peers;
        Set<String> near = direct;
        services.clear();
        endpointChains.clear();
        outgrown = false;
        peers = Set.of();
        direct = Set.of();
        return frame.replace() + balances() + peers(all, near) + change(wanted);
    }

    /// Whether a service has more endpoints than there are chains for: only [#whole] makes more of
    /// them, as nft 1.0.6 cannot add a rule with a number in a key to a table that is there.
    boolean outgrown() {
        return outgrown;
    }

    private String balances() {
        ElementChanges chains = new ElementChanges(frame.table());
        for (Frontend frontend : List.of(new Frontend.OnAddress("tcp", "", 0), new Frontend.OnNode("tcp", 0))) {
            for (int count = 1; count <= largest; count++) {
                for (int affinitySeconds : List.of(0, 1)) {
                    FrontendText text = new FrontendText(frontend, count, affinitySeconds);
                    chains.chain(text.chain(), text.rules());
                }
            }
        }
        return chains.script();
    }

    /// The services that have rules.
    Set<ServiceName> names() {
        return Set.copyOf(services.keySet());
    }

    /// Endpoints to which clients of a service may be bound that are not wanted any more.
    Set<Backend> unbound(ServiceName service, Map<Frontend, Balance> wanted) {
        Set<Backend> left = new LinkedHashSet<>();
        services.getOrDefault(service, Map.of()).forEach((frontend, balance) -> {
            if (balance.affinitySeconds() > 0) {
                left.addAll(balance.backends());
            }
        });
        wanted.values().forEach(balance -> balance.backends().forEach(left::remove));
        return left;
    }

    private void change(ServiceName service, Map<Frontend, Balance> wanted, ElementChanges changes) {
        Map<Frontend, Balance> before = services.getOrDefault(service, Map.of());
        Map<Frontend, Balance> after = new LinkedHashMap<>();
        wanted.forEach((frontend, balance) -> {
            Balance old = before.get(frontend);
            after.put(frontend, old == null ? balance : balance.arrangedAs(old.backends()));
        });
        before.forEach((frontend, old) -> {
            if (!old.equals(after.get(frontend))) {
                withdraw(frontend, old, after.get(frontend), changes);
            }
        });
        after.forEach((frontend, balance) -> {
            if (!balance.equals(before.get(frontend))) {
                publish(frontend, balance, before.get(frontend), changes);
            }
        });
        if (after.isEmpty()) {
            services.remove(service);
        } else {
            services.put(service, after);
        }
    }

    private void withdraw(Frontend frontend, Balance old, @Nullable Balance now, ElementChanges changes) {
        FrontendText text = FrontendText.of(frontend, old);
        if (now == null || !text.chain().equals(FrontendText.of(frontend, now).chain())) {
            changes.delete(text.entry(), text.key());
        }
        for (int slot = 0; slot < old.backends().size(); slot++) {
            Backend backend = old.backends().get(slot);
            if (now == null || !same(old, now, slot)) {
                changes.delete(text.targets(), slot + " . " + text.key());
                release(text, backend, changes);
            }
        }
    }

    private void publish(Frontend frontend, Balance now, @Nullable Balance old, ElementChanges changes) {
        FrontendText text = FrontendText.of(frontend, now);
        while (text.count() > largest) {
            largest *= 2;
            outgrown = true;
        }
        if (old == null || !text.chain().equals(FrontendText.of(frontend, old).chain())) {
            changes.add(text.entry(), text.key() + " : goto " + text.chain());
        }
        for (int slot = 0; slot < now.backends().size(); slot++) {
            Backend backend = now.backends().get(slot);
            if (old == null || !same(now, old, slot)) {
                use(text, backend, changes);
                changes.add(text.targets(), slot + " . " + text.key() + " : " + text.target(backend));
            }
        }
    }

    private static boolean same(Balance one, Balance other, int slot) {
        return slot < other.backends().size()
                && one.affinitySeconds() == other.affinitySeconds()
                && one.backends().get(slot).equals(other.backends().get(slot));
    }

    /// A client that stays with its endpoint is sent there by a chain of that endpoint, shared by all
    /// services.
    private void use(FrontendText text, Backend backend, ElementChanges changes) {
        if (text.sticky()) {
            String chain = text.endpointChain(backend);
            if (endpointChains.merge(chain, 1, Integer::sum) == 1) {
                changes.chain(chain, text.endpointRules(backend));
            }
        }
    }

    private void release(FrontendText text, Backend backend, ElementChanges changes) {
        if (text.sticky()) {
            String chain = text.endpointChain(backend);
            if (endpointChains.merge(chain, -1, Integer::sum) == 0) {
                endpointChains.remove(chain);
                changes.withoutChain(chain);
            }
        }
    }

    /// For tests: the endpoints of a frontend in their slots.
    List<Backend> slots(ServiceName service, Frontend frontend) {
        Balance balance = services.getOrDefault(service, Map.of()).get(frontend);
        return balance == null ? List.of() : balance.backends();
    }
}
