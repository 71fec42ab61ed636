package naru.cluster.state.rule;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// The rules of one kind: a line of the table below. Immutable.
///
/// @param names what its objects may be called
/// @param defaults completes an object
/// @param check finds what is wrong with an object that is complete
/// @param transition finds what may not change between two states
/// @param fields what field selectors may name
public record KindRules(
        NameGrammar names,
        Defaults defaults,
        Check check,
        Transition transition,
        Map<String, Function<ObjectNode, String>> fields) {
    /// Completes an object in place.
    @FunctionalInterface
    public interface Defaults {
        /// Sets what is not set.
        void set(ObjectNode object);
    }

    /// Looks at one state.
    @FunctionalInterface
    public interface Check {
        /// Tells what is wrong.
        void look(ObjectNode object, Violations violations);
    }

    /// Looks at two states of one object.
    @FunctionalInterface
    public interface Transition {
        /// Tells what may not have changed.
        void look(ObjectNode before, ObjectNode after, Violations violations);
    }

    private static final Map<String, Function<ObjectNode, String>> METADATA =
            Map.of("metadata.name", Tree::name, "metadata.namespace", Tree::namespace);
    private static final KindRules PLAIN = of(NameGrammar.SUBDOMAIN);
    private static final Map<Resource, KindRules> TABLE = table();

    /// The rules of a kind; of a kind without rules of its own, those that all kinds have.
    public static KindRules of(Resource resource) {
        return TABLE.getOrDefault(resource, PLAIN);
    }

    private static Map<Resource, KindRules> table() {
        Map<Resource, KindRules> table = new HashMap<>();
        table.put(
                Resources.NAMESPACES,
                of(NameGrammar.LABEL).completed(PlainKinds::namespace).selectable("status.phase"));
        table.put(
                Resources.PODS,
                of(NameGrammar.SUBDOMAIN)
                        .selectable(
                                "spec.nodeName",
                                "spec.restartPolicy",
                                "spec.schedulerName",
                                "spec.serviceAccountName",
                                "spec.hostNetwork?",
                                "status.phase",
                                "status.podIP",
                                "status.nominatedNodeName"));
        table.put(Resources.DEPLOYMENTS, of(NameGrammar.SUBDOMAIN).completed(Workloads::deployment));
        return table;
    }

    private static KindRules of(NameGrammar names) {
        return new KindRules(names, _ -> {}, (_, _) -> {}, (_, _, _) -> {}, METADATA);
    }

    private KindRules completed(Defaults added) {
        return new KindRules(names, added, check, transition, fields);
    }

    KindRules checked(Check added) {
        return new KindRules(names, defaults, added, transition, fields);
    }

    KindRules lasting(Transition added) {
        return new KindRules(names, defaults, check, added, fields);
    }

    /// Fields by their paths; a `false` that is not there is written `false` where the path ends with `?`.
    private KindRules selectable(String... paths) {
        Map<String, Function<ObjectNode, String>> all = new HashMap<>(fields);
        for (String path : paths) {
            boolean flag = path.endsWith("?");
            String name = flag ? path.substring(0, path.length() - 1) : path;
            String[] parts = name.split("\\.");
            all.put(name, object -> Tree.at(object, parts).asString(flag ? "false" : ""));
        }
        return new KindRules(names, defaults, check, transition, Map.copyOf(all));
    }
}
