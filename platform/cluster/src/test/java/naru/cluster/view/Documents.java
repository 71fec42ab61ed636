package naru.cluster.view;

import java.nio.charset.StandardCharsets;
import naru.base.Json;
import tools.jackson.databind.node.ObjectNode;

/// Documents for tests.
public final class Documents {
    private Documents() {}

    /// Reads JSON written with single quotes.
    public static ObjectNode json(String text) {
        return (ObjectNode) Json.tree(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /// A node that is ready.
    ///
    /// @param labels such as `'zone': 'a'`
    public static ObjectNode node(String name, String cpu, String memory, int pods, String labels) {
        return json("""
                {'apiVersion': 'v1', 'kind': 'Node',
                 'metadata': {'name': '%s', 'uid': 'uid-%s', 'labels': {'kubernetes.io/hostname': '%s'%s}},
                 'spec': {},
                 'status': {'allocatable': {'cpu': '%s', 'memory': '%s', 'pods': '%d'},
                            'conditions': [{'type': 'Ready', 'status': 'True'}]}}""".formatted(name, name, name, labels.isEmpty() ? "" : ", " + labels, cpu, memory, pods));
    }

    /// A pod of one container.
    ///
    /// @param requests such as `'cpu': '100m'`
    /// @param spec further fields of its spec, such as `'nodeName': 'n1'`
    public static ObjectNode pod(String name, String app, String requests, String spec) {
        return json("""
                {'apiVersion': 'v1', 'kind': 'Pod',
                 'metadata': {'namespace': 'default', 'name': '%s', 'uid': 'uid-%s', 'labels': {'app': '%s'}},
                 'spec': {'containers': [{'name': 'c', 'image': 'i', 'resources': {'requests': {%s}}}]%s},
                 'status': {'phase': 'Pending'}}""".formatted(name, name, app, requests, spec.isEmpty() ? "" : ", " + spec));
    }
}
