package naru.kube.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;

/// Ways of saying things that several tables share.
final class Words {
    static final String NONE = "<none>";

    private Words() {}

    static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    /// The first few of a list.
    static String few(List<String> all, int most, String absent) {
        String first = String.join(",", all.subList(0, Math.min(all.size(), most)));
        int more = all.size() - most;
        return all.isEmpty() ? absent : more > 0 ? first + " + " + more + " more..." : first;
    }

    /// The status of a condition: `True`, `False`, `Unknown`, or empty if it is not told.
    static String condition(JsonNode object, String type) {
        return Tree.objects(object, "status", "conditions").stream()
                .filter(one -> Tree.text(one, "type").equals(type))
                .map(one -> Tree.text(one, "status"))
                .findFirst()
                .orElse("");
    }

    /// Labels as `a=b,c=d`.
    static String labels(JsonNode labels) {
        return orNone(labels.propertyStream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().asString(""))
                .sorted()
                .collect(Collectors.joining(",")));
    }

    /// A label selector as people write it.
    static String selector(JsonNode selector) {
        List<String> terms = new ArrayList<>();
        selector.path("matchLabels")
                .propertyStream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().asString(""))
                .sorted()
                .forEach(terms::add);
        for (JsonNode one : Tree.objects(selector, "matchExpressions")) {
            String key = Tree.text(one, "key");
            String values = " (" + String.join(",", Tree.texts(one, "values")) + ")";
            terms.add(
                    switch (Tree.text(one, "operator")) {
                        case "In" -> key + " in" + values;
                        case "NotIn" -> key + " notin" + values;
                        case "DoesNotExist" -> "!" + key;
                        default -> key;
                    });
        }
        return orNone(String.join(",", terms));
    }
}
