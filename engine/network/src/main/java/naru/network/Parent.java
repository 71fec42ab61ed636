package naru.network;

import java.util.Map;
import naru.base.Fault;
import naru.linux.SubLinks;

/// The interface of the host that containers of a macvlan or ipvlan network hang on: they are on its
/// network themselves, with addresses that the host does not route.
///
/// @param name of the interface
/// @param kind how it is shared
/// @param mode number of the way in which the kernel passes packets between those that share it
record Parent(String name, SubLinks.Kind kind, int mode) {
    private static final Map<String, Integer> MACVLAN = Map.of("private", 1, "vepa", 2, "bridge", 4, "passthru", 8);
    private static final Map<String, Integer> IPVLAN = Map.of("l2", 0, "l3", 1, "l3s", 2);

    /// Whether networks of a driver have one.
    static boolean isNeeded(String driver) {
        return driver.equals("macvlan") || driver.equals("ipvlan");
    }

    /// What a network's options say; INVALID without an interface or with an unknown mode.
    static Parent of(String driver, Map<String, String> options) {
        String name = options.getOrDefault("parent", "");
        if (!name.matches("[^\\s/]{1,15}")) {
            throw Fault.invalid(
                    driver + " networks need an interface of the host: say -o parent=INTERFACE, not '" + name + "'");
        }
        boolean macvlan = driver.equals("macvlan");
        Map<String, Integer> modes = macvlan ? MACVLAN : IPVLAN;
        String word = options.getOrDefault(driver + "_mode", macvlan ? "bridge" : "l2");
        Integer mode = modes.get(word);
        if (mode == null) {
            throw Fault.invalid("requested " + driver + " mode '" + word + "' is not valid: there are "
                    + String.join(", ", modes.keySet().stream().sorted().toList()));
        }
        return new Parent(name, macvlan ? SubLinks.Kind.MACVLAN : SubLinks.Kind.IPVLAN, mode);
    }
}
