package naru.kube.table;

import java.util.List;
import java.util.Map;
import naru.base.Json;
import naru.cluster.object.Resource;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How the objects of a kind are shown in lines: the kind `Table` of `meta.k8s.io`. Immutable.
public final class Table {
    private static final Table OTHERS = new Table(List.of(Column.names(), Column.age()));
    private static final Map<String, Table> KNOWN = Map.ofEntries(
            known("pods", PodColumns.ALL),
            known("nodes", NodeColumns.ALL),
            known("namespaces", PlainColumns.NAMESPACES),
            known("configmaps", PlainColumns.CONFIG_MAPS),
            known("secrets", PlainColumns.SECRETS),
            known("serviceaccounts", PlainColumns.SERVICE_ACCOUNTS),
            known("events", PlainColumns.EVENTS),
            known("leases.coordination.k8s.io", PlainColumns.LEASES),
            known("services", ServiceColumns.SERVICES),
            known("endpoints", ServiceColumns.ENDPOINTS),
            known("endpointslices.discovery.k8s.io", ServiceColumns.SLICES),
            known("deployments.apps", WorkloadColumns.DEPLOYMENTS),
            known("replicasets.apps", WorkloadColumns.REPLICA_SETS),
            known("statefulsets.apps", WorkloadColumns.STATEFUL_SETS),
            known("daemonsets.apps", WorkloadColumns.DAEMON_SETS),
            known("jobs.batch", WorkloadColumns.JOBS),
            known("roles.rbac.authorization.k8s.io", RoleColumns.ROLES),
            known("clusterroles.rbac.authorization.k8s.io", RoleColumns.ROLES),
            known("rolebindings.rbac.authorization.k8s.io", RoleColumns.BINDINGS),
            known("clusterrolebindings.rbac.authorization.k8s.io", RoleColumns.BINDINGS));

    private final List<Column> columns;

    private Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    private static Map.Entry<String, Table> known(String qualified, List<Column> columns) {
        return Map.entry(qualified, new Table(columns));
    }

    /// The table of a kind; kinds without one of their own have names and ages.
    public static Table of(Resource resource) {
        return KNOWN.getOrDefault(resource.qualified(), OTHERS);
    }

    /// The headings: `columnDefinitions`.
    public ArrayNode columns() {
        ArrayNode all = Json.mapper().createArrayNode();
        for (Column column : columns) {
            all.addObject()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.format())
                    .put("description", "")
                    .put("priority", column.priority());
        }
        return all;
    }

    /// One object as a line.
    public ObjectNode row(ObjectNode object, String version, Include include) {
        ObjectNode row = Json.mapper().createObjectNode();
        ArrayNode cells = row.putArray("cells");
        for (Column column : columns) {
            Object value = column.cell().of(object);
            if (value instanceof Number number) {
                cells.add(number.longValue());
            } else {
                cells.add(value.toString());
            }
        }
        switch (include) {
            case NONE -> row.putNull("object");
            case METADATA -> row.set("object", metadata(object, version));
            case OBJECT -> row.set("object", object);
        }
        return row;
    }

    /// One object as a table of one line.
    ///
    /// @param headed with headings; those of a watch are only in its first event
    public ObjectNode document(ObjectNode object, String version, Include include, boolean headed) {
        ObjectNode root = head(Tree.text(object, "metadata", "resourceVersion"), version);
        root.set("columnDefinitions", headed ? columns() : Json.mapper().nullNode());
        root.putArray("rows").add(row(object, version, include));
        return root;
    }

    /// A table of no line, which only says how far a watch has come.
    public ObjectNode bookmark(ObjectNode object, String version) {
        ObjectNode root = head(Tree.text(object, "metadata", "resourceVersion"), version);
        root.putNull("columnDefinitions");
        ObjectNode row = root.putArray("rows").addObject();
        ArrayNode cells = row.putArray("cells");
        columns.forEach(_ -> cells.addNull());
        row.set("object", metadata(object, version));
        return root;
    }

    private static ObjectNode head(String resourceVersion, String version) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + version);
        root.putObject("metadata").put("resourceVersion", resourceVersion);
        return root;
    }

    /// What identifies an object and no more: `PartialObjectMetadata`.
    public static ObjectNode metadata(ObjectNode object, String version) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/" + version);
        root.set("metadata", object.path("metadata"));
        return root;
    }
}
