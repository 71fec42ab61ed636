package naru.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import naru.base.Fault;
import naru.network.PortBinding;
import org.jspecify.annotations.Nullable;

/// Published ports in Docker's form: `80/tcp` to a list of addresses and ports of the host.
final class Ports {
    private Ports() {}

    /// From a request.
    static List<PortBinding> bindings(Map<String, @Nullable List<HostBody.Binding>> body) {
        List<PortBinding> bindings = new ArrayList<>();
        body.forEach((port, wanted) -> {
            List<HostBody.Binding> all =
                    wanted == null || wanted.isEmpty() ? List.of(new HostBody.Binding("", "")) : wanted;
            all.forEach(one -> bindings.add(binding(port, one)));
        });
        return bindings;
    }

    private static PortBinding binding(String port, HostBody.Binding wanted) {
        String[] parts = port.split("/", 2);
        String host = Absent.text(wanted.hostPort());
        String[] range = host.split("-", 2);
        int first = host.isEmpty() ? 0 : number(range[0], host);
        int last = range.length > 1 ? number(range[1], host) : first;
        return new PortBinding(
                number(parts[0], port),
                protocol(parts.length > 1 ? parts[1] : "tcp"),
                Absent.text(wanted.hostIp()),
                first,
                last);
    }

    private static PortBinding.Protocol protocol(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "tcp" -> PortBinding.Protocol.TCP;
            case "udp" -> PortBinding.Protocol.UDP;
            default -> throw Fault.invalid("invalid port specification: protocol \"" + text + "\" cannot be published");
        };
    }

    private static int number(String text, String whole) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw Fault.invalid("invalid port specification: \"" + whole + "\"");
        }
        return Integer.parseInt(text);
    }

    private static String key(PortBinding binding) {
        return binding.containerPort() + "/" + binding.protocol().text();
    }

    /// What was asked for, as inspect shows it.
    static Map<String, List<Shape>> asked(List<PortBinding> bindings) {
        Map<String, List<Shape>> ports = new TreeMap<>();
        for (PortBinding binding : bindings) {
            String range = binding.hostPort() == 0
                    ? ""
                    : binding.hostPortLast() > binding.hostPort()
                            ? binding.hostPort() + "-" + binding.hostPortLast()
                            : "" + binding.hostPort();
            ports.computeIfAbsent(key(binding), _ -> new ArrayList<>())
                    .add(Shape.of().with("HostIp", binding.hostIp()).with("HostPort", range));
        }
        return ports;
    }

    /// What is open, as inspect shows it: null for a port that is exposed and not published.
    static Map<String, @Nullable List<Shape>> open(Set<String> exposed, List<PortBinding> bindings) {
        Map<String, @Nullable List<Shape>> ports = new TreeMap<>();
        exposed.forEach(port -> ports.put(port.contains("/") ? port : port + "/tcp", null));
        Map<String, List<Shape>> published = new LinkedHashMap<>();
        for (PortBinding binding : bindings) {
            published
                    .computeIfAbsent(key(binding), _ -> new ArrayList<>())
                    .add(Shape.of().with("HostIp", address(binding)).with("HostPort", "" + binding.hostPort()));
        }
        ports.putAll(published);
        return ports;
    }

    /// What is open, as the list shows it.
    static List<Shape> listed(Set<String> exposed, List<PortBinding> bindings) {
        List<Shape> ports = new ArrayList<>();
        for (PortBinding binding : bindings) {
            ports.add(Shape.of()
                    .with("IP", address(binding))
                    .with("PrivatePort", binding.containerPort())
                    .with("PublicPort", binding.hostPort())
                    .with("Type", binding.protocol().text()));
        }
        List<String> published = bindings.stream().map(Ports::key).toList();
        for (String port : exposed) {
            String full = port.contains("/") ? port : port + "/tcp";
            if (!published.contains(full)) {
                String[] parts = full.split("/", 2);
                ports.add(Shape.of().with("PrivatePort", number(parts[0], full)).with("Type", parts[1]));
            }
        }
        return ports;
    }

    private static String address(PortBinding binding) {
        return binding.hostIp().isEmpty() ? "0.0.0.0" : binding.hostIp();
    }
}
