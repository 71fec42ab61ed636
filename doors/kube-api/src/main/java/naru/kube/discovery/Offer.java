package naru.kube.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;

/// A resource that the door serves: a kind of the table, which is stored, or one that is computed when it is asked.
///
/// @param resource the kind
/// @param verbs what may be done with it, sorted
public record Offer(Resource resource, List<String> verbs) {
    private static final List<String> STORED =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> ASKED = List.of("create");
    private static final List<String> READ = List.of("get", "list");

    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String AUTHORIZATION = "authorization.k8s.io";
    private static final String METRICS = "metrics.k8s.io";

    private static final List<Offer> COMPUTED = List.of(
            asked(AUTHENTICATION, "v1", "tokenreviews", "TokenReview", false),
            asked(AUTHENTICATION, "v1", "selfsubjectreviews", "SelfSubjectReview", false),
            asked(AUTHENTICATION, "v1beta1", "selfsubjectreviews", "SelfSubjectReview", false), // kubectl 1.27
            asked(AUTHORIZATION, "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false),
            asked(AUTHORIZATION, "v1", "selfsubjectrulesreviews", "SelfSubjectRulesReview", false),
            asked(AUTHORIZATION, "v1", "subjectaccessreviews", "SubjectAccessReview", false),
            asked(AUTHORIZATION, "v1", "localsubjectaccessreviews", "LocalSubjectAccessReview", true),
            measured("nodes", "NodeMetrics", false),
            measured("pods", "PodMetrics", true));

    /// Copies the list.
    public Offer {
        verbs = List.copyOf(verbs);
    }

    /// Everything, stored kinds first.
    public static List<Offer> all() {
        List<Offer> all = new ArrayList<>();
        Resources.all().forEach(resource -> all.add(new Offer(resource, STORED)));
        all.addAll(COMPUTED);
        return all;
    }

    /// What is served below `/apis/GROUP/VERSION/PLURAL`.
    public static Optional<Offer> at(String group, String version, String plural) {
        return Resources.at(group, version, plural)
                .map(resource -> new Offer(resource, STORED))
                .or(() -> COMPUTED.stream()
                        .filter(one -> one.resource.group().equals(group)
                                && one.resource.version().equals(version)
                                && one.resource.plural().equals(plural))
                        .findFirst());
    }

    /// Whether its objects are kept in the store.
    public boolean stored() {
        return verbs.equals(STORED);
    }

    /// Whether it says what nodes and pods use.
    public boolean metrics() {
        return resource.group().equals(METRICS);
    }

    private static Offer asked(String group, String version, String plural, String kind, boolean namespaced) {
        String singular = plural.substring(0, plural.length() - 1);
        return new Offer(
                new Resource(group, version, plural, singular, kind, namespaced, List.of(), List.of(), Set.of()),
                ASKED);
    }

    private static Offer measured(String plural, String kind, boolean namespaced) {
        return new Offer(
                new Resource(METRICS, "v1beta1", plural, "", kind, namespaced, List.of(), List.of(), Set.of()), READ);
    }
}
