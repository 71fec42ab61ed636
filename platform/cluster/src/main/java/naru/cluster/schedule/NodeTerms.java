package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import naru.cluster.view.Meta;
import naru.cluster.view.Selector;
import tools.jackson.databind.JsonNode;

/// Which nodes a pod may run on (`nodeSelector`, required node affinity), and which it would like better.
///
/// @param selector of labels that the node must have
/// @param required of which one must hold; none at all holds always
/// @param preferred that count for a node
record NodeTerms(Selector selector, List<Term> required, boolean requires, List<Preference> preferred) {
    private static final NodeTerms ANY = new NodeTerms(Selector.EVERYTHING, List.of(), false, List.of());

    /// Expressions over labels and over fields (`metadata.name` alone).
    record Term(Selector labels, Selector fields) {
        static Term read(JsonNode term) {
            return new Term(
                    new Selector(Selector.expressions(term.path("matchExpressions"))),
                    new Selector(Selector.expressions(term.path("matchFields"))));
        }

        boolean matches(Facts node) {
            boolean empty =
                    labels.requirements().isEmpty() && fields.requirements().isEmpty();
            return !empty
                    && labels.matches((String key) -> node.labels().get(key))
                    && fields.matches((String field) -> field.equals("metadata.name") ? node.name() : null);
        }
    }

    /// A term that is worth something.
    record Preference(long weight, Term term) {}

    static NodeTerms read(JsonNode spec) {
        JsonNode affinity = spec.path("affinity").path("nodeAffinity");
        JsonNode map = spec.path("nodeSelector");
        if (affinity.isEmpty() && map.isEmpty()) {
            return ANY;
        }
        JsonNode required = affinity.path("requiredDuringSchedulingIgnoredDuringExecution");
        List<Term> terms = new ArrayList<>();
        required.path("nodeSelectorTerms").forEach(one -> terms.add(Term.read(one)));
        List<Preference> preferred = new ArrayList<>();
        affinity.path("preferredDuringSchedulingIgnoredDuringExecution")
                .forEach(one -> preferred.add(
                        new Preference(Meta.number(one, 1, "weight"), Term.read(one.path("preference")))));
        Selector selector = map.isEmpty() ? Selector.EVERYTHING : Selector.ofMap(map);
        return new NodeTerms(selector, terms, required.isObject(), preferred);
    }

    /// Whether the pod may run there.
    boolean allow(Facts node) {
        if (!selector.matches((String key) -> node.labels().get(key))) {
            return false;
        }
        return !requires || required.stream().anyMatch(one -> one.matches(node));
    }

    /// How much the pod likes it.
    long weight(Facts node) {
        long sum = 0;
        for (Preference one : preferred) {
            sum += one.term().matches(node) ? one.weight() : 0;
        }
        return sum;
    }
}
