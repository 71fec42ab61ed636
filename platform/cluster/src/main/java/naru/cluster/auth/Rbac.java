package naru.cluster.auth;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The cluster's authoriser: `system:masters` may everything, nodes what nodes need, everybody what
/// roles say (Kubernetes, "Using RBAC Authorization"). Safe for use by many threads.
public final class Rbac implements Authorizer {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private final Policy policy;
    private final NodeRules nodes;

    Rbac(Policy policy, NodeRules nodes) {
        this.policy = policy;
        this.nodes = nodes;
    }

    @Override
    public Decision decide(Caller caller, Attributes attributes) {
        if (caller.in(Caller.MASTERS)) {
            return Decision.yes("");
        }
        if (attributes instanceof Attributes.OfResource of) {
            Optional<String> node = NodeRules.node(caller);
            if (node.isPresent() && nodes.allows(node.get(), of)) {
                return Decision.yes("node authorization");
            }
        }
        String namespace = attributes instanceof Attributes.OfResource of ? of.namespace() : "";
        for (Policy.Grant grant : policy.grants(caller, namespace)) {
            if (grant.rules().stream().anyMatch(rule -> rule.allows(attributes))) {
                return Decision.yes(grant.binding().because(grant.holder()));
            }
        }
        return Decision.NO;
    }

    @Override
    public ObjectNode rules(Caller caller, String namespace) {
        ObjectNode status = Json.mapper().createObjectNode();
        ArrayNode resources = status.putArray("resourceRules");
        ArrayNode paths = status.putArray("nonResourceRules");
        status.put("incomplete", NodeRules.node(caller).isPresent());
        for (Rule rule : held(caller, namespace)) {
            if (!rule.resources().isEmpty()) {
                ObjectNode one = resources.addObject();
                put(one, "verbs", rule.verbs());
                put(one, "apiGroups", rule.groups());
                put(one, "resources", rule.resources());
                put(one, "resourceNames", rule.names());
            }
            if (!rule.paths().isEmpty()) {
                ObjectNode one = paths.addObject();
                put(one, "verbs", rule.verbs());
                put(one, "nonResourceURLs", rule.paths());
            }
        }
        return status;
    }

    private List<Rule> held(Caller caller, String namespace) {
        if (caller.in(Caller.MASTERS)) {
            Set<String> all = Set.of("*");
            return List.of(
                    new Rule(all, all, all, Set.of(), Set.of()), new Rule(all, Set.of(), Set.of(), Set.of(), all));
        }
        return policy.grants(caller, namespace).stream()
                .flatMap(grant -> grant.rules().stream())
                .toList();
    }

    private static void put(ObjectNode rule, String field, Set<String> words) {
        if (!words.isEmpty()) {
            ArrayNode list = rule.putArray(field);
            words.stream().sorted().forEach(list::add);
        }
    }

    @Override
    public boolean admits(Caller caller, Attributes.OfResource of) {
        return !caller.in(Caller.MASTERS)
                && !of.reads()
                && (of.group().equals(GROUP) || NodeRules.node(caller).isPresent());
    }

    @Override
    public void admit(Caller caller, Attributes.OfResource of, ObjectNode object) {
        if (!admits(caller, of)) {
            return;
        }
        NodeRules.node(caller).ifPresent(node -> nodes.admit(node, of, object));
        if (!of.group().equals(GROUP)) {
            return;
        }
        boolean binds = of.resource().endsWith("bindings");
        List<Rule> held = held(caller, of.namespace());
        boolean holds = binds
                ? referenced(of, object.path("roleRef"))
                        .map(rules -> covered(rules, held))
                        .orElse(false)
                : covered(Rule.of(object.path("rules")), held);
        if (holds || may(caller, of, object, binds)) {
            return;
        }
        String kind = of.resource() + "." + GROUP;
        throw Fault.forbidden(
                "%s \"%s\" is forbidden: user \"%s\" is attempting to grant RBAC permissions not currently held"
                        .formatted(kind, object.path("metadata").path("name").asString(""), caller.name()));
    }

    private static boolean covered(List<Rule> given, List<Rule> held) {
        return given.stream().allMatch(rule -> rule.coveredBy(held));
    }

    /// The rules of the role that a binding names; nothing if there is no such role.
    private Optional<List<Rule>> referenced(Attributes.OfResource of, JsonNode role) {
        String namespace = role.path("kind").asString("").equals("ClusterRole") ? "" : of.namespace();
        String name = role.path("name").asString("");
        return policy.knows(namespace, name) ? Optional.of(policy.rules(namespace, name)) : Optional.empty();
    }

    private boolean may(Caller caller, Attributes.OfResource of, ObjectNode object, boolean binds) {
        JsonNode role = object.path("roleRef");
        boolean cluster = role.path("kind").asString("").equals("ClusterRole");
        Attributes.OfResource asked = binds
                ? new Attributes.OfResource(
                        "bind",
                        GROUP,
                        of.version(),
                        cluster ? "clusterroles" : "roles",
                        "",
                        of.namespace(),
                        role.path("name").asString(""))
                : new Attributes.OfResource(
                        "escalate",
                        GROUP,
                        of.version(),
                        of.resource(),
                        "",
                        of.namespace(),
                        object.path("metadata").path("name").asString(""));
        return decide(caller, asked).allowed();
    }
}
