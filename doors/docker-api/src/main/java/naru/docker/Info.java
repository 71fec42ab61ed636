package naru.docker;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import naru.container.ship.Drivers;

/// The parts of `info` that are always the same.
final class Info {
    private Info() {}

    static Shape swarm() {
        return Shape.of()
                .with("NodeID", "")
                .with("NodeAddr", "")
                .with("LocalNodeState", "inactive")
                .with("ControlAvailable", false)
                .with("Error", "")
                .with("RemoteManagers", null);
    }

    static Shape commit() {
        return Shape.of().with("ID", "").with("Expected", "");
    }

    static Shape plugins() {
        return Shape.of()
                .with("Volume", List.of("local"))
                .with("Network", List.of("bridge", "host", "ipvlan", "macvlan", "null"))
                .with("Authorization", null)
                .with("Log", Drivers.names());
    }

    /// Bytes in powers of 1024, as the client writes memory.
    static String size(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return new BigDecimal(value)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString()
                + units[unit];
    }

    static Shape registries() {
        return Shape.of()
                .with("AllowNondistributableArtifactsCIDRs", null)
                .with("AllowNondistributableArtifactsHostnames", null)
                .with("InsecureRegistryCIDRs", List.of("127.0.0.0/8"))
                .with(
                        "IndexConfigs",
                        Map.of(
                                "docker.io",
                                Shape.of()
                                        .with("Name", "docker.io")
                                        .with("Mirrors", List.of())
                                        .with("Secure", true)
                                        .with("Official", true)))
                .with("Mirrors", null);
    }
}
