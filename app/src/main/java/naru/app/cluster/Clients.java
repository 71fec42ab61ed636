package naru.app.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.app.docker.DockerRehearsal;
import naru.base.Instance;
import naru.base.Json;
import naru.cluster.client.HttpObjects;
import naru.cluster.client.Server;
import naru.cluster.informer.Informer;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Identity;
import naru.cluster.pki.Keys;
import naru.cluster.pki.Subject;
import naru.cluster.pki.Tls;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the clients of a daemon ask first, for the start cache: discovery, lists, a Deployment, and docker's.
public final class Clients {
    private static final WriteOptions AS = WriteOptions.by("rehearsal");
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String NAMESPACE = "default";
    private static final String NAME = "rehearsal";

    private Clients() {}

    /// Plays them against the daemon of an instance, on whose data it must be allowed to look.
    public static void play(Instance instance) {
        Path status = instance.run().resolve("status.json");
        try {
            JsonNode addresses = Json.tree(Files.readAllBytes(status)).path("addresses");
            String socket = addresses.path("docker").asString("").replaceFirst("^unix://", "");
            DockerRehearsal.play(Path.of(socket));
            String kube = addresses.path("kube").asString("");
            ask(ClusterCa.open(instance.data(), InstantSource.system()), kube.replace("https://", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks the API at an address as its administrator.
    static void ask(ClusterCa ca, String address) {
        KeyPair pair = Keys.curve();
        Identity identity = new Identity(pair.getPrivate(), ca.client(pair.getPublic(), Subject.ADMINISTRATOR));
        var tls = Tls.client(ca.certificate(), identity);
        try (Server server = Server.at(List.of(address), () -> tls)) {
            List.of("/version", "/api", "/apis", "/api/v1", "/apis/apps/v1").forEach(server::get);
            Objects objects = new HttpObjects(server);
            objects.create(Resources.DEPLOYMENTS, NAMESPACE, deployment(), AS);
            awaitPod(objects);
            objects.list(Resources.NODES, "", ListOptions.ALL);
            objects.get(Resources.DEPLOYMENTS, NAMESPACE, NAME);
            objects.delete(Resources.DEPLOYMENTS, NAMESPACE, NAME, DeleteOptions.NOW);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitPod(Objects objects) throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        try (Informer pods = new Informer(objects, Resources.PODS, NAMESPACE)) {
            pods.handle((_, _) -> seen.countDown());
            pods.start();
            seen.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /// Its image is nowhere, so that no registry is asked.
    private static ObjectNode deployment() {
        ObjectNode document = Json.mapper().createObjectNode();
        document.put("apiVersion", "apps/v1").put("kind", "Deployment");
        document.putObject("metadata").put("name", NAME);
        ObjectNode spec = document.putObject("spec");
        spec.putObject("selector").putObject("matchLabels").put("app", NAME);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", NAME);
        template.putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", NAME)
                .put("image", "none")
                .put("imagePullPolicy", "Never");
        return document;
    }
}
