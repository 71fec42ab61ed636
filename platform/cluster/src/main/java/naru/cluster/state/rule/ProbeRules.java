package naru.cluster.state.rule;

import java.util.List;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What probes and hooks of a container must be.
final class ProbeRules {
    private static final List<String> NUMBERS =
            List.of("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold");
    private static final List<String> PROBE_HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc");
    private static final List<String> HOOK_HANDLERS = List.of("exec", "httpGet", "tcpSocket", "sleep");

    private ProbeRules() {}

    static void probes(ObjectNode container, String path, Violations violations) {
        for (String name : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.get(name) instanceof ObjectNode probe) {
                probe(probe, path + "." + name, violations);
                if (!name.equals("readinessProbe") && Tree.number(probe, 1, "successThreshold") != 1) {
                    violations.invalid(
                            path + "." + name + ".successThreshold",
                            Tree.number(probe, 1, "successThreshold"),
                            "must be 1");
                }
            }
        }
        for (String name : List.of("postStart", "preStop")) {
            if (Tree.at(container, "lifecycle", name) instanceof ObjectNode hook) {
                handler(hook, HOOK_HANDLERS, path + ".lifecycle." + name, violations);
            }
        }
    }

    private static void probe(ObjectNode probe, String path, Violations violations) {
        handler(probe, PROBE_HANDLERS, path, violations);
        for (String number : NUMBERS) {
            violations.notNegative(path + "." + number, Tree.number(probe, 0, number));
        }
    }

    private static void handler(ObjectNode object, List<String> possible, String path, Violations violations) {
        List<String> present = possible.stream().filter(object::has).toList();
        if (present.isEmpty()) {
            violations.required(path, "must specify a handler type");
        }
        for (String extra : present.subList(Math.min(1, present.size()), present.size())) {
            violations.forbidden(path + "." + extra, "may not specify more than 1 handler type");
        }
        if (object.has("exec") && Tree.texts(object, "exec", "command").isEmpty()) {
            violations.required(path + ".exec.command", "");
        }
        for (String kind : List.of("httpGet", "tcpSocket")) {
            if (object.has(kind)) {
                portOrName(Tree.at(object, kind, "port"), path + "." + kind + ".port", violations);
            }
        }
    }

    /// Looks at a port that may be given by its name.
    static void portOrName(JsonNode port, String path, Violations violations) {
        if (port.isNumber()) {
            violations.port(path, port.asLong(0));
        } else if (port.isString()) {
            NameGrammar.PORT.check(port.stringValue(), path, violations);
        } else {
            violations.required(path, "");
        }
    }
}
