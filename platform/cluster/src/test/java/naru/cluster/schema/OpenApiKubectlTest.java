package naru.cluster.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import naru.base.Json;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The documents as every kubectl on this machine reads them, from a server that has them and
/// discovery, and no more.
@Tag("system")
class OpenApiKubectlTest {
    private final OpenApi api = new OpenApi(Resources.all(), "v1.32.0");
    private final List<String> writes = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = switch (path) {
            case "/openapi/v3" -> api.index();
            case "/openapi/v2" -> api.v2Protobuf().bytes();
            case String v3
            when v3.startsWith("/openapi/v3/") ->
                api.v3(v3.substring("/openapi/v3/".length())).orElseThrow().bytes();
            default -> Json.write(discovery(path));
        };
        boolean write = !exchange.getRequestMethod().equals("GET");
        if (write) {
            writes.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            body = exchange.getRequestBody().readAllBytes();
        }
        boolean known = write || body.length > 2;
        exchange.getResponseHeaders()
                .add("Content-Type", path.equals("/openapi/v2") ? OpenApi.V2_PROTOBUF : "application/json");
        exchange.sendResponseHeaders(known ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static ObjectNode discovery(String path) {
        ObjectNode answer = Json.mapper().createObjectNode();
        if (path.equals("/api")) {
            answer.put("kind", "APIVersions").putArray("versions").add("v1");
        } else if (path.equals("/apis")) {
            ArrayNode groups = answer.put("kind", "APIGroupList").putArray("groups");
            Resources.all().stream()
                    .map(Resource::group)
                    .filter(g -> !g.isEmpty())
                    .distinct()
                    .forEach(group -> {
                        ObjectNode one = groups.addObject().put("name", group);
                        ObjectNode version = Json.mapper()
                                .createObjectNode()
                                .put("groupVersion", group + "/v1")
                                .put("version", "v1");
                        one.set("preferredVersion", version);
                        one.putArray("versions").add(version);
                    });
        }
        for (Resource resource : Resources.all()) {
            if (path.equals(OpenApi.base(resource))) {
                answer.put("kind", "APIResourceList").put("groupVersion", resource.apiVersion());
                ObjectNode one = answer.withArray("resources").addObject();
                one.put("name", resource.plural()).put("singularName", resource.singular());
                one.put("namespaced", resource.namespaced()).put("kind", resource.kind());
                one.putArray("verbs").add("get").add("list").add("create").add("patch");
            }
        }
        return answer;
    }

    private static List<String> versions() throws IOException {
        List<String> found = new ArrayList<>();
        for (String place : System.getenv("PATH").split(":")) {
            Path kubectl = Path.of(place, "kubectl");
            if (Files.isExecutable(kubectl)) {
                try (Stream<Path> beside = Files.list(kubectl.toRealPath().getParent())) {
                    beside.map(Path::toString)
                            .filter(name -> name.matches(".*/kubectl(\\.1\\.\\d+)?"))
                            .sorted()
                            .forEach(found::add);
                }
                break;
            }
        }
        List<String> named =
                found.stream().filter(name -> name.contains("kubectl.1.")).toList();
        return named.isEmpty() ? found : named;
    }

    private String run(String kubectl, String... arguments) throws IOException, InterruptedException {
        Path configuration = folder.resolve("kubeconfig");
        Files.writeString(configuration, "{apiVersion: v1, kind: Config}");
        List<String> command = new ArrayList<>(List.of(
                kubectl,
                "--server=http://127.0.0.1:" + server.getAddress().getPort(),
                "--kubeconfig=" + configuration,
                "--cache-dir=" + folder.resolve("cache-" + Path.of(kubectl).getFileName())));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        return output;
    }

    @Test
    void explainsKindsAndFields() throws IOException, InterruptedException {
        assertThat(versions()).as("kubectl on PATH").isNotEmpty();
        for (String kubectl : versions()) {
            String containers = run(kubectl, "explain", "pod.spec.containers");
            assertThat(containers).as(kubectl).contains("FIELD: containers <[]Container>");
            assertThat(containers)
                    .contains(
                            "imagePullPolicy\t<string>", "name\t<string> -required-", "A single application container");
            assertThat(run(kubectl, "explain", "deployment")).contains("GROUP:      apps", "KIND:       Deployment");
            assertThat(run(kubectl, "explain", "deployment.spec.strategy.rollingUpdate.maxSurge"))
                    .contains("FIELD: maxSurge <", "a text such as");
            assertThat(run(kubectl, "explain", "nodes.status", "--recursive")).contains("addresses\t<[]NodeAddress>");
        }
    }

    @Test
    void validatesOnTheServer() throws IOException, InterruptedException {
        Path file = folder.resolve("pod.yaml");
        Files.writeString(file, "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: []}\n");
        for (String kubectl : versions()) {
            writes.clear();
            String output = run(kubectl, "create", "-f", file.toString());
            assertThat(output).as(kubectl).contains("pod/p created");
            assertThat(writes).singleElement().asString().contains("fieldValidation=Strict");
        }
    }
}
