package naru.cluster.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import naru.base.Json;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SchemaTest {
    private static final Schema DEPLOYMENT = Schemas.of(Resources.DEPLOYMENTS);

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.tree(text.replace('\'', '"').getBytes(UTF_8));
    }

    private static WriteOptions options(WriteOptions.Validation validation, List<String> told) {
        return new WriteOptions("test", false, false, validation, told::add);
    }

    @Test
    void findsUnknownFieldsAtEveryDepth() {
        ObjectNode object = json("{'kind':'Deployment','spam':1,'spec':{'foo':null,'template':{'metadata':{'labels':"
                + "{'any':'x'}},'spec':{'containers':[{'name':'a'},{'bar':1}]}}}}");
        assertThat(DEPLOYMENT.check(object))
                .extracting(Problem::sentence)
                .containsExactly(
                        "unknown field \"spam\"",
                        "unknown field \"spec.foo\"",
                        "unknown field \"spec.template.spec.containers[1].bar\"");
        assertThat(DEPLOYMENT.prune(object))
                .isEqualTo(json("{'kind':'Deployment','spec':{'template':{'metadata':{'labels':{'any':'x'}},"
                        + "'spec':{'containers':[{'name':'a'},{}]}}}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'spec':{'replicas':'2'}}    | json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
            {'spec':{'replicas':1.5}}    | json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32
            {'spec':{'replicas':9999999999}} | json: cannot unmarshal number 9999999999 into Go struct field DeploymentSpec.spec.replicas of type int32
            {'spec':{'paused':1}}        | json: cannot unmarshal number into Go struct field DeploymentSpec.spec.paused of type bool
            {'spec':[]}                  | json: cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec
            {'metadata':{'labels':{'a':1}}} | json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels.a of type string
            {'metadata':{'finalizers':'x'}} | json: cannot unmarshal string into Go struct field ObjectMeta.metadata.finalizers of type []string
            {'metadata':{'labels':['x']}}   | json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string
            {'spec':{'template':{'spec':{'containers':{}}}}} | json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container
            {'spec':{'template':{'spec':{'containers':[{'image':1}]}}}} | json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string
            {'spec':{'strategy':{'rollingUpdate':{'maxSurge':true}}}} | json: cannot unmarshal bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type intstr.IntOrString
            """)
    void saysWhichTypeIsWrong(String object, String sentence) {
        assertThatThrownBy(() -> DEPLOYMENT.accept(
                        json(object), List.of(), options(WriteOptions.Validation.IGNORE, new ArrayList<>())))
                .hasMessageEndingWith("cannot be handled as a Deployment: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'spec':{'template':{'spec':{'containers':[{'resources':{'limits':{'cpu':'1x'}}}]}}}} | quantities must match
            {'metadata':{'creationTimestamp':'yesterday'}} | parsing time "yesterday" as
            """)
    void saysWhichTextIsWrong(String object, String part) {
        assertThat(DEPLOYMENT.check(json(object))).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.WRONG_TYPE);
            assertThat(problem.sentence()).contains(part);
        });
        assertThat(Schemas.of(Resources.SECRETS).check(json("{'data':{'a':'%%'}}")))
                .hasSize(1);
    }

    @Test
    void acceptsWhatIsRight() {
        ObjectNode object = json("{'metadata':{'creationTimestamp':null,'annotations':{'a':null}},"
                + "'spec':{'strategy':{'rollingUpdate':{'maxSurge':'25%','maxUnavailable':1}},'template':{'spec':"
                + "{'containers':[{'resources':{'limits':{'cpu':1,'memory':'1.5Gi','x':'1e3','y':'500m'}}}]}}},"
                + "'status':{'conditions':[{'lastUpdateTime':'2026-01-02T03:04:05Z'}]}}");
        assertThat(DEPLOYMENT.check(object)).isEmpty();
        assertThat(DEPLOYMENT.prune(object).path("metadata")).isEqualTo(json("{'annotations':{'a':''}}"));
    }

    @Test
    void refusesTellsOrIgnores() {
        ObjectNode object = json("{'apiVersion':'apps/v1','kind':'Deployment','spec':{'foo':1}}");
        List<Problem> twice = List.of(Problem.duplicate("spec.replicas"));
        List<String> told = new ArrayList<>();
        assertThatThrownBy(() -> DEPLOYMENT.accept(object, twice, options(WriteOptions.Validation.STRICT, told)))
                .hasMessage("Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: "
                        + "duplicate field \"spec.replicas\", unknown field \"spec.foo\"");
        assertThat(DEPLOYMENT.accept(object, twice, options(WriteOptions.Validation.WARN, told)))
                .isEqualTo(json("{'apiVersion':'apps/v1','kind':'Deployment','spec':{}}"));
        assertThat(told).containsExactly("duplicate field \"spec.replicas\"", "unknown field \"spec.foo\"");
        DEPLOYMENT.accept(object, twice, options(WriteOptions.Validation.IGNORE, told));
        assertThat(told).hasSize(2);
    }

    @Test
    void knowsKindsThatAreOnlySent() {
        assertThat(Schemas.of("policy/v1", "Eviction")).isPresent();
        assertThat(Schemas.of("v1", "DeleteOptions")).isPresent();
        assertThat(Schemas.of("example.com/v1", "Widget")).isEmpty();
    }
}
