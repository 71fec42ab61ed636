package naru.cluster.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import naru.base.Fault;
import naru.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void findsFieldsThatAreThereTwice() {
        Bodies.Body body = Bodies.json(
                bytes("{\"spec\":{\"replicas\":1,\"replicas\":2,\"list\":[{\"a\":1},{\"a\":1,\"a\":2,\"a\":3}]}}"));
        assertThat(body.duplicates())
                .extracting(Problem::sentence)
                .containsExactly("duplicate field \"spec.replicas\"", "duplicate field \"spec.list[1].a\"");
        assertThat(body.object().path("spec").path("replicas").intValue()).isEqualTo(2);
        assertThat(Bodies.yaml(bytes("spec:\n  replicas: 1\n  replicas: 2\n")).duplicates())
                .extracting(Problem::sentence)
                .containsExactly("duplicate field \"spec.replicas\"");
    }

    @Test
    void readsYamlAsJson() {
        String yaml = """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: c # a comment
                data:
                  number: "1"
                  text: |
                    one
                    two
                list: [1, 2.5, true, null, x, "3"]
                """;
        String json = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\"},\"data\":"
                + "{\"number\":\"1\",\"text\":\"one\\ntwo\\n\"},\"list\":[1,2.5,true,null,\"x\",\"3\"]}";
        assertThat(Bodies.yaml(bytes(yaml)).value()).isEqualTo(Json.tree(bytes(json)));
        assertThat(Bodies.yaml(bytes(json)).value()).isEqualTo(Json.tree(bytes(json)));
        assertThat(Bodies.json(bytes(json)).value()).isEqualTo(Json.tree(bytes(json)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,", "{\"a\":}", "{} {}", "{\"a\":1e999}", "nul"})
    void refusesMalformedJson(String text) {
        assertThatThrownBy(() -> Bodies.json(bytes(text)))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a: [", "a: b: c", "a: 1\n---\nb: 2\n", "a: &x [1]\nb: *x\n", "\t- a"})
    void refusesMalformedYaml(String text) {
        assertThatThrownBy(() -> Bodies.yaml(bytes(text)))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.INVALID));
    }

    @Test
    void hasLimits() {
        for (String open : new String[] {"[", "{\"a\":"}) {
            assertThatThrownBy(() -> Bodies.json(bytes(open.repeat(100_000))))
                    .isInstanceOfSatisfying(
                            Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.INVALID));
            assertThatThrownBy(() -> Bodies.yaml(bytes(open.repeat(100_000))))
                    .isInstanceOfSatisfying(
                            Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.INVALID));
        }
        assertThatThrownBy(() -> Bodies.yaml(bytes("- ".repeat(100_000))))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.INVALID));
        assertThatThrownBy(() -> Bodies.json(bytes("[" + "1,".repeat(Bodies.MAX_VALUES) + "1]")))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.TOO_LARGE));
        assertThatThrownBy(() -> Bodies.json(new byte[Bodies.MAX_BYTES + 1]))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.TOO_LARGE));
    }

    @Test
    void everythingIsReadOrAFault() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String letters = "{}[]:,-\"'\n \t&*!|>%@#?ab1.~\\";
        for (int round = 0; round < 5000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            for (boolean yaml : new boolean[] {true, false}) {
                try {
                    Bodies.Body body = yaml ? Bodies.yaml(bytes(text.toString())) : Bodies.json(bytes(text.toString()));
                    assertThat(body.value()).isNotNull();
                } catch (Fault fault) {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID);
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed + ": " + Json.text(text.toString()), e);
                }
            }
        }
    }

    @Test
    void readsDocumentsOfOneFile() {
        byte[] file = bytes("# none\n---\nkind: A\n---\n---\nkind: B\nkind: C\n...\n---\n");
        List<Bodies.Body> bodies = Bodies.documents(file);
        assertThat(bodies.stream().map(one -> one.object().path("kind").asString()))
                .containsExactly("A", "C");
        assertThat(bodies.getLast().duplicates()).hasSize(1);
        assertThat(Bodies.documents(bytes("# nothing\n"))).isEmpty();
        assertThatThrownBy(() -> Bodies.documents(bytes("kind: A\n---\nwords\n")))
                .hasMessageContaining("is a text");
    }
}
