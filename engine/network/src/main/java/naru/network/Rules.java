package naru.network;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The text of one instance's nftables tables: one for each version of IP, and one for the bridges; pure, no kernel.
///
/// No other table is touched and no policy of another is changed.
final class Rules {
    private final String table;
    private final GuardText guard;
    private volatile boolean guarded = true;
    private final Map<Family, TableText> texts = new EnumMap<>(Family.class);

    /// For an instance on a host with these versions of IP.
    Rules(String instanceId, List<Family> families) {
        table = "naru_" + instanceId;
        guard = new GuardText(table, wires(instanceId));
        families.forEach(family -> texts.put(family, new TableText(family, table)));
    }

    /// How the names of the host's ends of an instance's wires begin.
    static String wires(String instanceId) {
        return "nv" + instanceId;
    }

    /// What a table says about one bridge; who is outside may connect to an open one.
    record Bridge(Family family, String name, String subnet, boolean internal, boolean masquerade, boolean open) {}

    /// A published port: where it is on the host (`0.0.0.0` or `::` for all addresses) and where it leads.
    record Forward(String protocol, String hostIp, int hostPort, String address, int port) {
        Family family() {
            return Family.of(address);
        }

        boolean anywhere() {
            return hostIp.equals(family().any());
        }

        /// Whether only the host itself can name the address.
        boolean loopback() {
            return hostIp.startsWith("127.") || hostIp.equals("::1");
        }
    }

    String table() {
        return table;
    }

    /// Whether a table is one of these.
    boolean isOwn(String family, String name) {
        return name.equals(table) && (family.equals(GuardText.FAMILY) || isOfIp(family));
    }

    private boolean isOfIp(String family) {
        return texts.keySet().stream().anyMatch(one -> one.word().equals(family));
    }

    /// Whether nft's list of tables has all of these.
    boolean areIn(String list) {
        return texts.keySet().stream().allMatch(family -> isIn(list, family.word()))
                && (!guarded || isIn(list, GuardText.FAMILY));
    }

    private boolean isIn(String list, String family) {
        return list.contains("table " + family + " " + table + "\n");
    }

    /// Replaces the whole tables in one transaction; connections that exist go on.
    String replace(Entrance entrance, List<Bridge> bridges, List<Forward> forwards, List<GuardText.Wire> wires) {
        StringBuilder script = new StringBuilder(remove());
        texts.values().forEach(text -> script.append(text.skeleton(entrance)));
        script.append(guarded ? guard.skeleton() : "");
        return script + bridges(bridges) + publish(forwards) + admit(wires);
    }

    /// Takes the tables away, whether they are there or not.
    String remove() {
        return texts.keySet().stream()
                .map(family -> "add table " + family.word() + " " + table + "\ndelete table " + family.word() + " "
                        + table + "\n")
                .collect(Collectors.joining("", guarded ? guard.remove() : "", ""));
    }

    /// Whether wires are watched, which not every kernel can.
    boolean isGuarded() {
        return guarded;
    }

    /// From now on wires are watched or not.
    void guarded(boolean value) {
        guarded = value;
    }

    /// Says what the containers behind wires may say.
    String admit(List<GuardText.Wire> wires) {
        return guarded ? guard.admit(wires) : "";
    }

    /// The opposite.
    String dismiss(List<GuardText.Wire> wires) {
        return guarded ? guard.withdraw(wires) : "";
    }

    String bridges(List<Bridge> bridges) {
        return bridges.stream()
                .filter(bridge -> texts.containsKey(bridge.family()))
                .map(bridge -> text(bridge).bridge("add", bridge))
                .collect(Collectors.joining());
    }

    String withoutBridges(List<Bridge> bridges) {
        return bridges.stream()
                .filter(bridge -> texts.containsKey(bridge.family()))
                .map(bridge -> text(bridge).bridge("delete", bridge))
                .collect(Collectors.joining());
    }

    String publish(List<Forward> forwards) {
        return forwards.stream()
                .filter(forward -> texts.containsKey(forward.family()))
                .map(forward -> text(forward).publish(forward))
                .collect(Collectors.joining());
    }

    String withdraw(List<Forward> forwards) {
        return forwards.stream()
                .filter(forward -> texts.containsKey(forward.family()))
                .map(forward -> text(forward).withdraw(forward))
                .collect(Collectors.joining());
    }

    private TableText text(Bridge bridge) {
        return java.util.Objects.requireNonNull(texts.get(bridge.family()));
    }

    private TableText text(Forward forward) {
        return java.util.Objects.requireNonNull(texts.get(forward.family()));
    }
}
