package naru.cluster.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RbacTest {
    private static final String POD = """
            {"metadata":{"name":"p1","namespace":"shop","uid":"u1"},"spec":{"nodeName":"n1","serviceAccountName":"web",
             "imagePullSecrets":[{"name":"pull"}],
             "containers":[{"env":[{"valueFrom":{"secretKeyRef":{"name":"key"}}}],"envFrom":[{"configMapRef":{"name":"env"}}]}],
             "volumes":[{"secret":{"secretName":"vol"}},{"projected":{"sources":[{"configMap":{"name":"proj"}}]}}]}}""";

    private final Policy policy = new Policy();
    private final Rbac rbac = new Rbac(policy, new NodeRules(new OnePod()));

    private static final class OnePod implements NodeRules.BoundPods {
        @Override
        public Optional<ObjectNode> pod(String namespace, String name) {
            return namespace.equals("shop") && name.equals("p1") ? Optional.of(json(POD)) : Optional.empty();
        }

        @Override
        public Collection<ObjectNode> of(String node, String namespace) {
            return node.equals("n1") && namespace.equals("shop") ? List.of(json(POD)) : List.of();
        }
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    private void add(String kind, String namespace, String name, String rest) {
        policy.changed(
                null,
                json("{\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"},%s}"
                        .formatted(kind, name, namespace, rest)));
    }

    private static String binds(String kind, String role, String subjectKind, String subject) {
        return "\"roleRef\":{\"kind\":\"%s\",\"name\":\"%s\"},\"subjects\":[{\"kind\":\"%s\",\"name\":\"%s\"}]"
                .formatted(kind, role, subjectKind, subject);
    }

    @BeforeEach
    void standards() {
        DefaultPolicy.documents().forEach(document -> policy.changed(null, document));
        add("RoleBinding", "shop", "edits", binds("ClusterRole", "edit", "User", "ed"));
        add("RoleBinding", "shop", "admins", binds("ClusterRole", "admin", "User", "ann"));
        add("RoleBinding", "shop", "sa", binds("ClusterRole", "view", "ServiceAccount", "robot"));
        add(
                "Role",
                "shop",
                "one",
                "\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"secrets\"],"
                        + "\"resourceNames\":[\"only\"]},{\"verbs\":[\"patch\"],\"apiGroups\":[\"*\"],\"resources\":[\"*/scale\"]}]");
        add("RoleBinding", "shop", "one", binds("Role", "one", "Group", "ones"));
        add("ClusterRole", "", "paths", "\"rules\":[{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"/logs/*\"]}]");
        add("ClusterRoleBinding", "", "paths", binds("ClusterRole", "paths", "User", "ed"));
    }

    private static Caller caller(String word) {
        return switch (word) {
            case "master" -> Caller.of("admin", Caller.MASTERS, Caller.AUTHENTICATED);
            case "viewer" -> Role.VIEWER.caller("abc123");
            case "tokenadmin" -> Role.ADMIN.caller("abc123");
            case "joiner" -> Role.NODE.caller("abc123");
            case "robot" -> Caller.of("system:serviceaccount:shop:robot", Caller.ACCOUNTS, Caller.AUTHENTICATED);
            case "one" -> Caller.of("o", "ones", Caller.AUTHENTICATED);
            case "n1", "n2" -> Caller.of("system:node:" + word, Caller.NODES, Caller.AUTHENTICATED);
            case "nobody" -> Caller.anonymous();
            default -> Caller.of(word, Caller.AUTHENTICATED);
        };
    }

    private static Attributes.OfResource of(String verb, String group, String resource, String namespace, String name) {
        String[] parts = resource.split("/", 2);
        return new Attributes.OfResource(
                verb, group, "v1", parts[0], parts.length > 1 ? parts[1] : "", namespace, name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "master     | delete | ''   | nodes                | ''   | n1    | true",
                "tokenadmin | delete | ''   | nodes                | ''   | n1    | true",
                "viewer     | list   | ''   | pods                 | ''   | ''    | true",
                "viewer     | get    | ''   | pods/log             | shop | p1    | true",
                "viewer     | list   | ''   | nodes                | ''   | ''    | true",
                "viewer     | get    | ''   | secrets              | shop | key   | false",
                "viewer     | create | ''   | pods/exec            | shop | p1    | false",
                "viewer     | create | ''   | pods                 | shop | ''    | false",
                "joiner     | list   | ''   | pods                 | ''   | ''    | false",
                "nobody     | list   | ''   | pods                 | ''   | ''    | false",
                "ed         | create | apps | deployments          | shop | ''    | true",
                "ed         | patch  | apps | deployments/scale    | shop | web   | true",
                "ed         | create | apps | deployments          | else | ''    | false",
                "ed         | create | ''   | pods/exec            | shop | p1    | true",
                "ed         | create | rbac.authorization.k8s.io | roles | shop | '' | false",
                "ann        | create | rbac.authorization.k8s.io | roles | shop | '' | true",
                "robot      | get    | ''   | configmaps           | shop | env   | true",
                "robot      | update | ''   | configmaps           | shop | env   | false",
                "one        | get    | ''   | secrets              | shop | only  | true",
                "one        | get    | ''   | secrets              | shop | other | false",
                "one        | list   | ''   | secrets              | shop | ''    | false",
                "one        | patch  | apps | deployments/scale    | shop | web   | true",
                "one        | patch  | apps | deployments          | shop | web   | false",
                "ed         | create | authorization.k8s.io | selfsubjectaccessreviews | '' | '' | true",
                "nobody     | create | authorization.k8s.io | selfsubjectaccessreviews | '' | '' | false",
            })
    void rolesSayWhatIsAllowed(
            String who, String verb, String group, String resource, String namespace, String name, boolean allowed) {
        assertThat(rbac.decide(caller(who), of(verb, group, resource, namespace, name))
                        .allowed())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n1 | update | ''  | nodes/status  | ''   | n1   | true",
                "n1 | update | ''  | nodes/status  | ''   | n2   | false",
                "n1 | patch  | ''  | nodes         | ''   | n2   | false",
                "n1 | create | ''  | nodes         | ''   | ''   | true",
                "n1 | list   | ''  | nodes         | ''   | ''   | true",
                "n1 | update | coordination.k8s.io | leases | kube-node-lease | n1 | true",
                "n1 | update | coordination.k8s.io | leases | kube-node-lease | n2 | false",
                "n1 | update | coordination.k8s.io | leases | kube-system     | n1 | false",
                "n1 | patch  | ''  | pods/status   | shop | p1   | true",
                "n2 | patch  | ''  | pods/status   | shop | p1   | false",
                "n1 | delete | ''  | pods          | shop | p1   | true",
                "n1 | create | ''  | pods          | shop | ''   | false",
                "n1 | update | ''  | pods          | shop | p1   | false",
                "n1 | create | ''  | pods/exec     | shop | p1   | false",
                "n1 | create | ''  | pods/binding  | shop | p1   | false",
                "n1 | get    | ''  | secrets       | shop | key  | true",
                "n1 | get    | ''  | secrets       | shop | vol  | true",
                "n1 | get    | ''  | secrets       | shop | pull | true",
                "n1 | get    | ''  | secrets       | shop | other| false",
                "n1 | list   | ''  | secrets       | shop | ''   | false",
                "n2 | get    | ''  | secrets       | shop | key  | false",
                "n1 | get    | ''  | secrets       | kube-system | key  | false",
                "n1 | get    | ''  | configmaps    | shop | env  | true",
                "n1 | get    | ''  | configmaps    | shop | proj | true",
                "n1 | get    | ''  | configmaps    | shop | key  | false",
                "n1 | get    | ''  | serviceaccounts       | shop | web | true",
                "n1 | create | ''  | serviceaccounts/token | shop | web | true",
                "n1 | create | ''  | serviceaccounts/token | shop | any | false",
                "n1 | create | ''  | events        | shop | ''   | true",
                "n1 | list   | discovery.k8s.io | endpointslices | '' | '' | true",
                "n1 | create | rbac.authorization.k8s.io | clusterroles | '' | '' | false",
            })
    void aNodeWritesItsOwnThingsAndReadsWhatItsPodsName(
            String who, String verb, String group, String resource, String namespace, String name, boolean allowed) {
        rolesSayWhatIsAllowed(who, verb, group, resource, namespace, name, allowed);
    }

    @Test
    void pathsAreAllowedByPathsAndPrefixes() {
        assertThat(rbac.decide(caller("ed"), new Attributes.OfPath("get", "/logs/a/b"))
                        .allowed())
                .isTrue();
        assertThat(rbac.decide(caller("ed"), new Attributes.OfPath("post", "/logs/a"))
                        .allowed())
                .isFalse();
        assertThat(rbac.decide(caller("ann"), new Attributes.OfPath("get", "/logs/a"))
                        .allowed())
                .isFalse();
        assertThat(rbac.decide(caller("ann"), new Attributes.OfPath("get", "/apis/apps/v1"))
                        .allowed())
                .isTrue();
        assertThat(rbac.decide(caller("nobody"), new Attributes.OfPath("get", "/apis"))
                        .allowed())
                .isFalse();
        assertThat(rbac.decide(caller("nobody"), new Attributes.OfPath("get", "/version"))
                        .allowed())
                .isTrue();
    }

    @Test
    void aRemovedBindingAllowsNothing() {
        JsonNode binding = json("{\"kind\":\"RoleBinding\",\"metadata\":{\"name\":\"edits\",\"namespace\":\"shop\"}}");
        policy.changed(binding, null);
        assertThat(rbac.decide(caller("ed"), of("get", "", "pods", "shop", "p1"))
                        .allowed())
                .isFalse();
    }

    @Test
    void refusalsAreInKubernetesWords() {
        assertThatThrownBy(() -> rbac.demand(caller("joe"), of("list", "apps", "deployments", "shop", "")))
                .hasMessage("deployments.apps is forbidden: User \"joe\" cannot list resource \"deployments\" in API"
                        + " group \"apps\" in the namespace \"shop\"")
                .extracting(e -> ((Fault) e).kind())
                .isEqualTo(Fault.Kind.FORBIDDEN);
        assertThatThrownBy(() -> rbac.demand(caller("joe"), of("get", "", "pods/log", "shop", "p")))
                .hasMessage("pods \"p\" is forbidden: User \"joe\" cannot get resource \"pods/log\" in API group \"\""
                        + " in the namespace \"shop\"");
        assertThat(rbac.decide(caller("ed"), of("get", "", "pods", "shop", "p1"))
                        .reason())
                .isEqualTo("RBAC: allowed by RoleBinding \"edits/shop\" of ClusterRole \"edit\" to User \"ed\"");
    }

    @Test
    void nobodyHandsOutMoreThanTheyHave() {
        Attributes.OfResource roles = of("create", "rbac.authorization.k8s.io", "roles", "shop", "");
        ObjectNode within = json("{\"metadata\":{\"name\":\"r\"},\"rules\":[{\"verbs\":[\"get\",\"list\"],"
                + "\"apiGroups\":[\"\"],\"resources\":[\"pods\",\"secrets\"]}]}");
        ObjectNode beyond = json("{\"metadata\":{\"name\":\"r\"},\"rules\":[{\"verbs\":[\"get\"],"
                + "\"apiGroups\":[\"\"],\"resources\":[\"nodes\"]}]}");
        ObjectNode all = json("{\"metadata\":{\"name\":\"r\"},\"rules\":[{\"verbs\":[\"*\"],"
                + "\"apiGroups\":[\"*\"],\"resources\":[\"*\"]}]}");
        rbac.admit(caller("ann"), roles, within);
        rbac.admit(caller("master"), roles, all);
        assertThatThrownBy(() -> rbac.admit(caller("ann"), roles, beyond)).hasMessageContaining("not currently held");
        assertThatThrownBy(() -> rbac.admit(caller("ann"), roles, all)).hasMessageContaining("not currently held");
        Attributes.OfResource bindings = of("create", "rbac.authorization.k8s.io", "rolebindings", "shop", "");
        rbac.admit(caller("ann"), bindings, json("{" + binds("ClusterRole", "edit", "User", "x") + "}"));
        for (String role : List.of("cluster-admin", "not-made-yet")) {
            ObjectNode binding = json("{" + binds("ClusterRole", role, "User", "x") + "}");
            assertThatThrownBy(() -> rbac.admit(caller("ann"), bindings, binding))
                    .hasMessageContaining("not currently held");
        }
    }

    @Test
    void aNodeIsWhatItSaysItIs() {
        ObjectNode own = json("{\"metadata\":{\"name\":\"n1\"}}");
        ObjectNode other = json("{\"metadata\":{\"name\":\"n2\"}}");
        rbac.admit(caller("n1"), of("create", "", "nodes", "", ""), own);
        assertThatThrownBy(() -> rbac.admit(caller("n1"), of("create", "", "nodes", "", ""), other))
                .hasMessageContaining("node \"n1\" is not allowed");
        Attributes.OfResource token = of("create", "", "serviceaccounts/token", "shop", "web");
        rbac.admit(
                caller("n1"),
                token,
                json("{\"spec\":{\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"p1\",\"uid\":\"u1\"}}}"));
        for (String request : List.of(
                "{\"spec\":{}}", "{\"spec\":{\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"p1\",\"uid\":\"u2\"}}}")) {
            assertThatThrownBy(() -> rbac.admit(caller("n1"), token, json(request)))
                    .isInstanceOf(Fault.class);
        }
    }

    @Test
    void rulesOfACallerAreListed() {
        ObjectNode status = rbac.rules(caller("one"), "shop");
        assertThat(status.path("resourceRules").toString()).contains("\"resourceNames\":[\"only\"]");
        assertThat(status.path("nonResourceRules").toString()).contains("/apis/*");
        assertThat(rbac.rules(caller("master"), "shop").path("resourceRules").toString())
                .contains("\"*\"");
        assertThat(Map.of("incomplete", status.path("incomplete").asBoolean())).containsEntry("incomplete", false);
    }
}
