package naru.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import naru.base.Fault;
import naru.linux.Nftables;
import org.jspecify.annotations.Nullable;

/// What the host's administrator lets through, and the way that Naru makes through it where it was told to. The caller
/// provides the lock.
///
/// In [FirewallMode#STRICT] it only reads. Otherwise forward chains that drop by default get a few rules at their
/// beginning, and lose them when nothing of Naru runs any more.
final class HostFirewall {
    private static final System.Logger LOG = System.getLogger("naru.network");

    private final String mark;
    private final FirewallMode mode;
    private final Entrance entrance;
    private final Supplier<Set<String>> bridges;
    private @Nullable List<HostChain> closed;
    private final Map<HostChain.Key, Set<String>> opened = new TreeMap<>();

    /// @param mark comment of the rules
    /// @param bridges names of interfaces, `nb0*` for all that begin so
    HostFirewall(String mark, FirewallMode mode, Entrance entrance, Supplier<Set<String>> bridges) {
        this.mark = mark;
        this.mode = mode;
        this.entrance = entrance;
        this.bridges = bridges;
    }

    /// The first chain that drops what containers send, in words for people; empty if there is none.
    String obstacle(Nftables nftables) {
        if (mode != FirewallMode.STRICT) {
            return "";
        }
        return closed(nftables).stream().findFirst().map(HostChain::words).orElse("");
    }

    /// Puts rules into the chains that drop; interfaces that a chain has rules about already are left to it.
    void makeWay(Nftables nftables) {
        if (mode == FirewallMode.STRICT) {
            return;
        }
        Set<String> all = bridges.get();
        for (HostChain chain : closed(nftables)) {
            HostChain.Key key = chain.key();
            Set<String> led = new TreeSet<>(all);
            led.removeIf(chain::mentions);
            if (!led.isEmpty()) {
                attempt(key, () -> key.insert(nftables, rules(led), mark));
            }
            opened.put(key, all);
        }
        closed = null;
    }

    /// Somebody changed rules that are not Naru's.
    ///
    /// @param needed whether there is anything to make way for
    void changed(Nftables nftables, boolean needed) {
        closed = null;
        if (needed) {
            makeWay(nftables);
        }
    }

    /// Takes the rules out of the chains again.
    void withdraw() {
        opened.forEach((key, led) -> attempt(key, () -> key.withdraw(rules(led), mark)));
        opened.clear();
        closed = null;
    }

    private List<HostChain> closed(Nftables nftables) {
        List<HostChain> known = closed;
        if (known == null) {
            known = HostChain.forwarding(nftables).stream()
                    .filter(chain -> !chain.table().startsWith("naru_") && chain.drops())
                    .filter(chain -> mode != FirewallMode.STRICT
                            || bridges.get().stream().noneMatch(chain::mentions))
                    .toList();
            closed = known;
        }
        return known;
    }

    /// What a chain has to accept; the last one comes to stand first.
    private List<HostRule> rules(Set<String> led) {
        List<HostRule> rules = new ArrayList<>();
        for (String bridge : led) {
            rules.add(new HostRule(bridge, "", HostRule.State.ANY));
            rules.add(new HostRule("", bridge, HostRule.State.ESTABLISHED));
            rules.add(
                    mode == FirewallMode.OPEN
                            ? new HostRule("", bridge, HostRule.State.PUBLISHED)
                            : new HostRule(entrance.in(), bridge, HostRule.State.ANY));
        }
        return rules;
    }

    private static void attempt(HostChain.Key key, Runnable task) {
        try {
            task.run();
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "chain {0} of the host: {1}", key.words(), e.sentence());
        }
    }
}
