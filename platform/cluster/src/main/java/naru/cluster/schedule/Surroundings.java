package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a pod's rules about other pods come to, worked out once for a decision: spread, affinity, anti-affinity, and
/// what pods that are placed have against it.
final class Surroundings {
    private static final Surroundings NONE = new Surroundings();

    private final List<Even> evens = new ArrayList<>();
    private final List<Domains> near = new ArrayList<>();
    private final List<Domains> away = new ArrayList<>();
    private final List<Domains> objections = new ArrayList<>();
    private final List<Liking> likings = new ArrayList<>();

    /// A spread constraint with the pods that count for it.
    ///
    /// @param self 1 if the pod counts itself
    private record Even(Spread rule, Domains domains, int least, int self) {
        boolean allows(Node node) {
            return domains.count(node) + self - least <= rule.maxSkew();
        }
    }

    private record Liking(long weight, Domains domains) {}

    private Surroundings() {}

    static Surroundings of(Cluster cluster, Demand pod) {
        boolean plain = pod.spreads().isEmpty()
                && pod.near().isEmpty()
                && pod.apart().isEmpty()
                && pod.likes().isEmpty()
                && cluster.apart().isEmpty();
        if (plain) {
            return NONE;
        }
        Surroundings all = new Surroundings();
        pod.spreads().forEach(rule -> all.evens.add(even(cluster, pod, rule)));
        all.nearness(cluster, pod);
        pod.apart().forEach(term -> all.away.add(domains(cluster, term)));
        pod.likes().forEach(term -> all.likings.add(new Liking(term.weight(), domains(cluster, term))));
        all.objections(cluster, pod);
        return all;
    }

    /// Why a node is out, in the words of Kubernetes' messages; null if it is not.
    @Nullable
    String objection(Node node) {
        for (Even even : evens) {
            if (even.rule().hard() && even.domains().of(node) == null) {
                return "node(s) didn't match pod topology spread constraints (missing required label)";
            }
            if (even.rule().hard() && !even.allows(node)) {
                return "node(s) didn't match pod topology spread constraints";
            }
        }
        for (Domains domains : near) {
            if (domains.count(node) == 0) {
                return "node(s) didn't match pod affinity rules";
            }
        }
        if (any(away, node)) {
            return "node(s) didn't match pod anti-affinity rules";
        }
        return any(objections, node) ? "node(s) didn't satisfy existing pods anti-affinity rules" : null;
    }

    /// How crowded a node's domains are already, for constraints that only advise; 0 is best.
    long crowd(Node node) {
        long sum = 0;
        for (Even even : evens) {
            sum += even.rule().hard() ? 0 : even.domains().count(node);
        }
        return sum;
    }

    /// How much the pod likes what is there; may be negative.
    long liking(Node node) {
        long sum = 0;
        for (Liking one : likings) {
            sum += one.weight() * one.domains().count(node);
        }
        return sum;
    }

    private static boolean any(List<Domains> all, Node node) {
        for (Domains domains : all) {
            if (domains.count(node) > 0) {
                return true;
            }
        }
        return false;
    }

    private static Even even(Cluster cluster, Demand pod, Spread rule) {
        Domains domains = new Domains(rule.topology(), cluster.domains(rule.topology(), pod.nodes()));
        for (Group group : cluster.groups(pod.key().namespace())) {
            if (rule.selector().matches(group.kind().labels()::get)) {
                domains.add(group);
            }
        }
        int least = domains.size() < rule.minDomains() ? 0 : domains.least();
        int self = rule.selector().matches(pod.labels()::get) ? 1 : 0;
        return new Even(rule, domains, least, self);
    }

    /// The first of pods that want to be near their like is placed anywhere.
    private void nearness(Cluster cluster, Demand pod) {
        if (pod.near().isEmpty()) {
            return;
        }
        List<Group> matching = cluster.groups(Set.of()).stream()
                .filter(group -> pod.near().stream()
                        .allMatch(term -> term.matches(
                                group.kind().namespace(), group.kind().labels())))
                .toList();
        boolean own =
                pod.near().stream().allMatch(term -> term.matches(pod.key().namespace(), pod.labels()));
        if (matching.isEmpty() && own) {
            return;
        }
        for (PodTerm term : pod.near()) {
            Domains domains = new Domains(term.topology());
            matching.forEach(domains::add);
            near.add(domains);
        }
    }

    private void objections(Cluster cluster, Demand pod) {
        for (Group group : cluster.apart()) {
            for (PodTerm term : group.kind().apart()) {
                if (term.matches(pod.key().namespace(), pod.labels())) {
                    Domains domains = new Domains(term.topology());
                    domains.add(group);
                    objections.add(domains);
                }
            }
        }
    }

    private static Domains domains(Cluster cluster, PodTerm term) {
        Domains domains = new Domains(term.topology());
        for (Group group : cluster.groups(term.namespaces())) {
            if (term.selector().matches(group.kind().labels()::get)) {
                domains.add(group);
            }
        }
        return domains;
    }
}
