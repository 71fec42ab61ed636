package naru.cluster.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import naru.base.Json;
import naru.cluster.object.Resources;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ManagedFieldsTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.5Z");

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.tree(text.replace('\'', '"').getBytes(UTF_8));
    }

    private static ObjectNode update(@Nullable ObjectNode before, ObjectNode after, String manager) {
        return ManagedFields.update(
                Resources.PODS, before, after, manager, "", before == null ? NOON : NOON.plusSeconds(9));
    }

    private static JsonNode entries(ObjectNode object) {
        return object.path("metadata").path("managedFields");
    }

    @Test
    void whoeverWritesAFieldOwnsIt() {
        ObjectNode made = update(
                null,
                json(
                        "{'kind':'Pod','metadata':{'name':'p','uid':'u','labels':{'a':'1'}},"
                                + "'spec':{'hostNetwork':true,'containers':[{'name':'c','image':'x'}]},'status':{'phase':'x'}}"),
                "one");
        assertThat(entries(made).path(0).path("time").asString("")).isEqualTo("2026-01-02T12:00:00Z");
        assertThat(entries(made).path(0).path("operation").asString("")).isEqualTo("Update");
        assertThat(entries(made).path(0).path("fieldsV1"))
                .isEqualTo(json("{'f:metadata':{'f:labels':{'f:a':{}}},'f:spec':{'f:containers':{"
                        + "'k:{\\'name\\':\\'c\\'}':{'.':{},'f:image':{},'f:name':{}}},'f:hostNetwork':{}}}"));

        ObjectNode changed = made.deepCopy();
        changed.withObject("spec").remove("hostNetwork");
        ((ObjectNode) changed.at("/spec/containers/0")).put("image", "y");
        ObjectNode written = update(made, changed, "two");
        assertThat(entries(written).path(0).path("fieldsV1").toString()).doesNotContain("hostNetwork", "f:image");
        assertThat(entries(written).path(1).path("manager").asString("")).isEqualTo("two");
        assertThat(entries(written).path(1).path("fieldsV1").path("f:spec").path("f:containers"))
                .isEqualTo(json("{'k:{\\'name\\':\\'c\\'}':{'f:image':{}}}"));
    }

    @Test
    void anUpdateThatChangesNothingLeavesOwnersAlone() {
        ObjectNode made = update(null, json("{'metadata':{'name':'p'},'spec':{'hostNetwork':true}}"), "one");
        assertThat(update(made, made, "two")).isEqualTo(made);
        ObjectNode bare = made.deepCopy();
        bare.withObject("metadata").remove("managedFields");
        assertThat(update(made, bare, "two")).isEqualTo(made);
    }

    @Test
    void ownersOfNothingAreDropped() {
        ObjectNode made = update(null, json("{'metadata':{'name':'p'},'spec':{'hostNetwork':true}}"), "one");
        ObjectNode empty = update(made, json("{'metadata':{'name':'p'},'spec':{}}"), "two");
        assertThat(entries(empty).valueStream().map(e -> e.path("manager").asString("")))
                .doesNotContain("one");
    }

    @Test
    void callersMayEditOrForgetOwners() {
        ObjectNode made = update(null, json("{'metadata':{'name':'p'},'spec':{'hostNetwork':true}}"), "one");
        ObjectNode renamed = made.deepCopy();
        ((ObjectNode) entries(renamed).path(0)).put("manager", "kubectl").put("operation", "Apply");
        assertThat(entries(update(made, renamed, "x"))).isEqualTo(entries(renamed));
        ObjectNode reset = made.deepCopy();
        reset.withObject("metadata").putArray("managedFields").addObject();
        assertThat(update(made, reset, "x").path("metadata").has("managedFields"))
                .isFalse();
        ObjectNode broken = made.deepCopy();
        broken.withObject("metadata").putArray("managedFields").addObject().put("operation", "spam");
        assertThat(entries(update(made, broken, "x"))).isEqualTo(entries(made));
    }

    @Test
    void manyUpdatersBecomeOne() {
        ObjectNode object = json("{'metadata':{'name':'p','labels':{}}}");
        ObjectNode before = update(null, object, "m");
        for (int i = 0; i < 40; i++) {
            ObjectNode after = before.deepCopy();
            after.withObject("metadata").withObject("labels").put("l" + i, "x");
            before = ManagedFields.update(Resources.PODS, before, after, "manager-" + i, "", NOON.plusSeconds(i));
        }
        assertThat(entries(before).size()).isEqualTo(11);
        assertThat(entries(before).valueStream().map(e -> e.path("manager").asString("")))
                .contains("ancient-changes", "manager-39", "manager-30")
                .doesNotContain("manager-0");
    }

    @Test
    void refusesWhatIsNoFieldsV1() {
        assertThatThrownBy(() -> FieldSet.of(json("{'f:a':1}"))).hasMessageContaining("objects only");
        assertThatThrownBy(() -> FieldSet.of(json("{'x':{}}"))).hasMessageContaining("unknown path element");
        ObjectNode deep = Json.mapper().createObjectNode();
        ObjectNode at = deep;
        for (int i = 0; i < 3000; i++) {
            at = at.putObject("f:a");
        }
        assertThatThrownBy(() -> FieldSet.of(deep)).hasMessageContaining("nested deeper");
    }
}
