package naru.node.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A transaction on one nftables table under construction: chains that come, elements that go,
/// elements that come, chains that go, in this order.
final class ElementChanges {
    private final String table;
    private final StringBuilder chains = new StringBuilder();
    private final Map<String, Set<String>> deleted = new LinkedHashMap<>();
    private final Map<String, List<String>> added = new LinkedHashMap<>();
    private final Set<String> dropped = new LinkedHashSet<>();

    ElementChanges(String table) {
        this.table = table;
    }

    /// A chain with its rules.
    void chain(String name, List<String> rules) {
        if (dropped.remove(name)) {
            return; // it is there and stays
        }
        chains.append("add chain ip " + table + " " + name + "\n");
        rules.forEach(rule -> chains.append("add rule ip " + table + " " + name + " " + rule + "\n"));
    }

    /// A chain that nothing leads to any more.
    void withoutChain(String name) {
        dropped.add(name);
    }

    void add(String map, String element) {
        added.computeIfAbsent(map, _ -> new ArrayList<>()).add(element);
    }

    void delete(String map, String key) {
        deleted.computeIfAbsent(map, _ -> new LinkedHashSet<>()).add(key);
    }

    /// The difference between a set's elements before and after.
    void set(String name, Set<String> before, Set<String> after) {
        before.stream().filter(one -> !after.contains(one)).forEach(one -> delete(name, one));
        after.stream().filter(one -> !before.contains(one)).forEach(one -> add(name, one));
    }

    /// The text; empty if there is no change.
    String script() {
        StringBuilder script = new StringBuilder(chains);
        deleted.forEach((map, keys) -> line(script, "delete", map, keys));
        added.forEach((map, elements) -> line(script, "add", map, elements));
        dropped.forEach(chain -> script.append(
                "flush chain ip " + table + " " + chain + "\ndelete chain ip " + table + " " + chain + "\n"));
        return script.toString();
    }

    private void line(StringBuilder script, String verb, String map, Iterable<String> elements) {
        script.append(verb + " element ip " + table + " " + map + " { " + String.join(", ", elements) + " }\n");
    }
}
