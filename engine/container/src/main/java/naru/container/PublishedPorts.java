package naru.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import naru.network.PortBinding;

/// The ports that a container publishes: those it names, and with `-P` a free one for each other that it exposes.
final class PublishedPorts {
    private PublishedPorts() {}

    static List<PortBinding> of(Networking networking, Set<String> exposed) {
        List<PortBinding> ports = new ArrayList<>(networking.ports());
        if (networking.publishAll()) {
            for (String port : exposed) {
                exposed(port).stream().filter(one -> !isPublished(ports, one)).forEach(ports::add);
            }
        }
        return ports;
    }

    private static boolean isPublished(List<PortBinding> ports, PortBinding wanted) {
        return ports.stream()
                .anyMatch(
                        port -> port.containerPort() == wanted.containerPort() && port.protocol() == wanted.protocol());
    }

    /// `80`, `80/tcp` or `8000-8010/udp`; what is no port of TCP or UDP cannot be published and is left out.
    private static List<PortBinding> exposed(String text) {
        String[] parts = text.split("/", 2);
        String[] range = parts[0].split("-", 2);
        String protocol = parts.length > 1 ? parts[1] : "tcp";
        boolean known = protocol.equals("tcp") || protocol.equals("udp");
        if (!known || !parts[0].matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
            return List.of();
        }
        List<PortBinding> ports = new ArrayList<>();
        int last = Math.min(Integer.parseInt(range[range.length - 1]), 65535);
        for (int port = Integer.parseInt(range[0]); port <= last; port++) {
            PortBinding.Protocol kind = protocol.equals("tcp") ? PortBinding.Protocol.TCP : PortBinding.Protocol.UDP;
            ports.add(new PortBinding(port, kind, "", 0, 0));
        }
        return ports;
    }
}
