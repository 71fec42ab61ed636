package naru.node.pod.volume;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Fault;
import naru.cluster.object.Objects;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;
import naru.node.pod.spec.Surroundings;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What is in volumes whose files come from the cluster: ConfigMaps, Secrets, fields of the pod, tokens, and several of
/// them in one. Safe for use by many threads.
final class Sources {
    private static final int MODE = 0644;
    private static final long TOKEN_SECONDS = 3600;
    private static final double RENEWAL = 0.8;

    private final Objects objects;
    private final @Nullable Tokens tokens;
    private final Map<String, Token> issued = new ConcurrentHashMap<>();

    /// A token and when it is renewed.
    private record Token(String text, Instant renewal) {}

    Sources(Objects objects, @Nullable Tokens tokens) {
        this.objects = objects;
        this.tokens = tokens;
    }

    /// The files of a volume. What is not there and not optional is NOT_FOUND.
    Map<String, Content> of(Pod pod, JsonNode volume, Surroundings where) {
        Map<String, Content> files = new LinkedHashMap<>();
        if (volume.path("projected").isObject()) {
            int mode = mode(volume.path("projected"), MODE);
            for (JsonNode source : Doc.each(volume, "projected", "sources")) {
                add(pod, source, mode, where, files);
            }
        } else {
            add(pod, volume, MODE, where, files);
        }
        return files;
    }

    private void add(Pod pod, JsonNode source, int mode, Surroundings where, Map<String, Content> into) {
        if (source.path("configMap").isObject()) {
            object(Resources.CONFIG_MAPS, pod, source.path("configMap"), mode, into);
        } else if (source.path("secret").isObject()) {
            object(Resources.SECRETS, pod, source.path("secret"), mode, into);
        } else if (source.path("downwardAPI").isObject()) {
            fields(pod, source.path("downwardAPI"), mode, where, into);
        } else if (source.path("serviceAccountToken").isObject()) {
            token(pod, source.path("serviceAccountToken"), mode, into);
        }
    }

    /// The objects that a pod's volumes have files of.
    static List<Reference> references(Pod pod) {
        return Doc.each(pod.spec(), "volumes").stream()
                .flatMap(volume -> volume.path("projected").isObject()
                        ? Doc.each(volume, "projected", "sources").stream()
                        : java.util.stream.Stream.of(volume))
                .flatMap(source -> Optional.ofNullable(reference(pod, source)).stream())
                .distinct()
                .toList();
    }

    private static @Nullable Reference reference(Pod pod, JsonNode source) {
        if (source.path("configMap").isObject()) {
            return new Reference(Resources.CONFIG_MAPS, pod.namespace(), name(source.path("configMap")));
        }
        return source.path("secret").isObject()
                ? new Reference(Resources.SECRETS, pod.namespace(), name(source.path("secret")))
                : null;
    }

    private static String name(JsonNode reference) {
        String own = Doc.text(reference, "secretName");
        return own.isEmpty() ? Doc.text(reference, "name") : own;
    }

    private void object(Resource kind, Pod pod, JsonNode reference, int otherwise, Map<String, Content> into) {
        int mode = mode(reference, otherwise);
        boolean optional = Doc.flag(reference, "optional");
        Map<String, byte[]> data = data(kind, pod, name(reference), optional);
        List<JsonNode> items = Doc.each(reference, "items");
        if (items.isEmpty()) {
            data.forEach((key, bytes) -> into.put(key, new Content(bytes, mode)));
        }
        for (JsonNode item : items) {
            byte[] bytes = data.get(Doc.text(item, "key"));
            if (bytes == null && !optional) {
                throw Fault.notFound(kind.singular() + " \"" + name(reference) + "\" references non-existent key: "
                        + Doc.text(item, "key"));
            }
            if (bytes != null) {
                into.put(path(item), new Content(bytes, Math.toIntExact(Doc.number(item, mode, "mode"))));
            }
        }
    }

    private Map<String, byte[]> data(Resource kind, Pod pod, String name, boolean optional) {
        Map<String, byte[]> data = new LinkedHashMap<>();
        try {
            JsonNode object = objects.get(kind, pod.namespace(), name);
            boolean secret = kind.equals(Resources.SECRETS);
            Doc.map(object, "data").forEach((key, text) -> data.put(key, secret ? binary(text) : plain(text)));
            Doc.map(object, "binaryData").forEach((key, text) -> data.put(key, binary(text)));
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND || !optional) {
                throw e;
            }
        }
        return data;
    }

    private static byte[] plain(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] binary(String text) {
        return Base64.getDecoder().decode(text);
    }

    private static void fields(Pod pod, JsonNode source, int otherwise, Surroundings where, Map<String, Content> into) {
        int mode = mode(source, otherwise);
        List<PodContainer> containers = pod.containers();
        for (JsonNode item : Doc.each(source, "items")) {
            String text = Doc.has(item, "fieldRef")
                    ? where.field(pod, Doc.text(item, "fieldRef", "fieldPath"))
                    : where.resource(pod, containers.getFirst(), item.path("resourceFieldRef"));
            into.put(path(item), new Content(plain(text), Math.toIntExact(Doc.number(item, mode, "mode"))));
        }
    }

    private void token(Pod pod, JsonNode source, int mode, Map<String, Content> into) {
        Tokens issuer = tokens;
        if (issuer == null) {
            return;
        }
        String audience = Doc.text(source, "audience");
        long seconds = Doc.number(source, TOKEN_SECONDS, "expirationSeconds");
        Token token = issued.compute(
                pod.uid() + " " + audience,
                (_, old) -> old != null && Instant.now().isBefore(old.renewal())
                        ? old
                        : new Token(
                                issuer.issue(pod, audience, seconds),
                                Instant.now().plusSeconds((long) (seconds * RENEWAL))));
        into.put(path(source), new Content(plain(token.text()), mode));
    }

    /// Forgets the tokens of a pod.
    void forget(String uid) {
        issued.keySet().removeIf(key -> key.startsWith(uid + " "));
    }

    private static int mode(JsonNode source, int otherwise) {
        return Math.toIntExact(Doc.number(source, otherwise, "defaultMode"));
    }

    private static String path(JsonNode item) {
        String path = Doc.text(item, "path");
        if (path.isEmpty() || path.startsWith("/") || List.of(path.split("/")).contains("..")) {
            throw Fault.invalid("a volume's file cannot be at \"" + path + "\": it must be a relative path without ..");
        }
        return path;
    }
}
