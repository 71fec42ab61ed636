package naru.cluster.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Resources;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ServerSideApplyTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.tree(text.replace('\'', '"').getBytes(UTF_8));
    }

    private static ObjectNode deployment(String rest) {
        return json("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'" + rest + "}");
    }

    private static ObjectNode apply(@Nullable ObjectNode live, ObjectNode wanted, String manager, boolean force) {
        return ServerSideApply.apply(Resources.DEPLOYMENTS, live, wanted, manager, force, live == null ? NOON : LATER);
    }

    private static JsonNode fields(ObjectNode object, String manager) {
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            if (entry.path("manager").asString("").equals(manager)) {
                return entry.path("fieldsV1");
            }
        }
        return object.missingNode();
    }

    private static void assertConflict(Runnable apply, String sentence, String... paths) {
        assertThatThrownBy(apply::run).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.CONFLICT);
            assertThat(fault.sentence()).isEqualTo(sentence);
            assertThat(fault.details()).extracting(Fault.Detail::field).containsExactly(paths);
            assertThat(fault.details()).extracting(Fault.Detail::reason).containsOnly("FieldManagerConflict");
        });
    }

    private static final String TEMPLATE =
            "},'spec':{'replicas':2,'template':{'spec':{'containers':[{'name':'web','image':'nginx:1',"
                    + "'ports':[{'containerPort':80}],'args':['a','b']}]}}}";

    @Test
    void ownsWhatIsApplied() {
        ObjectNode made = apply(null, deployment(",'labels':{'app':'d'}" + TEMPLATE), "me", false);
        assertThat(made.path("metadata").path("managedFields").path(0))
                .isEqualTo(json("{'manager':'me','operation':'Apply','apiVersion':'apps/v1',"
                        + "'time':'2026-01-02T12:00:00Z','fieldsType':'FieldsV1','fieldsV1':{"
                        + "'f:metadata':{'f:labels':{'f:app':{}}},'f:spec':{'f:replicas':{},"
                        + "'f:template':{'f:spec':{'f:containers':{'k:{\\'name\\':\\'web\\'}':{'.':{},"
                        + "'f:args':{},'f:image':{},'f:name':{},'f:ports':{"
                        + "'k:{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}':"
                        + "{'.':{},'f:containerPort':{}}}}}}}}}}"));
    }

    @Test
    void conflictsNameFieldAndManager() {
        ObjectNode made =
                ManagedFields.update(Resources.DEPLOYMENTS, null, deployment(TEMPLATE), "kubectl-create", "", NOON);
        assertConflict(
                () -> apply(made, deployment("},'spec':{'replicas':3}"), "me", false),
                "Apply failed with 1 conflict: conflict with \"kubectl-create\" using apps/v1: .spec.replicas",
                ".spec.replicas");
        String two = "},'spec':{'replicas':3,'template':{'spec':{'containers':[{'name':'web','image':'x'}]}}}";
        assertConflict(
                () -> apply(made, deployment(two), "me", false),
                "Apply failed with 2 conflicts: conflicts with \"kubectl-create\" using apps/v1:\n"
                        + "- .spec.replicas\n- .spec.template.spec.containers[name=\"web\"].image",
                ".spec.replicas",
                ".spec.template.spec.containers[name=\"web\"].image");

        ObjectNode forced = apply(made, deployment(two), "me", true);
        assertThat(forced.path("spec").path("replicas").intValue()).isEqualTo(3);
        assertThat(fields(forced, "kubectl-create").path("f:spec").has("f:replicas"))
                .isFalse();
        assertThat(fields(forced, "kubectl-create").toString()).contains("f:args");
        assertConflict(
                () -> apply(forced, deployment("},'spec':{'replicas':4}"), "other", false),
                "Apply failed with 1 conflict: conflict with \"me\": .spec.replicas",
                ".spec.replicas");
    }

    @Test
    void sameValuesAreSharedAndStayUntilNobodyWantsThem() {
        ObjectNode one = apply(null, deployment(",'labels':{'a':'1','b':'2'}" + TEMPLATE), "one", false);
        ObjectNode both = apply(one, deployment(",'labels':{'a':'1'}}"), "two", false);
        ObjectNode left = apply(both, deployment(TEMPLATE), "one", false);
        assertThat(left.path("metadata").path("labels")).isEqualTo(json("{'a':'1'}"));
        ObjectNode none = apply(left, deployment("}"), "two", false);
        assertThat(none.path("metadata").has("labels")).isFalse();
        assertThat(none.path("metadata").path("managedFields").size()).isEqualTo(1);
    }

    @Test
    void removesElementsButKeepsWhatOthersAddedToThem() {
        String two =
                "},'spec':{'template':{'spec':{'containers':[{'name':'a','image':'x'},{'name':'b','image':'y'}]}}}";
        ObjectNode made = apply(null, deployment(two), "one", false);
        String added = "},'spec':{'template':{'spec':{'containers':[{'name':'b','tty':true}]}}}";
        ObjectNode shared = apply(made, deployment(added), "two", false);
        ObjectNode less = apply(shared, deployment("}"), "one", false);
        assertThat(less.at("/spec/template/spec/containers").toString()).isEqualTo("[{\"name\":\"b\",\"tty\":true}]");
    }

    @Test
    void keepsTheOrderAndElementsOfOthers() {
        String live = "},'spec':{'template':{'spec':{'containers':[{'name':'a'},{'name':'b'},{'name':'x'}]}}}";
        ObjectNode made = ManagedFields.update(Resources.DEPLOYMENTS, null, deployment(live), "k", "", NOON);
        String wanted = "},'spec':{'template':{'spec':{'containers':[{'name':'b','tty':true},{'name':'c'}]}}}";
        assertThat(apply(made, deployment(wanted), "me", false)
                        .at("/spec/template/spec/containers")
                        .valueStream()
                        .map(c -> c.path("name").asString("")))
                .containsExactly("a", "b", "x", "c");
    }

    @Test
    void atomicListsAndMapsHaveOneOwner() {
        String first = "},'spec':{'template':{'spec':{'nodeSelector':{'a':'1'},'tolerations':[{'key':'x'}]}}}";
        ObjectNode made = apply(null, deployment(first), "one", false);
        String second = "},'spec':{'template':{'spec':{'nodeSelector':{'b':'2'}}}}";
        assertConflict(
                () -> apply(made, deployment(second), "two", false),
                "Apply failed with 1 conflict: conflict with \"one\": .spec.template.spec.nodeSelector",
                ".spec.template.spec.nodeSelector");
        assertThat(apply(made, deployment(second), "two", true).at("/spec/template/spec/nodeSelector"))
                .isEqualTo(json("{'b':'2'}"));
    }

    @Test
    void setsHaveOwnersForEachValue() {
        ObjectNode made = apply(null, deployment(",'finalizers':['a/x']}"), "one", false);
        ObjectNode both = apply(made, deployment(",'finalizers':['b/y']}"), "two", false);
        assertThat(both.at("/metadata/finalizers").toString()).isEqualTo("[\"a/x\",\"b/y\"]");
        assertThat(fields(both, "two").toString()).contains("v:\\\"b/y\\\"");
        assertThat(apply(both, deployment("}"), "one", false)
                        .at("/metadata/finalizers")
                        .toString())
                .isEqualTo("[\"b/y\"]");
    }

    @Test
    void anApplyThatChangesNothingChangesNoTime() {
        ObjectNode made = apply(null, deployment(TEMPLATE), "me", false);
        assertThat(apply(made, deployment(TEMPLATE), "me", false)).isEqualTo(made);
    }

    @Test
    void kubectlGoesOnFromItsClientSideApply() {
        ObjectNode annotated = deployment(",'annotations':{}" + TEMPLATE);
        annotated
                .withObject("metadata")
                .withObject("annotations")
                .put(
                        "kubectl.kubernetes.io/last-applied-configuration",
                        deployment(TEMPLATE).toString());
        ObjectNode made =
                ManagedFields.update(Resources.DEPLOYMENTS, null, annotated, "kubectl-client-side-apply", "", NOON);
        ObjectNode next = apply(made, deployment("},'spec':{'replicas':3}"), "kubectl", false);
        assertThat(next.at("/spec/replicas").intValue()).isEqualTo(3);
        assertThatThrownBy(() -> apply(made, deployment("},'spec':{'replicas':3}"), "other", false))
                .isInstanceOf(Fault.class);
    }

    @Test
    void whatWasThereBeforeHasAnOwner() {
        assertConflict(
                () -> apply(deployment(TEMPLATE), deployment("},'spec':{'replicas':9}"), "me", false),
                "Apply failed with 1 conflict: conflict with \"before-first-apply\" using apps/v1: .spec.replicas",
                ".spec.replicas");
    }

    @Test
    void theStatusHasOwnersOfItsOwn() {
        ObjectNode made = apply(null, deployment(TEMPLATE), "me", false);
        String status = "},'spec':{'replicas':7},'status':{'replicas':1,'conditions':[{'type':'Available'}]}";
        ObjectNode next =
                ServerSideApply.apply(Resources.DEPLOYMENTS, made, deployment(status), "agent", false, "status", LATER);
        assertThat(fields(next, "agent"))
                .isEqualTo(json("{'f:status':{'f:conditions':{"
                        + "'k:{\\'type\\':\\'Available\\'}':{'.':{},'f:type':{}}},'f:replicas':{}}}"));
        assertThat(fields(next, "me")).isEqualTo(fields(made, "me"));
    }

    @Test
    void refusesWhatCannotBeApplied() {
        String twice = "},'spec':{'template':{'spec':{'containers':[{'name':'a'},{'name':'a'}]}}}";
        assertThatThrownBy(() -> apply(null, deployment(twice), "me", false))
                .hasMessage(".spec.template.spec.containers: duplicate entries for key [name=\"a\"]");
        String nameless = "},'spec':{'template':{'spec':{'containers':[{'image':'a'}]}}}";
        assertThatThrownBy(() -> apply(null, deployment(nameless), "me", false))
                .hasMessageContaining(".spec.template.spec.containers: element 0: ");
        assertThatThrownBy(() -> apply(null, deployment(",'managedFields':[{'manager':'x'}]}"), "me", false))
                .hasMessage("metadata.managedFields must be nil");
    }

    @Test
    void anythingAppliesOrIsAFault() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ObjectNode live = null;
        for (int round = 0; round < 2000; round++) {
            ObjectNode wanted = deployment("}");
            wanted.set("spec", value(random, 4));
            String manager = "m" + random.nextInt(3);
            try {
                live = random.nextBoolean()
                        ? apply(live, wanted, manager, random.nextBoolean())
                        : ManagedFields.update(Resources.DEPLOYMENTS, live, wanted, manager, "", LATER);
                Owners.of(live);
            } catch (Fault fault) {
                assertThat(fault.kind())
                        .as("seed " + seed + ": " + wanted)
                        .isIn(Fault.Kind.INVALID, Fault.Kind.CONFLICT);
            }
        }
    }

    private static JsonNode value(Random random, int depth) {
        String[] names = {"template", "spec", "containers", "name", "ports", "env", "labels", "metadata", "finalizers"};
        switch (depth == 0 ? 0 : random.nextInt(4)) {
            case 1 -> {
                ArrayNode list = Json.mapper().createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                return list;
            }
            case 2, 3 -> {
                ObjectNode object = Json.mapper().createObjectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(names[random.nextInt(names.length)], value(random, depth - 1));
                }
                return object;
            }
            default -> {
                return Json.tree(new String[] {"1", "\"x\"", "true", "null"}[random.nextInt(4)].getBytes(UTF_8));
            }
        }
    }
}
