package naru.container;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import naru.base.Fault;
import naru.base.Ids;
import naru.network.EndpointSpec;
import naru.store.Documents;

/// What containers are made of, as texts that can be compared between runs. An environment may hold secrets: of its
/// values only keyed fingerprints are told, whose key never leaves the store.
final class Setup {
    private static final String COLLECTION = "setup";
    private static final String KEY = "key";
    private static final int SHOWN_BYTES = 6;

    private final SecretKeySpec key;

    Setup(Documents documents) {
        byte[] secret = documents.get(COLLECTION, KEY).orElseGet(() -> {
            byte[] fresh = Ids.secret(32).getBytes(StandardCharsets.US_ASCII);
            documents.put(COLLECTION, KEY, fresh);
            return fresh;
        });
        if (secret.length == 0) {
            documents
                    .damages()
                    .add(COLLECTION, KEY, "empty", "'naru why' cannot compare with runs before this engine's start");
            secret = Ids.secret(32).getBytes(StandardCharsets.US_ASCII);
        }
        key = new SecretKeySpec(secret, "HmacSHA256");
    }

    Map<String, String> of(Kept kept) {
        Map<String, String> setup = new TreeMap<>();
        ContainerSpec spec = kept.spec();
        Config config = spec.config();
        setup.put("image", Ids.shorten(kept.imageId().replaceFirst("^sha256:", "")));
        setup.put("command", fingerprint(String.join("\0", kept.command())));
        put(setup, "user", config.user());
        put(setup, "folder", config.workingDir());
        put(setup, "networks", networks(spec.networking()));
        put(
                setup,
                "mounts",
                kept.mounts().stream()
                        .map(mount -> (mount.name().isEmpty() ? mount.source() : mount.name()) + ":"
                                + mount.destination() + (mount.writable() ? "" : ":ro"))
                        .sorted()
                        .collect(Collectors.joining(" ")));
        put(
                setup,
                "memory",
                spec.resources().memory() == 0 ? "" : "" + spec.resources().memory());
        put(
                setup,
                "cpus",
                spec.resources().nanoCpus() == 0 ? "" : "" + spec.resources().nanoCpus() / 1e9);
        config.env().forEach(entry -> environment(setup, entry));
        return setup;
    }

    private static void put(Map<String, String> setup, String name, String value) {
        if (!value.isEmpty()) {
            setup.put(name, value);
        }
    }

    private static String networks(Networking networking) {
        String named = networking.endpoints().stream()
                .map(EndpointSpec::network)
                .sorted()
                .collect(Collectors.joining(" "));
        return named.isEmpty() ? networking.mode() : named;
    }

    private void environment(Map<String, String> setup, String entry) {
        int equals = entry.indexOf('=');
        if (equals > 0) {
            setup.put("env " + entry.substring(0, equals), fingerprint(entry.substring(equals + 1)));
        }
    }

    private String fingerprint(String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] hash = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, SHOWN_BYTES));
        } catch (GeneralSecurityException e) {
            throw Fault.internal("this Java has no HMAC", e);
        }
    }
}
