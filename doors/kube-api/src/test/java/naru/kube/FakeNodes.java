package naru.kube;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import naru.base.Channel;
import naru.base.Fault;
import naru.base.Json;
import naru.node.PodAccess;
import tools.jackson.databind.node.ObjectNode;

/// Nodes whose containers write what they were asked for, and use a little.
final class FakeNodes implements Nodes, PodAccess {
    @Override
    public PodAccess of(String node) {
        if (node.equals("gone")) {
            throw Fault.unavailable("node gone cannot be reached", null);
        }
        return this;
    }

    @Override
    public InputStream log(Target target, LogRequest request) {
        String line = target.namespace() + "/" + target.pod() + "/" + target.container() + " " + request + "\n";
        return new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Session exec(Target target, List<String> command, boolean stdin, boolean terminal) {
        throw Fault.notImplemented("exec");
    }

    @Override
    public Session attach(Target target, boolean stdin, boolean terminal) {
        throw Fault.notImplemented("attach");
    }

    @Override
    public Channel forward(Target pod, int port) {
        throw Fault.notImplemented("forward");
    }

    @Override
    public ObjectNode usage() {
        return (ObjectNode) Json.tree("""
                {"node": {"cpuNanoCores": 250000000, "memoryBytes": 1073741824},
                 "pods": [{"namespace": "default", "name": "web", "containers": [
                   {"name": "app", "cpuNanoCores": 1500000, "memoryBytes": 2097152}]}]}
                """.getBytes(StandardCharsets.UTF_8));
    }
}
