package naru.kube.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import naru.base.Json;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The words that users of `kubectl get` read.
class TableTest {
    private static ObjectNode read(String json) {
        return (ObjectNode) Json.tree(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> cells(Resource resource, String json) {
        return Table.of(resource)
                .row(read(json), "v1", Include.NONE)
                .path("cells")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0,0s",
        "119,119s",
        "120,2m",
        "200,3m20s",
        "600,10m",
        "10740,179m",
        "10800,3h",
        "11100,3h5m",
        "30000,8h",
        "172799,47h",
        "172800,2d",
        "176400,2d1h",
        "691200,8d",
        "63072000,2y",
        "64800000,2y20d",
        "-5,<invalid>"
    })
    void agesAreShort(long seconds, String text) {
        assertThat(Age.text(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    static Stream<Arguments> pods() {
        String two = "'spec': {'containers': [{'name': 'a'}, {'name': 'b'}]}";
        String one = "'spec': {'containers': [{'name': 'a'}]}";
        String init = "'spec': {'initContainers': [{'name': 'i'}, {'name': 'j'}], 'containers': [{'name': 'a'}]}";
        String sidecar = "'spec': {'initContainers': [{'name': 's', 'restartPolicy': 'Always'}],"
                + " 'containers': [{'name': 'a'}]}";
        String runs = "{'name': 'a', 'ready': true, 'state': {'running': {}}}";
        return Stream.of(
                Arguments.of("0/1", "Pending", "0", "{" + one + ", 'status': {'phase': 'Pending'}}"),
                Arguments.of(
                        "1/2",
                        "Running",
                        "0",
                        "{" + two + ", 'status': {'phase': 'Running', 'containerStatuses': [" + runs + "]}}"),
                Arguments.of(
                        "0/1",
                        "CrashLoopBackOff",
                        "4",
                        "{" + one + ", 'status': {'phase': 'Running', 'containerStatuses': [{'name': 'a',"
                                + " 'restartCount': 4, 'state': {'waiting': {'reason': 'CrashLoopBackOff'}}}]}}"),
                Arguments.of(
                        "0/1",
                        "Completed",
                        "0",
                        "{" + one + ", 'status': {'phase': 'Succeeded', 'containerStatuses': [{'name': 'a', 'state':"
                                + " {'terminated': {'reason': 'Completed', 'exitCode': 0}}}]}}"),
                Arguments.of(
                        "0/1",
                        "ExitCode:3",
                        "0",
                        "{" + one + ", 'status': {'phase': 'Failed', 'containerStatuses': [{'name': 'a', 'state':"
                                + " {'terminated': {'exitCode': 3}}}]}}"),
                Arguments.of(
                        "0/1",
                        "Init:1/2",
                        "0",
                        "{" + init + ", 'status': {'phase': 'Pending', 'initContainerStatuses': [{'name': 'i',"
                                + " 'state': {'terminated': {'exitCode': 0}}}, {'name': 'j', 'state': {'running': {}}}],"
                                + " 'containerStatuses': [{'name': 'a', 'state': {'waiting':"
                                + " {'reason': 'PodInitializing'}}}]}}"),
                Arguments.of(
                        "0/1",
                        "Init:Error",
                        "0",
                        "{" + init + ", 'status': {'phase': 'Failed', 'initContainerStatuses': [{'name': 'i',"
                                + " 'state': {'terminated': {'exitCode': 1, 'reason': 'Error'}}}]}}"),
                Arguments.of(
                        "2/2",
                        "Running",
                        "0",
                        "{" + sidecar + ", 'status': {'phase': 'Running', 'initContainerStatuses': [{'name': 's',"
                                + " 'ready': true, 'started': true, 'state': {'running': {}}}], 'containerStatuses': ["
                                + runs + "]}}"),
                Arguments.of(
                        "1/1",
                        "Terminating",
                        "0",
                        "{'metadata': {'deletionTimestamp': '2026-01-01T00:00:00Z'}, " + one
                                + ", 'status': {'phase': 'Running', 'containerStatuses': [" + runs + "]}}"),
                Arguments.of(
                        "0/1", "Evicted", "0", "{" + one + ", 'status': {'phase': 'Failed', 'reason': 'Evicted'}}"));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void podsSayWhatIsWrong(String ready, String status, String restarts, String pod) {
        assertThat(PodPhrase.of(read(pod))).isEqualTo(new PodPhrase(ready, status, restarts));
    }

    @Test
    void restartsSayWhenTheLastWas() {
        String before = Instant.now().minus(Duration.ofDays(20)).toString();
        ObjectNode pod = read("{'spec': {'containers': [{'name': 'a'}]}, 'status': {'phase': 'Running',"
                + " 'containerStatuses': [{'name': 'a', 'restartCount': 2, 'ready': true, 'state': {'running': {}},"
                + " 'lastState': {'terminated': {'finishedAt': '" + before + "'}}}]}}");
        assertThat(PodPhrase.of(pod).restarts()).isEqualTo("2 (20d ago)");
    }

    @Test
    void nodesSayWhetherTheyTakePods() {
        List<String> cells = cells(
                Resources.NODES,
                "{'metadata': {'name': 'n1', 'labels': {'node-role.kubernetes.io/control-plane': '',"
                        + " 'node-role.kubernetes.io/worker': ''}}, 'spec': {'unschedulable': true}, 'status':"
                        + " {'conditions': [{'type': 'Ready', 'status': 'True'}], 'nodeInfo': {'kubeletVersion': 'v1'},"
                        + " 'addresses': [{'type': 'InternalIP', 'address': '10.0.0.1'}]}}");
        assertThat(cells)
                .containsSequence("n1", "Ready,SchedulingDisabled", "control-plane,worker")
                .contains("10.0.0.1", "<none>");
    }

    @Test
    void servicesSayTheirPorts() {
        List<String> cells = cells(
                Resources.SERVICES,
                "{'metadata': {'name': 'web'}, 'spec': {'type': 'NodePort', 'clusterIP': '10.1.1.1', 'selector':"
                        + " {'b': '2', 'a': '1'}, 'ports': [{'port': 80, 'nodePort': 30080}, {'port': 53,"
                        + " 'protocol': 'UDP'}]}}");
        assertThat(cells)
                .containsExactly(
                        "web", "NodePort", "10.1.1.1", "<none>", "80:30080/TCP,53/UDP", "<unknown>", "a=1,b=2");
    }

    @Test
    void endpointsAreFew() {
        assertThat(cells(
                        Resources.ENDPOINTS,
                        "{'metadata': {'name': 'web'}, 'subsets': [{'addresses': [{'ip': '1.1.1.1'}, {'ip': '1.1.1.2'},"
                                + " {'ip': '1.1.1.3'}, {'ip': '1.1.1.4'}], 'ports': [{'port': 80}]}]}"))
                .contains("1.1.1.1:80,1.1.1.2:80,1.1.1.3:80 + 1 more...");
    }

    @Test
    void jobsSayHowLongTheyTook() {
        assertThat(cells(
                        Resources.JOBS,
                        "{'metadata': {'name': 'j'}, 'spec': {'completions': 2, 'selector': {'matchExpressions': [{'key':"
                                + " 'a', 'operator': 'In', 'values': ['x', 'y']}]}}, 'status': {'succeeded': 2,"
                                + " 'startTime': '2026-01-01T00:00:00Z', 'completionTime': '2026-01-01T00:00:30Z',"
                                + " 'conditions': [{'type': 'Complete', 'status': 'True'}]}}"))
                .containsSequence("j", "Complete", "2/2", "30s")
                .contains("a in (x,y)");
    }

    @Test
    void everyKindHasAsManyCellsAsColumns() {
        for (Resource resource : Resources.all()) {
            Table table = Table.of(resource);
            ObjectNode empty = read("{'metadata': {'name': 'x'}}");
            ObjectNode row = table.row(empty, "v1", Include.METADATA);
            assertThat(row.path("cells").size()).isEqualTo(table.columns().size());
            assertThat(row.path("object").path("kind").asString("")).isEqualTo("PartialObjectMetadata");
        }
    }
}
