package naru.cluster.state.rule;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
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
    private static final String[] POD_FIELDS = {
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "spec.hostNetwork?",
        "status.phase",
        "status.podIP",
        "status.nominatedNodeName"
    };
    private static final String[] EVENT_FIELDS = {
        "involvedObject.kind",
        "involvedObject.namespace",
        "involvedObject.name",
        "involvedObject.uid",
        "involvedObject.apiVersion",
        "involvedObject.resourceVersion",
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type"
    };
    private static final KindRules PLAIN = of(NameGrammar.SUBDOMAIN);
    private static final Map<Resource, KindRules> TABLE = table();

    /// The rules of a kind; of a kind without rules of its own, those that all kinds have.
    public static KindRules of(Resource resource) {
        return TABLE.getOrDefault(resource, PLAIN);
    }

    private static Map<Resource, KindRules> table() {
        Map<Resource, KindRules> table = new HashMap<>();
        core(table);
        data(table);
        work(table);
        network(table);
        access(table);
        return table;
    }

    private static void core(Map<Resource, KindRules> table) {
        table.put(
                Resources.NAMESPACES,
                of(NameGrammar.LABEL).completed(PlainKinds::namespace).selectable("status.phase"));
        table.put(
                Resources.NODES,
                PLAIN.completed(PlainKinds::node)
                        .checked(PlainKinds::checkNode)
                        .lasting(PlainKinds::lastingNode)
                        .selectable("spec.unschedulable?"));
    }

    private static void data(Map<Resource, KindRules> table) {
        table.put(
                Resources.CONFIG_MAPS, PLAIN.checked(DataRules::checkConfigMap).lasting(DataRules::lastingConfigMap));
        table.put(
                Resources.SECRETS,
                PLAIN.completed(DataRules::secret)
                        .checked(DataRules::checkSecret)
                        .lasting(DataRules::lastingSecret)
                        .selectable("type"));
        table.put(Resources.EVENTS, PLAIN.checked(PlainKinds::checkEvent).selectable(EVENT_FIELDS));
    }

    private static void work(Map<Resource, KindRules> table) {
        table.put(
                Resources.PODS,
                PLAIN.completed(PodDefaults::pod)
                        .checked(PodRules::pod)
                        .lasting(PodRules::lasting)
                        .selectable(POD_FIELDS));
        table.put(
                Resources.DEPLOYMENTS,
                PLAIN.completed(Workloads::deployment)
                        .checked(Workloads::checkDeployment)
                        .lasting(Workloads::lasting));
        table.put(
                Resources.REPLICA_SETS,
                PLAIN.completed(Workloads::replicaSet)
                        .checked(Workloads::checkReplicaSet)
                        .lasting(Workloads::lasting)
                        .selectable("status.replicas"));
        table.put(
                Resources.JOBS,
                PLAIN.completed(JobRules::defaults)
                        .checked(JobRules::check)
                        .lasting(JobRules::lasting)
                        .selectable("status.successful"));
        table.put(Resources.LEASES, PLAIN.checked(PlainKinds::checkLease));
    }

    private static void network(Map<Resource, KindRules> table) {
        table.put(
                Resources.SERVICES,
                of(NameGrammar.DNS_LABEL)
                        .completed(ServiceRules::defaults)
                        .checked(ServiceRules::check)
                        .lasting(ServiceRules::lasting)
                        .selectable("spec.clusterIP", "spec.type"));
        table.put(
                Resources.ENDPOINTS, PLAIN.completed(EndpointRules::endpoints).checked(EndpointRules::checkEndpoints));
        table.put(
                Resources.ENDPOINT_SLICES,
                PLAIN.completed(EndpointRules::slice)
                        .checked(EndpointRules::checkSlice)
                        .lasting(EndpointRules::lastingSlice));
    }

    private static void access(Map<Resource, KindRules> table) {
        KindRules segment = of(NameGrammar.PATH_SEGMENT);
        KindRules binding = segment.completed(AccessRules::binding).lasting(AccessRules::lastingBinding);
        table.put(Resources.ROLES, segment.checked(AccessRules::checkRole));
        table.put(Resources.CLUSTER_ROLES, segment.checked(AccessRules::checkClusterRole));
        table.put(Resources.ROLE_BINDINGS, binding.checked(AccessRules::checkRoleBinding));
        table.put(Resources.CLUSTER_ROLE_BINDINGS, binding.checked(AccessRules::checkClusterRoleBinding));
    }

    private static KindRules of(NameGrammar names) {
        return new KindRules(names, _ -> {}, (_, _) -> {}, (_, _, _) -> {}, METADATA);
    }

    private KindRules completed(Defaults added) {
        return new KindRules(names, added, check, transition, fields);
    }

    private KindRules checked(Check added) {
        return new KindRules(names, defaults, added, transition, fields);
    }

    private KindRules lasting(Transition added) {
        return new KindRules(names, defaults, check, added, fields);
    }

    /// Fields by their paths; a `false` that is not there is written `false` where the path ends with `?`.
    private KindRules selectable(String... paths) {
        Map<String, Function<ObjectNode, String>> all = new HashMap<>(fields);
        for (String path : paths) {
            boolean flag = path.endsWith("?");
            String name = flag ? path.substring(0, path.length() - 1) : path;
            String[] parts = name.split("\\.");
            all.put(name, object -> shown(Tree.at(object, parts), flag));
        }
        return new KindRules(names, defaults, check, transition, Map.copyOf(all));
    }

    /// A field as selectors compare it; of an event's source, which is an object, its component.
    private static String shown(JsonNode field, boolean flag) {
        return field.isObject() ? Tree.text(field, "component") : field.asString(flag ? "false" : "");
    }
}
