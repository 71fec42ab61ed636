package naru.kube.table;

import java.util.List;
import java.util.Locale;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// Kinds with little to say.
final class PlainColumns {
    static final List<Column> NAMESPACES = List.of(
            Column.names(), Column.text("Status", object -> Tree.text(object, "status", "phase")), Column.age());

    static final List<Column> CONFIG_MAPS = List.of(
            Column.names(),
            Column.number("Data", object -> size(object, "data") + size(object, "binaryData")),
            Column.age());

    static final List<Column> SECRETS = List.of(
            Column.names(),
            Column.text("Type", object -> Tree.text(object, "type")),
            Column.number("Data", object -> size(object, "data")),
            Column.age());

    static final List<Column> SERVICE_ACCOUNTS =
            List.of(Column.names(), Column.number("Secrets", object -> size(object, "secrets")), Column.age());

    static final List<Column> LEASES = List.of(
            Column.names(), Column.text("Holder", object -> Tree.text(object, "spec", "holderIdentity")), Column.age());

    static final List<Column> EVENTS = List.of(
            Column.text("Last Seen", PlainColumns::lastSeen),
            Column.text("Type", object -> Tree.text(object, "type")),
            Column.text("Reason", object -> Tree.text(object, "reason")),
            Column.text("Object", PlainColumns::regarding),
            Column.wide("Subobject", object -> Tree.text(object, "involvedObject", "fieldPath")),
            Column.wide("Source", PlainColumns::source),
            Column.text("Message", object -> Tree.text(object, "message").strip()),
            Column.wide("First Seen", PlainColumns::firstSeen),
            new Column("Count", "integer", "", 1, object -> Math.max(1, Tree.number(object, 1, "count"))),
            new Column("Name", "string", "name", 1, object -> Tree.text(object, "metadata", "name")));

    private PlainColumns() {}

    private static long size(ObjectNode object, String field) {
        return object.path(field).size();
    }

    private static String lastSeen(ObjectNode event) {
        String series = Tree.text(event, "series", "lastObservedTime");
        String last = series.isEmpty() ? Tree.text(event, "lastTimestamp") : series;
        return last.isEmpty() ? firstSeen(event) : Age.since(last);
    }

    private static String firstSeen(ObjectNode event) {
        String first = Tree.text(event, "firstTimestamp");
        return Age.since(first.isEmpty() ? Tree.text(event, "eventTime") : first);
    }

    private static String regarding(ObjectNode event) {
        String kind = Tree.text(event, "involvedObject", "kind").toLowerCase(Locale.ROOT);
        String name = Tree.text(event, "involvedObject", "name");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String source(ObjectNode event) {
        String component = Tree.text(event, "source", "component");
        String host = Tree.text(event, "source", "host");
        String source = component.isEmpty() ? Tree.text(event, "reportingComponent") : component;
        return host.isEmpty() ? source : source + ", " + host;
    }
}
