package naru.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import naru.base.Fault;

/// Docker's options of a network, `com.docker.network.*`: what each says here. Those of a network that is on record are
/// read forgivingly: one that makes no sense counts as not given. Immutable.
record DriverOptions(Map<String, String> texts) {
    /// What the names of interfaces in containers begin with.
    static final String DEFAULT_PREFIX = "eth";

    private static final String DOCKERS = "com.docker.network.";
    private static final String BRIDGE = DOCKERS + "bridge.";
    private static final String NAME = BRIDGE + "name";
    private static final String TALK = BRIDGE + "enable_icc";
    private static final String MASQUERADE = BRIDGE + "enable_ip_masquerade";
    private static final String INHIBIT = BRIDGE + "inhibit_ipv4";
    private static final String HOST_BINDING = BRIDGE + "host_binding_ipv4";
    private static final String MTU = DOCKERS + "driver.mtu";
    private static final String PREFIX = DOCKERS + "container_iface_prefix";

    /// Of a network that hangs on an interface of the host.
    private static final Set<String> OF_ALL = Set.of(MTU, PREFIX, DOCKERS + "enable_ipv4", DOCKERS + "enable_ipv6");

    private static final Set<String> OF_BRIDGES =
            Set.of(NAME, TALK, MASQUERADE, INHIBIT, HOST_BINDING, NetworkSpec.GATEWAY_MODE, NetworkSpec.GATEWAY_MODE6);

    /// What Docker has, and would be missed in silence.
    private static final Set<String> MISSING =
            Set.of(DOCKERS + "host_ipv4", DOCKERS + "host_ipv6", BRIDGE + "trusted_host_interfaces");

    private static final Set<String> YES = Set.of("1", "t", "true");
    private static final Set<String> NO = Set.of("0", "f", "false");

    static DriverOptions of(Network network) {
        return new DriverOptions(network.options());
    }

    /// Refuses what makes no sense (INVALID), and what Docker knows and is not here (NOT_IMPLEMENTED).
    void check() {
        for (String key : List.of(TALK, MASQUERADE, INHIBIT)) {
            String text = texts.getOrDefault(key, "true").toLowerCase(Locale.ROOT);
            require(YES.contains(text) || NO.contains(text), key, "it must be true or false");
        }
        require(mtuText().matches("[0-9]{1,5}"), MTU, "it must be a number of bytes, e.g. 1500");
        require(isPrefix(prefix()), PREFIX, "it must be a letter and at most 11 letters, digits, or _ . -");
        require(isAddress(text(HOST_BINDING)), HOST_BINDING, "it must be an address of this host");
        for (String key : List.of(NetworkSpec.GATEWAY_MODE, NetworkSpec.GATEWAY_MODE6)) {
            switch (text(key)) {
                case "", "nat", "nat-unprotected" -> {}
                case "routed", "isolated" -> throw missing(key + "=" + text(key), "use nat or nat-unprotected");
                default -> require(false, key, "it must be nat or nat-unprotected");
            }
        }
        for (String key : MISSING) {
            if (texts.containsKey(key)) {
                throw missing(key, "leave it out");
            }
        }
    }

    private void require(boolean right, String key, String how) {
        if (!right) {
            throw Fault.invalid("invalid value '" + text(key) + "' of " + key + ": " + how);
        }
    }

    private static Fault missing(String what, String instead) {
        return Fault.notImplemented("the driver option " + what + " is not part of Naru: " + instead);
    }

    /// Those of Docker's that have no effect on a network of this driver.
    static List<String> withoutEffect(String driver, Map<String, String> options) {
        List<String> idle = new ArrayList<>();
        for (String key : new TreeMap<>(options).keySet()) {
            boolean known = OF_ALL.contains(key) || OF_BRIDGES.contains(key) && !Parent.isNeeded(driver);
            if (key.startsWith(DOCKERS) && !known) {
                idle.add(key);
            }
        }
        return idle;
    }

    private String text(String key) {
        return texts.getOrDefault(key, "");
    }

    private boolean is(String key, Set<String> words) {
        return words.contains(text(key).toLowerCase(Locale.ROOT));
    }

    /// The bridge's name that was asked for, or empty.
    String bridgeName() {
        return text(NAME);
    }

    /// Whether its containers reach each other.
    boolean lettingTalk() {
        return !is(TALK, NO);
    }

    /// Whether what its containers send out has an address of the host.
    boolean masquerading() {
        return !is(MASQUERADE, NO);
    }

    /// Whether the bridge has no IPv4 address on the host.
    boolean withoutAddress() {
        return is(INHIBIT, YES);
    }

    /// Whether hosts outside may connect to every port of its containers.
    boolean isOpen(Family family) {
        String key = family == Family.IPV4 ? NetworkSpec.GATEWAY_MODE : NetworkSpec.GATEWAY_MODE6;
        return text(key).equals("nat-unprotected");
    }

    /// Where ports are published that say no address of the host; empty for all addresses.
    String hostAddress() {
        String text = text(HOST_BINDING);
        return isAddress(text) && !text.equals(Family.IPV4.any()) ? text : "";
    }

    private static boolean isAddress(String text) {
        try {
            return !HostPorts.address(text).isEmpty();
        } catch (Fault _) {
            return false;
        }
    }

    /// What the names of interfaces in its containers begin with.
    String interfacePrefix() {
        return isPrefix(prefix()) ? prefix() : DEFAULT_PREFIX;
    }

    private String prefix() {
        return texts.getOrDefault(PREFIX, DEFAULT_PREFIX);
    }

    private static boolean isPrefix(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9_.-]{0,11}");
    }

    /// Bytes of the largest packet, 0 for the kernel's choice.
    int mtu() {
        return mtuText().matches("[0-9]{1,5}") ? Integer.parseInt(mtuText()) : 0;
    }

    private String mtuText() {
        return texts.getOrDefault(MTU, "0");
    }
}
