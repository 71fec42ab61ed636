package naru.container;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.network.PortBinding;

/// Ports and mounts as `docker run` writes them.
public final class EditWords {
    private EditWords() {}

    /// `[[IP:][HOSTPORT[-LAST]]:]PORT[/tcp|/udp]`; INVALID for anything else.
    public static PortBinding port(String text) {
        String[] protocol = text.split("/", 2);
        String[] parts = protocol[0].split(":", -1);
        String host = parts.length > 1 ? parts[parts.length - 2] : "";
        String[] range = host.split("-", 2);
        boolean ranged = host.isEmpty() || host.matches("\\d{1,5}(-\\d{1,5})?");
        if (parts.length > 3 || !ranged || !parts[parts.length - 1].matches("\\d{1,5}")) {
            throw Fault.invalid("'" + text + "' is no port: write [[IP:]HOSTPORT:]PORT[/udp]");
        }
        int first = host.isEmpty() ? 0 : Integer.parseInt(range[0]);
        return new PortBinding(
                Integer.parseInt(parts[parts.length - 1]),
                protocol(protocol.length > 1 ? protocol[1] : "tcp", text),
                parts.length == 3 ? parts[0] : "",
                first,
                range.length > 1 ? Integer.parseInt(range[1]) : first);
    }

    private static PortBinding.Protocol protocol(String word, String text) {
        return switch (word) {
            case "tcp" -> PortBinding.Protocol.TCP;
            case "udp" -> PortBinding.Protocol.UDP;
            default -> throw Fault.invalid("'" + text + "' is no port: its protocol is tcp or udp");
        };
    }

    /// `SOURCE:TARGET[:ro]`, or `type=bind|volume|tmpfs,src=…,dst=…[,readonly]`; INVALID for anything else.
    public static MountSpec mount(String text) {
        if (!text.startsWith("type=") && !text.contains(",")) {
            return BindWords.parse(text, "");
        }
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : text.split(",")) {
            String[] pair = word.split("=", 2);
            words.put(pair[0], pair.length > 1 ? pair[1] : "true");
        }
        String source = words.getOrDefault("src", words.getOrDefault("source", ""));
        String target = words.getOrDefault("dst", words.getOrDefault("target", words.getOrDefault("destination", "")));
        boolean readOnly = "true".equals(words.getOrDefault("readonly", words.getOrDefault("ro", "false")));
        MountSpec mount = switch (words.getOrDefault("type", "volume")) {
            case "bind" -> MountSpec.bind(source, target, readOnly);
            case "volume" -> MountSpec.volume(source, target, readOnly);
            case "tmpfs" -> MountSpec.tmpfs(target, 0);
            default -> throw Fault.invalid("'" + text + "' is no mount: its type is bind, volume or tmpfs");
        };
        return BindWords.checked(mount);
    }

    /// A binding as it was written.
    static String text(PortBinding port) {
        List<String> parts = new ArrayList<>();
        if (!port.hostIp().isEmpty()) {
            parts.add(port.hostIp());
        }
        String range = port.hostPortLast() > port.hostPort() ? port.hostPort() + "-" + port.hostPortLast() : "";
        parts.add(port.hostPort() == 0 ? "any" : range.isEmpty() ? "" + port.hostPort() : range);
        return String.join(":", parts);
    }
}
