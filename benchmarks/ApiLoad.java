import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Load on a Kubernetes API as its clients make it, over TLS: creates, lists, watches. Run by api.sh.
///
/// Arguments: the kubeconfig's file (for address and authority), a file with a token, the number of pods.
final class ApiLoad {
    private static final int CLIENTS = 16;
    private static final int LISTS = 11;
    private static final int WATCHERS = 100;
    private static final int CHANGES = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private static final Pattern CHANGE = Pattern.compile("\"name\": *\"watched-(\\d+)\"");

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
        load.watches();
    }

    /// One watch of the config maps: what it has seen of the changes, by their numbers.
    private final class Watcher {
        private final BitSet seen = new BitSet();
        private final CountDownLatch all = new CountDownLatch(1);
        private volatile String end = "it still reads";

        private void run(String version, CountDownLatch watching) {
            String path = MAPS + "?watch=true&resourceVersion=" + version;
            try {
                HttpResponse<Stream<String>> answer = http.send(request(path).build(), BodyHandlers.ofLines());
                watching.countDown();
                if (answer.statusCode() != 200) {
                    end = "it was answered " + answer.statusCode();
                    return;
                }
                try (Stream<String> lines = answer.body()) {
                    lines.takeWhile(this::more).forEach(line -> {});
                }
                end = "its stream ended";
            } catch (IOException | RuntimeException e) {
                end = e.toString();
            } catch (InterruptedException e) {
                end = "it was interrupted";
            } finally {
                watching.countDown();
            }
        }

        private synchronized boolean more(String line) {
            Matcher change = CHANGE.matcher(line);
            if (change.find()) {
                seen.set(Integer.parseInt(change.group(1)));
            }
            if (seen.cardinality() == CHANGES) {
                all.countDown();
                return false;
            }
            return true;
        }

        private synchronized int missing() {
            return CHANGES - seen.cardinality();
        }

        private String state() {
            return missing() + " missing, the first " + seen.nextClearBit(0) + "; " + end;
        }
    }

    /// Many watch one kind while it changes: how many events reach them per second, until all have seen all.
    private void watches() throws InterruptedException {
        String version = first(send("GET", MAPS + "?limit=1", ""), "\"resourceVersion\": *\"(\\d+)\"");
        List<Watcher> watchers = Stream.generate(Watcher::new).limit(WATCHERS).toList();
        CountDownLatch watching = new CountDownLatch(WATCHERS);
        watchers.forEach(one -> Thread.startVirtualThread(() -> one.run(version, watching)));
        if (!watching.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(watching.getCount() + " watches are not answered");
        }
        long began = System.nanoTime();
        double changes = inParallel(CHANGES, number -> post(MAPS, map("watched-" + number, "c" + number)));
        long until = began + PATIENCE.toNanos();
        for (Watcher one : watchers) {
            if (!one.all.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                watchers.stream()
                        .filter(late -> late.missing() > 0)
                        .limit(10)
                        .forEach(late -> System.err.println("a watcher waits in vain: " + late.state()));
                throw new IllegalStateException("not all watchers saw all changes within " + PATIENCE.toSeconds() + " s");
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "| events delivered to %d watchers of %d changes (%.0f changes/s), 1/s | %.0f |%n",
                WATCHERS, CHANGES, changes, WATCHERS * CHANGES / seconds);
    }

    /// Calls per second.
    private double inParallel(int count, IntConsumer call) throws InterruptedException {
        Semaphore places = new Semaphore(CLIENTS);
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        long began = System.nanoTime();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < count; number++) {
                int mine = number;
                places.acquire();
                clients.submit(() -> {
                    try {
                        call.accept(mine);
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        places.release();
                    }
                });
            }
        }
        if (failure.get() != null) {
            throw failure.get();
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
        } catch (IOException e) {
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
