package naru.cluster.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The bodies were recorded from kubectl 1.32 (protobuf) and 1.31 (JSON), for the same commands.
class ProtobufDecoderTest {
    private static byte[] body(String name) {
        try (InputStream in = ProtobufDecoderTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// JSON has nulls for times and lists that are not set.
    private static JsonNode withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.removeIf(JsonNode::isNull);
        }
        node.forEach(ProtobufDecoderTest::withoutNulls);
        return node;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "can-i-list",
                "can-i",
                "clusterrole",
                "clusterrolebinding",
                "configmap-binary",
                "configmap",
                "cronjob",
                "deployment-zero",
                "deployment",
                "ingress",
                "job",
                "namespace",
                "pdb",
                "priorityclass",
                "quota",
                "role",
                "rolebinding",
                "secret",
                "service-externalname",
                "service-headless",
                "service-nodeport",
                "service",
                "serviceaccount",
                "token",
                "whoami"
            })
    void readsWhatKubectlSends(String name) {
        assertThat(ProtobufDecoder.decode(body(name + ".pb"))).isEqualTo(withoutNulls(Json.tree(body(name + ".json"))));
    }

    @Test
    void readsOptionsOfADeletion() {
        assertThat(ProtobufDecoder.decode(body("drain-delete.pb")).toString())
                .isEqualTo("{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"}");
    }

    @Test
    void refusesOtherFormatsAndKinds() {
        assertThatThrownBy(() -> ProtobufDecoder.decode(Json.write("{}")))
                .isInstanceOfSatisfying(
                        Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.UNSUPPORTED_MEDIA_TYPE));
        byte[] unknown = body("deployment.pb");
        unknown[17] = 'X';
        assertThatThrownBy(() -> ProtobufDecoder.decode(unknown))
                .hasMessageContaining("no kind \"Xeployment\" is registered for version \"apps/v1\"");
    }

    @Test
    void everyBrokenBodyIsAFault() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] whole = body("deployment.pb");
        for (int round = 0; round < 20_000; round++) {
            byte[] broken = Arrays.copyOf(whole, 4 + random.nextInt(whole.length - 4) + 1);
            for (int i = random.nextInt(4); i > 0; i--) {
                broken[4 + random.nextInt(broken.length - 4)] = (byte) random.nextInt();
            }
            try {
                ProtobufDecoder.decode(broken);
            } catch (Fault fault) {
                assertThat(fault.kind())
                        .as("seed " + seed + ", round " + round)
                        .isIn(Fault.Kind.INVALID, Fault.Kind.UNSUPPORTED_MEDIA_TYPE, Fault.Kind.TOO_LARGE);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    @Test
    void theNumberOfValuesIsLimited() {
        byte[] many = new byte[2_000_000];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = 0x0a; // field 1: an empty text
        }
        assertThatThrownBy(() -> new MessageReader().read("io.k8s.api.core.v1.Capabilities", ByteBuffer.wrap(many)))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.TOO_LARGE));
    }

    @Test
    void theTableOfZerosNamesWhatExists() {
        Messages.zeros().forEach((message, fields) -> {
            Set<String> known = Types.named(message).orElseThrow().fields().keySet();
            assertThat(known).as(message).containsAll(fields);
        });
    }
}
