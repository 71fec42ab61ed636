package naru.network;

import java.util.List;
import java.util.Map;

/// The networks that are always there.
final class Predefined {
    static final String BRIDGE = "bridge";
    static final String HOST = "host";
    static final String NONE = "none";

    private Predefined() {}

    static boolean isName(String name) {
        return name.equals(BRIDGE) || name.equals(HOST) || name.equals(NONE);
    }

    static List<NetworkSpec> specs() {
        Map<String, String> options = Map.of(
                "com.docker.network.bridge.default_bridge",
                "true",
                "com.docker.network.bridge.enable_icc",
                "true",
                "com.docker.network.bridge.enable_ip_masquerade",
                "true",
                "com.docker.network.bridge.host_binding_ipv4",
                "0.0.0.0");
        return List.of(spec(BRIDGE, "bridge", options), spec(HOST, "host", Map.of()), spec(NONE, "null", Map.of()));
    }

    private static NetworkSpec spec(String name, String driver, Map<String, String> options) {
        return new NetworkSpec(
                name, driver, false, false, true, false, "default", Map.of(), List.of(), options, Map.of());
    }
}
