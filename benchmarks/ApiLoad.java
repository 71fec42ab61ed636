import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Load on a Kubernetes API as its clients make it, over TLS: creates, lists. Run by api.sh.
///
/// Arguments: the kubeconfig's file (for address and authority), a file with a token, the number of pods.
final class ApiLoad {
    private static final int CLIENTS = 16;
    private static final int LISTS = 11;
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final HttpClient http;
    private final String address;
    private final String token;

    private ApiLoad(String kubeconfig, String token) throws Exception {
        this.address = first(kubeconfig, "server: *(\\S+)");
        this.token = token;
        byte[] authority = Base64.getDecoder().decode(first(kubeconfig, "certificate-authority-data: *(\\S+)"));
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build();
    }

    private static String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + pattern + " in the kubeconfig");
        }
        return matcher.group(1);
    }

    public static void main(String[] args) throws Exception {
        int pods = Integer.parseInt(args[2]);
        ApiLoad load = new ApiLoad(Files.readString(Path.of(args[0])), Files.readString(Path.of(args[1])).strip());
        load.inParallel(500, number -> load.post(MAPS, map("warm-" + number, "0")));
        double creates = load.inParallel(pods, number -> load.post(PODS, pod("pod-" + number)));
        System.out.printf("| creates of pods, %d at a time, 1/s | %.0f |%n", CLIENTS, creates);
        load.lists(pods);
    }

    /// Calls per second.
    private double inParallel(int count, IntConsumer call) throws InterruptedException {
        Semaphore places = new Semaphore(CLIENTS);
        long began = System.nanoTime();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < count; number++) {
                int mine = number;
                places.acquire();
                clients.submit(() -> {
                    try {
                        call.accept(mine);
                    } finally {
                        places.release();
                    }
                });
            }
        }
        return count * 1e9 / (System.nanoTime() - began);
    }

    private void lists(int pods) {
        long[] nanos = new long[LISTS];
        int bytes = 0;
        for (int i = 0; i < LISTS; i++) {
            long began = System.nanoTime();
            bytes = send("GET", PODS, "").length();
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        System.out.printf("| a list of %d pods (%.1f MB), median, ms | %.0f |%n", pods, bytes / 1e6, nanos[LISTS / 2] / 1e6);
    }

    private void post(String path, String body) {
        send("POST", path, body);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Authorization", "Bearer " + token);
    }

    private String send(String method, String path, String body) {
        try {
            String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
            HttpRequest request = request(path)
                    .header("Content-Type", type)
                    .method(method, BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + ": " + answer.body());
            }
            return answer.body();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// A pod that nobody places, so that the API alone is measured.
    private static String pod(String name) {
        return """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"load"}},"spec":{"schedulerName":"nobody",
             "containers":[{"name":"c","image":"load:1","command":["sleep","100"],"env":[{"name":"A","value":"b"}],
             "resources":{"requests":{"cpu":"10m","memory":"16Mi"}}}]}}""".formatted(name);
    }

    private static String map(String name, String value) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"k\":\"%s\"}}"
                .formatted(name, value);
    }
}
