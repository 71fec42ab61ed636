package naru.cluster.state.rule;

import java.util.List;
import naru.cluster.object.Quantity;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a pod, or a template of pods, is completed with (Kubernetes API reference, "PodSpec").
final class PodDefaults {
    private static final List<String> LISTS = List.of("initContainers", "containers", "ephemeralContainers");
    private static final List<String> PROBES = List.of("livenessProbe", "readinessProbe", "startupProbe");
    private static final int READABLE = 0644;
    private static final int TOKEN_SECONDS = 3_600;
    private static final int GRACE_SECONDS = 30;

    private PodDefaults() {}

    /// A pod: as a template, and what only one that runs has.
    static void pod(ObjectNode pod) {
        ObjectNode spec = Tree.object(pod, "spec");
        spec(spec);
        Fill.flag(spec, "enableServiceLinks", true);
        account(spec);
        for (String list : LISTS) {
            Tree.objects(spec, list).forEach(PodDefaults::requests);
        }
        ObjectNode status = Tree.object(pod, "status");
        Fill.text(status, "phase", "Pending");
        if (!status.has("qosClass")) {
            status.put("qosClass", QualityOfService.of(spec));
        }
    }

    private static void account(ObjectNode spec) {
        String account = Tree.text(spec, "serviceAccountName");
        String older = Tree.text(spec, "serviceAccount");
        String name = !account.isEmpty() ? account : !older.isEmpty() ? older : "default";
        spec.put("serviceAccountName", name).put("serviceAccount", name);
    }

    /// The specification of pods.
    static void spec(ObjectNode spec) {
        Fill.text(spec, "restartPolicy", "Always");
        Fill.text(spec, "dnsPolicy", "ClusterFirst");
        Fill.number(spec, "terminationGracePeriodSeconds", GRACE_SECONDS);
        Fill.text(spec, "schedulerName", "default-scheduler");
        Fill.object(spec, "securityContext");
        boolean hostNetwork = Tree.flag(spec, "hostNetwork");
        for (String list : LISTS) {
            Tree.objects(spec, list).forEach(container -> container(container, hostNetwork));
        }
        Tree.objects(spec, "volumes").forEach(PodDefaults::volume);
    }

    private static void container(ObjectNode container, boolean hostNetwork) {
        Fill.text(container, "imagePullPolicy", latest(Tree.text(container, "image")) ? "Always" : "IfNotPresent");
        Fill.text(container, "terminationMessagePath", "/dev/termination-log");
        Fill.text(container, "terminationMessagePolicy", "File");
        Fill.object(container, "resources");
        for (ObjectNode port : Tree.objects(container, "ports")) {
            Fill.text(port, "protocol", "TCP");
            if (hostNetwork && port.has("containerPort") && Tree.number(port, 0, "hostPort") == 0) {
                port.set("hostPort", port.path("containerPort").deepCopy());
            }
        }
        canonical(container, "limits");
        canonical(container, "requests");
        PROBES.forEach(name -> probe(container.path(name)));
        handler(Tree.at(container, "lifecycle", "postStart"));
        handler(Tree.at(container, "lifecycle", "preStop"));
        for (ObjectNode variable : Tree.objects(container, "env")) {
            if (Tree.at(variable, "valueFrom", "fieldRef") instanceof ObjectNode reference) {
                Fill.text(reference, "apiVersion", "v1");
            }
        }
    }

    private static void canonical(ObjectNode container, String field) {
        if (Tree.at(container, "resources", field) instanceof ObjectNode amounts) {
            quantities(amounts);
        }
    }

    /// Writes amounts as quantities are written; what is none stays for the rules to refuse.
    static void quantities(ObjectNode amounts) {
        for (String resource : List.copyOf(amounts.propertyNames())) {
            JsonNode amount = amounts.path(resource);
            if (amount.isString() || amount.isNumber()) {
                Quantity.read(amount.asString("")).ifPresent(one -> amounts.put(resource, one.toString()));
            }
        }
    }

    /// What has limits asks for as much.
    private static void requests(ObjectNode container) {
        if (Tree.at(container, "resources", "limits") instanceof ObjectNode limits) {
            ObjectNode requests = Tree.object(container, "resources", "requests");
            limits.properties().forEach(limit -> {
                boolean quantity = Quantity.read(limit.getValue().asString("")).isPresent();
                if (quantity && !requests.has(limit.getKey())) {
                    requests.set(limit.getKey(), limit.getValue().deepCopy());
                }
            });
        }
    }

    /// Whether an image is named without a tag or digest, or by the tag that moves.
    private static boolean latest(String image) {
        if (image.indexOf('@') >= 0) {
            return false;
        }
        int colon = image.indexOf(':', image.lastIndexOf('/') + 1);
        return colon < 0 || image.substring(colon + 1).equals("latest");
    }

    private static void probe(JsonNode node) {
        if (node instanceof ObjectNode probe) {
            Fill.number(probe, "timeoutSeconds", 1);
            Fill.number(probe, "periodSeconds", 10);
            Fill.number(probe, "successThreshold", 1);
            Fill.number(probe, "failureThreshold", 3);
            handler(probe);
        }
    }

    private static void handler(JsonNode node) {
        if (node.path("httpGet") instanceof ObjectNode get) {
            Fill.text(get, "path", "/");
            Fill.text(get, "scheme", "HTTP");
        }
        if (node.path("grpc") instanceof ObjectNode grpc) {
            Fill.number(grpc, "port", 0);
            if (!grpc.has("service")) {
                grpc.put("service", "");
            }
        }
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() == 1 && volume.has("name")) {
            volume.putObject("emptyDir");
        }
        for (String source : List.of("secret", "configMap", "downwardAPI", "projected")) {
            if (volume.get(source) instanceof ObjectNode files) {
                Fill.number(files, "defaultMode", READABLE);
                items(files);
            }
        }
        if (volume.get("hostPath") instanceof ObjectNode path && !path.has("type")) {
            path.put("type", "");
        }
        for (ObjectNode source : Tree.objects(volume, "projected", "sources")) {
            if (source.get("serviceAccountToken") instanceof ObjectNode token) {
                Fill.number(token, "expirationSeconds", TOKEN_SECONDS);
            }
            if (source.get("downwardAPI") instanceof ObjectNode files) {
                items(files);
            }
        }
    }

    private static void items(ObjectNode files) {
        for (ObjectNode item : Tree.objects(files, "items")) {
            if (item.get("fieldRef") instanceof ObjectNode reference) {
                Fill.text(reference, "apiVersion", "v1");
            }
        }
    }
}
