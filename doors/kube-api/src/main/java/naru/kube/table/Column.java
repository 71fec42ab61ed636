package naru.kube.table;

import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// One column.
///
/// @param name its heading, such as `Ready`; clients print it in capitals
/// @param type of the cells: `string` or `integer`
/// @param format `name` for the column of names, otherwise empty
/// @param priority 0 for always, 1 for `-o wide` only
/// @param cell what stands there: a text or a whole number
record Column(String name, String type, String format, int priority, Cell cell) {
    /// The value of an object in a column.
    @FunctionalInterface
    interface Cell {
        Object of(ObjectNode object);
    }

    /// The names of the objects.
    static Column names() {
        return new Column("Name", "string", "name", 0, object -> Tree.text(object, "metadata", "name"));
    }

    /// How long ago the objects were made.
    static Column age() {
        return text("Age", object -> Age.since(Tree.text(object, "metadata", "creationTimestamp")));
    }

    /// Texts.
    static Column text(String name, Cell cell) {
        return new Column(name, "string", "", 0, cell);
    }

    /// Numbers.
    static Column number(String name, Cell cell) {
        return new Column(name, "integer", "", 0, cell);
    }

    /// Texts that are shown when more is asked for.
    static Column wide(String name, Cell cell) {
        return new Column(name, "string", "", 1, cell);
    }
}
