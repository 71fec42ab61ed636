package naru.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.state.ObjectStore;
import naru.image.RegistryLogin;
import naru.node.pod.runtime.ImageSource;
import naru.node.pod.spec.Pod;
import naru.store.kv.MemoryKeyValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/// Signing in at a registry with several secrets.
@Timeout(30)
class PullsTest {
    private static final WriteOptions BY = WriteOptions.by("test");
    private static final String IMAGE = "registry.test/closed:1";

    private final MemoryKeyValues store = new MemoryKeyValues();
    private final ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);
    private final List<String> tried = new ArrayList<>();
    private final Pulls pulls = new Pulls(new Closed(), objects);

    /// A registry that lets only maria in.
    private final class Closed implements ImageSource {
        @Override
        public Optional<Local> find(String reference) {
            return Optional.empty();
        }

        @Override
        public synchronized void pull(String reference, Optional<RegistryLogin> login) {
            String name = login.map(RegistryLogin::username).orElse("nobody");
            tried.add(name);
            if (!name.equals("maria")) {
                throw new Fault(Fault.Kind.UNAUTHORIZED, name + " may not", null);
            }
        }
    }

    @BeforeEach
    void begin() {
        objects.create(Resources.NAMESPACES, "", document("Namespace", "default"), BY);
        secret("one", "registry.test", "peter");
        secret("two", "registry.test", "maria");
        secret("elsewhere", "other.test", "maria");
    }

    @AfterEach
    void end() {
        objects.close();
        store.close();
    }

    @Test
    void everySecretForTheRegistryIsTriedInTurn() throws Exception {
        pulls.begin(pod("elsewhere", "nosuch", "one", "two"), IMAGE).get(10, TimeUnit.SECONDS);
        assertThat(tried).containsExactly("peter", "maria");
    }

    @Test
    void theLastFailureIsTold() {
        assertThat(pulls.begin(pod("one"), IMAGE)
                        .handle((_, failure) -> failure)
                        .join())
                .isInstanceOfAny(Fault.class, CompletionException.class)
                .hasMessageContaining("peter may not");
    }

    @Test
    void withoutASecretItIsTriedAsNobody() {
        assertThat(pulls.begin(pod("elsewhere"), IMAGE)
                        .handle((_, failure) -> failure)
                        .join())
                .hasMessageContaining("nobody may not");
    }

    private void secret(String name, String registry, String user) {
        ObjectNode secret = document("Secret", name);
        secret.put("type", "kubernetes.io/dockerconfigjson");
        String config = "{\"auths\":{\"" + registry + "\":{\"username\":\"" + user + "\",\"password\":\"p\"}}}";
        secret.putObject("data")
                .put(".dockerconfigjson", Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8)));
        objects.create(Resources.SECRETS, "default", secret, BY);
    }

    private static ObjectNode document(String kind, String name) {
        ObjectNode made = Json.mapper().createObjectNode();
        made.put("apiVersion", "v1").put("kind", kind).putObject("metadata").put("name", name);
        return made;
    }

    private static Pod pod(String... secrets) {
        ObjectNode made = document("Pod", "pod");
        made.withObject("/metadata").put("namespace", "default");
        ObjectNode spec = made.putObject("spec");
        for (String secret : secrets) {
            spec.withArray("imagePullSecrets").addObject().put("name", secret);
        }
        return new Pod(made);
    }
}
