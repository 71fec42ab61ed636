package naru.cluster.build;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Finds the names that types have in OpenAPI documents: the client's classes lack the package, which
/// follows from the group whose operations use them first.
final class Names {
    private static final Pattern MENTION = Pattern.compile("Lio/kubernetes/client/openapi/models/(\\w+)[;<]");
    private static final Pattern CLASS = Pattern.compile("(?:[A-Z][a-z]+)?V[12]([A-Z]\\w*)");
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1";

    private static final List<String> META_TYPES = List.of(
            "APIGroup",
            "APIGroupList",
            "APIResource",
            "APIResourceList",
            "APIVersions",
            "Condition",
            "DeleteOptions",
            "FieldSelectorRequirement",
            "GroupVersionForDiscovery",
            "LabelSelector",
            "LabelSelectorRequirement",
            "ListMeta",
            "ManagedFieldsEntry",
            "ObjectMeta",
            "OwnerReference",
            "Preconditions",
            "ServerAddressByClientCIDR",
            "Status",
            "StatusCause",
            "StatusDetails",
            "WatchEvent");

    /// Types that another group's operations use before, or instead of, their own group's.
    private static final Map<String, String> BORROWED = Map.of(
            "V1Scale", "io.k8s.api.autoscaling.v1",
            "V1TopologySelectorTerm", "io.k8s.api.core.v1",
            "V1Eviction", "io.k8s.api.policy.v1",
            "AuthenticationV1TokenRequest", "io.k8s.api.authentication.v1");

    /// The classes of operations, and the package of their types; what an earlier one uses is its own.
    private static final Map<String, String> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("CoreV1Api", "io.k8s.api.core.v1");
        for (String group : List.of(
                "AppsV1",
                "BatchV1",
                "AutoscalingV1",
                "AutoscalingV2",
                "PolicyV1",
                "NetworkingV1",
                "CoordinationV1",
                "DiscoveryV1",
                "EventsV1",
                "StorageV1",
                "SchedulingV1",
                "NodeV1",
                "AuthenticationV1",
                "AuthorizationV1",
                "CertificatesV1",
                "AdmissionregistrationV1",
                "ResourceV1")) {
            String version = group.substring(group.length() - 2).toLowerCase();
            String name = group.substring(0, group.length() - 2).toLowerCase();
            GROUPS.put(group + "Api", "io.k8s.api." + name + "." + version);
        }
        GROUPS.put("RbacAuthorizationV1Api", "io.k8s.api.rbac.v1");
        GROUPS.put("FlowcontrolApiserverV1Api", "io.k8s.api.flowcontrol.v1");
        GROUPS.put("ApiextensionsV1Api", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1");
        GROUPS.put("ApiregistrationV1Api", "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1");
    }

    private final Map<String, ClassModel> classes;
    private final Map<String, String> names = new LinkedHashMap<>();

    private Names(Map<String, ClassModel> classes) {
        this.classes = classes;
    }

    /// The names of the classes in use, by the classes' simple names.
    static Map<String, String> of(FileSystem jar, Map<String, ClassModel> classes) throws IOException {
        Names names = new Names(classes);
        META_TYPES.forEach(type -> names.assign("V1" + type, META));
        BORROWED.forEach(names::assignAll);
        for (Map.Entry<String, String> group : GROUPS.entrySet()) {
            ClassModel operations = ClassFile.of()
                    .parse(Files.readAllBytes(
                            jar.getPath("/io/kubernetes/client/openapi/apis/" + group.getKey() + ".class")));
            new TreeSet<>(constants(operations).flatMap(Names::mentioned).toList())
                    .forEach(type -> names.assignAll(type, group.getValue()));
        }
        return names.names;
    }

    /// The client's types that a signature mentions, by simple names.
    static Stream<String> mentioned(String signature) {
        return MENTION.matcher(signature).results().map((MatchResult found) -> found.group(1));
    }

    private static Stream<String> constants(ClassModel type) {
        return StreamSupport.stream(type.constantPool().spliterator(), false)
                .filter((PoolEntry entry) -> entry instanceof Utf8Entry)
                .map(entry -> ((Utf8Entry) entry).stringValue());
    }

    private void assignAll(String type, String group) {
        Deque<String> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty()) {
            String next = open.pop();
            ClassModel model = classes.get(next);
            if (model != null && assign(next, group)) {
                Models.usedBy(model).forEach(open::push);
            }
        }
    }

    private boolean assign(String type, String group) {
        var matcher = CLASS.matcher(type);
        return matcher.matches() && names.putIfAbsent(type, group + "." + matcher.group(1)) == null;
    }
}
