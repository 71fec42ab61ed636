package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import naru.tests.Kubectl;
import naru.tests.Program;
import naru.tests.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the cluster cannot take is refused in Kubernetes' words, with the field that is wrong, and nothing of it is
/// stored.
@Tag("system")
class ClusterBadInputTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String JSON = "Content-Type: application/json";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Kube kube;
    private static Path folder;
    private static String present;

    @BeforeAll
    static void start() throws IOException {
        kube = new Kube();
        folder = kube.naru.folder();
        keep("client-certificate-data", "{.users[0].user.client-certificate-data}");
        keep("client-key-data", "{.users[0].user.client-key-data}");
        keep("ca", "{.clusters[0].cluster.certificate-authority-data}");
        present = everything();
    }

    private static void keep(String name, String where) throws IOException {
        Files.write(
                folder.resolve(name), Base64.getDecoder().decode(kube.ok("config view --raw -o jsonpath=" + where)));
    }

    @AfterEach
    void nothingIsStored() {
        assertThat(everything()).isEqualTo(present);
    }

    @AfterAll
    static void stop() {
        kube.close();
    }

    private static String everything() {
        return kube.ok("get configmaps,secrets,services,deployments,jobs,pods,namespaces,roles -A -o name");
    }

    /// What curl gets without saying who it is: the body, and the status after it.
    private static Result anonymous(String path, String... more) {
        List<String> line = new ArrayList<>(List.of("curl", "-sS", "-m", "30", "--noproxy", "*"));
        line.addAll(List.of("--cacert", folder.resolve("ca").toString(), "-w", "%{http_code}"));
        line.addAll(List.of(more));
        line.add("https://" + kube.naru.address("kube") + path);
        return Program.run(line, Map.of(), new byte[0], PATIENCE);
    }

    /// What curl gets as the administrator.
    private static String curl(String path, String... more) {
        List<String> words = new ArrayList<>(
                List.of("--cert", folder.resolve("client-certificate-data").toString()));
        words.addAll(List.of("--key", folder.resolve("client-key-data").toString()));
        words.addAll(List.of(more));
        return anonymous(path, words.toArray(String[]::new)).ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "v1|ConfigMap|'metadata':{'name':'Bad_Name'}|metadata.name: Invalid value: \"Bad_Name\"",
                "v1|ConfigMap|'metadata':{}|name or generateName is required",
                "v1|ConfigMap|'metadata':{'name':'x'},'colour':'blue'|unknown field \"colour\"",
                "v1|ConfigMap|'metadata':{'name':'x'},'data':{'a':1}|ConfigMap.data.a of type string",
                "v1|ConfigMap|'metadata':{'name':'x'},'data':{'a/b':'1'}|data[a/b]: Invalid value",
                "v1|Secret|'metadata':{'name':'x'},'data':{'a':'***'}|illegal base64 data",
                "v1|Pod|'metadata':{'name':'x'},'spec':{}|spec.containers: Required value",
                "v1|Pod|'metadata':{'name':'x'},'spec':{'containers':[{'name':'a','image':'i','ports':[{'containerPort':0}]}]}"
                        + "|spec.containers[0].ports[0].containerPort",
                "v1|Pod|'metadata':{'name':'x'},'spec':{'containers':[{'name':'a','image':'i','comand':['x']}]}"
                        + "|unknown field \"spec.containers[0].comand\"",
                "v1|Service|'metadata':{'name':'x'},'spec':{'ports':[{'port':70000}]}|spec.ports[0].port: Invalid value",
                "v1|Service|'metadata':{'name':'x'},'spec':{'clusterIP':'1.2.3.4','ports':[{'port':80}]}"
                        + "|not in the valid range",
                "apps/v1|Deployment|'metadata':{'name':'x'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':"
                        + "{'metadata':{'labels':{'a':'c'}},'spec':{'containers':[{'name':'a','image':'i'}]}}}"
                        + "|`selector` does not match template `labels`",
                "batch/v1|Job|'metadata':{'name':'x'},'spec':{'template':{'spec':{'containers':[{'name':'a','image':'i'}]}}}"
                        + "|spec.template.spec.restartPolicy: Unsupported value",
                "apps/v2|Deployment|'metadata':{'name':'x'}|no matches for kind \"Deployment\" in version \"apps/v2\"",
                "v1|Pod|'metadata':{'name':'x','namespace':'nosuch'},'spec':{'containers':[{'name':'a','image':'i'}]}"
                        + "|namespaces \"nosuch\" not found",
            })
    void objectsThatAreWrong(String version, String kind, String fields, String sentence) {
        String object = "{'apiVersion':'" + version + "','kind':'" + kind + "'," + fields + "}";
        String text = object.replace('\'', '"');
        assertThat(kube.feed(text, "create -f -").refused()).contains(sentence);
        assertThat(kube.feed(text, "apply -f -").exit()).isEqualTo(1);
        assertThat(kube.feed(text, "apply --server-side -f -").exit()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "--type=strategic -p {\"data\":{\"ca.crt\":7}}|json: cannot unmarshal number",
                "--type=merge -p {\"data\":[]}|json: cannot unmarshal array",
                "--type=merge -p {\"metadata\":{\"name\":\"other\"}}|does not match the name on the URL",
                "--type=merge -p {\"metadata\":{\"resourceVersion\":\"1\"}}|the object has been modified",
                "--type=merge -p {\"metadata\":{\"labels\":{\"a\":\"b/c\"}}}|a valid label must be",
                "--type=json -p [{\"op\":\"remove\",\"path\":\"/data/nosuch\"}]|/data/nosuch",
                "--type=json -p [{\"op\":\"jump\",\"path\":\"/data\"}]|jump",
                "--type=json -p [{\"op\":\"replace\",\"path\":\"/data\",\"value\":\"text\"}]|json: cannot unmarshal string",
            })
    void patchesThatAreWrong(String words, String sentence) {
        String before = kube.ok("get cm kube-root-ca.crt -o yaml");
        assertThat(kube.run("patch cm kube-root-ca.crt " + words).refused()).contains(sentence);
        assertThat(kube.ok("get cm kube-root-ca.crt -o yaml")).isEqualTo(before);
    }

    @Test
    void bodiesThatAreWrong() throws IOException {
        String twice = "{\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":\"1\",\"a\":\"2\"}}";
        assertThat(curl(MAPS + "?fieldValidation=Strict", "-H", JSON, "-d", twice))
                .contains("duplicate field \\\"data.a\\\"", "\"reason\":\"BadRequest\"")
                .endsWith("400");
        assertThat(curl(MAPS + "?fieldValidation=Sometimes", "-H", JSON, "-d", twice))
                .endsWith("400");
        assertThat(curl(MAPS + "?dryRun=Some", "-H", JSON, "-d", twice)).endsWith("400");
        for (String body : List.of("", "[]", "{\"metadata\":", "nonsense", "{\"kind\":\"Pod\"}")) {
            assertThat(curl(MAPS, "-H", JSON, "-d", body))
                    .as(body)
                    .contains("\"Failure\"")
                    .endsWith("400");
        }
        assertThat(curl(MAPS, "-H", "Content-Type: text/html", "-d", "{}"))
                .contains("UnsupportedMediaType")
                .endsWith("415");
        assertThat(curl(MAPS, "-H", "Content-Type: application/vnd.kubernetes.protobuf", "-d", "k8s"))
                .contains("\"Failure\"");
        assertThat(curl(MAPS + "/x", "-X", "PATCH", "-H", JSON, "-d", "{}")).endsWith("415");
        String deep = "{\"metadata\":{\"name\":\"x\"},\"data\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}";
        assertThat(curl(MAPS, "-H", JSON, "--data-binary", file(deep))).endsWith("400");
        String large = "{\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":\"" + "x".repeat(2 << 20) + "\"}}";
        assertThat(curl(MAPS, "-H", JSON, "--data-binary", file(large)))
                .contains("\"field\":\"data\"")
                .endsWith("422");
        assertThat(curl(MAPS, "-H", JSON, "-H", "Expect:", "--data-binary", file(" ".repeat(20 << 20))))
                .contains("RequestEntityTooLarge")
                .endsWith("413");
    }

    private static String file(String content) throws IOException {
        return "@" + Files.writeString(folder.resolve("body"), content);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/nosuch | 404",
                "/apis/nosuch/v1/things | 404",
                "/nosuch | 404",
                "/api/v1/namespaces/default/pods/..%2f..%2fsecrets | 404",
                "/api/v1/namespaces/default/pods/UPPER | 404",
                "/api/v1/namespaces/default/pods/%00 | 4",
                "/api/v1/namespaces/default/configmaps?limit=many | 400",
                "/api/v1/namespaces/default/configmaps?resourceVersion=new | 400",
                "/api/v1/namespaces/default/configmaps?continue=nonsense | 400",
                "/api/v1/namespaces/default/configmaps?labelSelector=a+in+( | 400",
                "/api/v1/namespaces/default/pods?fieldSelector=spec.nosuch%3Da | 400",
                "/api/v1/namespaces/default/pods/x/log | 404",
                "/api/v1/namespaces/default/pods/x/exec?command=a | 40",
            })
    void placesThatAreNone(String path, String status) {
        assertThat(curl(path)).contains("\"kind\":\"Status\"").containsPattern(status + "[0-9]*$");
    }

    @Test
    void callersThatProveNothing() throws IOException {
        assertThat(anonymous("/api/v1/pods").ok()).contains("system:anonymous").endsWith("403");
        String token = kube.ok("create token default");
        assertThat(bearer(token))
                .contains("system:serviceaccount:default:default")
                .endsWith("403");
        String[] parts = token.split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String other = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("default", "forged").getBytes(StandardCharsets.UTF_8));
        String unsigned = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
        for (String forged : List.of(
                "nonsense",
                parts[0] + "." + other + "." + parts[2],
                unsigned + "." + parts[1] + ".",
                parts[0] + "." + parts[1] + "." + parts[2].substring(4) + "AAAA",
                "a.b.c")) {
            assertThat(bearer(forged)).contains("Unauthorized").endsWith("401");
        }
        assertThat(foreign()).isNotZero();
        kube.ok("create serviceaccount brief");
        String bound = kube.ok("create token brief");
        assertThat(bearer(bound)).endsWith("403");
        kube.ok("delete serviceaccount brief");
        assertThat(bearer(bound)).endsWith("401");
        assertThat(Program.run(
                                List.of("curl", "-sS", "-m", "10", "http://" + kube.naru.address("kube") + "/api"),
                                Map.of(),
                                new byte[0],
                                PATIENCE)
                        .exit())
                .isNotZero();
    }

    private static String bearer(String token) {
        return anonymous("/api/v1/pods", "-H", "Authorization: Bearer " + token).ok();
    }

    /// How curl ends with a certificate of an authority that nobody here knows.
    private static int foreign() {
        String key = folder.resolve("foreign.key").toString();
        String certificate = folder.resolve("foreign.crt").toString();
        Program.run(
                        List.of(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-256",
                                "-nodes",
                                "-subj",
                                "/O=system:masters/CN=admin",
                                "-days",
                                "1",
                                "-keyout",
                                key,
                                "-out",
                                certificate),
                        Map.of(),
                        new byte[0],
                        PATIENCE)
                .ok();
        Result answer = anonymous("/api/v1/pods", "--cert", certificate, "--key", key);
        return answer.exit() == 0 && answer.out().endsWith("401") ? 401 : answer.exit();
    }

    @Test
    void aWatcherThatNeverReadsHoldsNobodyUp() throws Exception {
        List<Process> watchers = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                List<String> watch = kube.naru.kubectlLine(Kubectl.newest(), "get", "--raw", MAPS + "?watch=true");
                watchers.add(new ProcessBuilder(watch).start());
            }
            Path large = Files.writeString(folder.resolve("large"), "x".repeat(900_000));
            for (int i = 0; i < 20; i++) {
                kube.ok("create configmap large-" + i + " --from-file=" + large);
            }
            kube.ok("delete configmaps -l !nosuch --field-selector=metadata.name!=kube-root-ca.crt");
            assertThat(kube.ok("get --raw /readyz")).isEqualTo("ok");
        } finally {
            watchers.forEach(Process::destroyForcibly);
        }
    }
}
