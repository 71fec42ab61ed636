package naru.node.pod;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import naru.base.Fault;
import naru.network.PortBinding;
import naru.network.SandboxSpec;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;
import naru.node.pod.spec.Resolver;
import tools.jackson.databind.JsonNode;

/// The network of a pod, as the engine is asked for it.
///
/// @param pod whose
/// @param options of the node
record NetworkWish(Pod pod, NodeOptions options) {
    /// The id of a pod's network: the same whoever asks, so that it need not be kept.
    static String id(String uid) {
        try {
            byte[] bytes = ("pod " + uid).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw Fault.internal("no SHA-256", e);
        }
    }

    SandboxSpec of(String sandbox) {
        Resolver resolver = Resolver.of(pod, options.dns(), options.domain());
        String subdomain = Doc.text(pod.spec(), "subdomain");
        return new SandboxSpec(
                sandbox,
                "pod_" + pod.name() + "_" + pod.namespace(),
                pod.hostNetwork() ? options.name() : pod.hostname(),
                subdomain.isEmpty() ? "" : subdomain + "." + pod.namespace() + ".svc." + options.domain(),
                pod.hostNetwork() ? "host" : options.network(),
                List.of(),
                pod.hostNetwork() ? List.of() : ports(),
                resolver.servers(),
                resolver.search(),
                resolver.options(),
                aliases());
    }

    private List<PortBinding> ports() {
        List<PortBinding> ports = new ArrayList<>();
        for (PodContainer container : pod.containers()) {
            for (JsonNode port : Doc.each(container.spec(), "ports")) {
                int host = (int) Doc.number(port, 0, "hostPort");
                if (host > 0) {
                    boolean udp = Doc.text(port, "protocol").equals("UDP");
                    PortBinding.Protocol protocol = udp ? PortBinding.Protocol.UDP : PortBinding.Protocol.TCP;
                    int inside = (int) Doc.number(port, 0, "containerPort");
                    ports.add(new PortBinding(inside, protocol, Doc.text(port, "hostIP"), host, host));
                }
            }
        }
        return ports;
    }

    private List<String> aliases() {
        List<String> lines = new ArrayList<>();
        for (JsonNode alias : Doc.each(pod.spec(), "hostAliases")) {
            Doc.texts(alias, "hostnames").forEach(name -> lines.add(name + "=" + Doc.text(alias, "ip")));
        }
        return lines;
    }
}
