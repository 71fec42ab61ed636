package naru.cluster.state.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.cluster.object.Quantity;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a container of a pod must be.
final class ContainerRules {
    private static final Set<String> PULLS = Set.of("Always", "IfNotPresent", "Never");
    private static final Set<String> PROTOCOLS = Set.of("SCTP", "TCP", "UDP");
    private static final Set<String> MESSAGES = Set.of("File", "FallbackToLogsOnError");

    private ContainerRules() {}

    static void container(ObjectNode container, String path, Set<String> volumes, Violations violations) {
        String name = Tree.text(container, "name");
        if (name.isEmpty()) {
            violations.required(path + ".name", "");
        } else {
            NameGrammar.LABEL.check(name, path + ".name", violations);
        }
        String image = Tree.text(container, "image");
        if (image.isEmpty()) {
            violations.required(path + ".image", "");
        } else if (!image.equals(image.strip())) {
            violations.invalid(path + ".image", image, "must not have leading or trailing whitespace");
        }
        violations.oneOf(path + ".imagePullPolicy", Tree.text(container, "imagePullPolicy"), PULLS);
        violations.oneOf(
                path + ".terminationMessagePolicy", Tree.text(container, "terminationMessagePolicy"), MESSAGES);
        ports(container, path + ".ports", violations);
        environment(container, path, violations);
        VolumeRules.mounts(container, path + ".volumeMounts", volumes, violations);
        resources(container.path("resources"), path + ".resources", violations);
        ProbeRules.probes(container, path, violations);
    }

    private static void ports(ObjectNode container, String path, Violations violations) {
        Set<String> names = new HashSet<>();
        int i = 0;
        for (ObjectNode port : Tree.objects(container, "ports")) {
            String field = path + "[" + i++ + "]";
            String name = Tree.text(port, "name");
            if (!name.isEmpty()) {
                NameGrammar.PORT.check(name, field + ".name", violations);
                if (!names.add(name)) {
                    violations.duplicate(field + ".name", name);
                }
            }
            long number = Tree.number(port, 0, "containerPort");
            if (number == 0) {
                violations.required(field + ".containerPort", "");
            } else {
                violations.port(field + ".containerPort", number);
            }
            if (Tree.number(port, 0, "hostPort") != 0) {
                violations.port(field + ".hostPort", Tree.number(port, 0, "hostPort"));
            }
            violations.oneOf(field + ".protocol", Tree.text(port, "protocol"), PROTOCOLS);
        }
    }

    private static void environment(ObjectNode container, String path, Violations violations) {
        int i = 0;
        for (ObjectNode variable : Tree.objects(container, "env")) {
            String field = path + ".env[" + i++ + "]";
            String name = Tree.text(variable, "name");
            if (name.isEmpty()) {
                violations.required(field + ".name", "");
            } else {
                NameGrammar.VARIABLE.check(name, field + ".name", violations);
            }
            source(variable, field + ".valueFrom", violations);
        }
        int j = 0;
        for (ObjectNode from : Tree.objects(container, "envFrom")) {
            String field = path + ".envFrom[" + j++ + "]";
            if (from.has("configMapRef") == from.has("secretRef")) {
                violations.invalid(field, "", "must specify one of: `configMapRef` or `secretRef`");
            }
        }
    }

    private static void source(ObjectNode variable, String field, Violations violations) {
        if (!(variable.get("valueFrom") instanceof ObjectNode from)) {
            return;
        }
        if (!Tree.text(variable, "value").isEmpty()) {
            violations.invalid(field, "", "may not be specified when `value` is not empty");
        }
        if (from.isEmpty()) {
            violations.invalid(
                    field,
                    "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
        } else if (from.size() > 1) {
            violations.invalid(field, "", "may not have more than one field specified at a time");
        }
        for (String kind : List.of("configMapKeyRef", "secretKeyRef")) {
            if (from.has(kind) && Tree.text(from, kind, "key").isEmpty()) {
                violations.required(field + "." + kind + ".key", "");
            }
        }
        if (from.has("fieldRef") && Tree.text(from, "fieldRef", "fieldPath").isEmpty()) {
            violations.required(field + ".fieldRef.fieldPath", "");
        }
    }

    /// Looks at limits and requests.
    static void resources(JsonNode resources, String path, Violations violations) {
        quantities(resources.path("limits"), path + ".limits", violations);
        quantities(resources.path("requests"), path + ".requests", violations);
        resources.path("requests").properties().forEach(request -> {
            String resource = request.getKey();
            Optional<Quantity> wanted = Quantity.read(request.getValue().asString(""));
            Optional<Quantity> limit = Quantity.read(Tree.text(resources, "limits", resource));
            if (wanted.isPresent() && limit.isPresent() && wanted.get().compareTo(limit.get()) > 0) {
                violations.invalid(
                        path + ".requests",
                        wanted.get().toString(),
                        "must be less than or equal to " + resource + " limit of " + limit.get());
            }
        });
    }

    /// Looks at amounts by resource.
    static void quantities(JsonNode amounts, String path, Violations violations) {
        amounts.properties().forEach(amount -> {
            String field = path + "[" + amount.getKey() + "]";
            String text = amount.getValue().asString("");
            Optional<Quantity> quantity = Quantity.read(text);
            if (quantity.isEmpty()) {
                violations.invalid(
                        field,
                        text,
                        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            } else if (quantity.get().signum() < 0) {
                violations.invalid(field, text, "must be greater than or equal to 0");
            }
            NameGrammar.keyRefusal(amount.getKey()).ifPresent(why -> violations.invalid(field, amount.getKey(), why));
        });
    }
}
