package naru.cluster.schema;

import static org.assertj.core.api.Assertions.assertThat;

import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import org.junit.jupiter.api.Test;

class TypesTest {
    @Test
    void everyKindIsDescribed() {
        for (Resource resource : Resources.all()) {
            assertThat(Types.of(resource)).as(resource.qualified()).isPresent();
        }
        assertThat(Types.of("policy", "v1", "Eviction")).isPresent();
        assertThat(Types.of("authentication.k8s.io", "v1", "TokenRequest")).isPresent();
        assertThat(Types.of("autoscaling", "v1", "Scale")).isPresent();
        assertThat(Types.of("apps", "v1", "DeleteOptions").orElseThrow().simpleName())
                .isEqualTo("DeleteOptions");
    }

    @Test
    void fieldsHaveShapes() {
        Type pod = Types.named("io.k8s.api.core.v1.PodSpec").orElseThrow();
        assertThat(pod.shape("containers")).isInstanceOfSatisfying(Shape.ListOf.class, list -> {
            assertThat(list.element()).isEqualTo(new Shape.Struct("io.k8s.api.core.v1.Container", false, false));
            assertThat(list.merging().keys()).containsExactly(new Merging.Key("name", ""));
            assertThat(list.goName()).isEqualTo("[]v1.Container");
        });
        assertThat(pod.shape("nodeSelector")).isEqualTo(new Shape.MapOf(Shape.Scalar.STRING, true));
        assertThat(pod.shape("terminationGracePeriodSeconds")).isEqualTo(Shape.Scalar.INT64);
        assertThat(pod.fields().values().stream().filter(Type.Field::required))
                .extracting(Type.Field::name)
                .containsExactly("containers");
        assertThat(pod.shape("foo")).isNull();
    }

    @Test
    void theTableOfMergesNamesWhatExists() {
        for (String place : MergeTable.places()) {
            Type whole = Types.named(place).orElse(null);
            if (whole != null) {
                continue;
            }
            int dot = place.lastIndexOf('.');
            Type type = Types.named(place.substring(0, dot)).orElseThrow(() -> new AssertionError(place));
            Shape shape = type.shape(place.substring(dot + 1));
            assertThat(shape).as(place).isNotNull();
            if (shape instanceof Shape.ListOf list && list.element() instanceof Shape.Struct struct) {
                Type element = Types.named(struct.type()).orElseThrow();
                assertThat(list.merging().keys())
                        .as(place)
                        .allSatisfy(key -> assertThat(element.fields()).containsKey(key.field()));
                assertThat(list.merging().mergeKey())
                        .as(place)
                        .satisfies(key -> assertThat(
                                        key.isEmpty() || element.fields().containsKey(key))
                                .isTrue());
            }
        }
    }
}
