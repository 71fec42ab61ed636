package naru.node.pod.spec;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.object.Objects;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import tools.jackson.databind.JsonNode;

/// The environment of a container: values, ConfigMaps, Secrets, fields and resources.
///
/// @param objects where ConfigMaps and Secrets are
/// @param given what every pod gets, such as the address of the API
public record Environment(Objects objects, Map<String, String> given) {
    /// A container's variables, in order. A ConfigMap, Secret or key that is not there and not optional is NOT_FOUND.
    public Map<String, String> of(Pod pod, PodContainer container, Surroundings where) {
        Map<String, String> all = new LinkedHashMap<>(given);
        for (JsonNode source : Doc.each(container.spec(), "envFrom")) {
            whole(pod, source, all);
        }
        for (JsonNode variable : Doc.each(container.spec(), "env")) {
            String name = Doc.text(variable, "name");
            if (Doc.has(variable, "valueFrom")) {
                from(pod, container, where, variable.path("valueFrom")).ifPresent(value -> all.put(name, value));
            } else {
                all.put(name, Expansion.of(Doc.text(variable, "value"), all));
            }
        }
        return all;
    }

    private void whole(Pod pod, JsonNode source, Map<String, String> into) {
        String prefix = Doc.text(source, "prefix");
        for (Resource kind : new Resource[] {Resources.CONFIG_MAPS, Resources.SECRETS}) {
            JsonNode reference = source.path(kind.equals(Resources.SECRETS) ? "secretRef" : "configMapRef");
            if (reference.isObject()) {
                find(kind, pod, reference)
                        .ifPresent(object -> Doc.map(object, "data")
                                .forEach((key, value) -> into.put(prefix + key, plain(kind, value))));
            }
        }
    }

    private Optional<String> from(Pod pod, PodContainer container, Surroundings where, JsonNode source) {
        if (Doc.has(source, "fieldRef")) {
            return Optional.of(where.field(pod, Doc.text(source, "fieldRef", "fieldPath")));
        }
        if (Doc.has(source, "resourceFieldRef")) {
            return Optional.of(where.resource(pod, container, source.path("resourceFieldRef")));
        }
        boolean secret = Doc.has(source, "secretKeyRef");
        Resource kind = secret ? Resources.SECRETS : Resources.CONFIG_MAPS;
        JsonNode reference = source.path(secret ? "secretKeyRef" : "configMapKeyRef");
        String key = Doc.text(reference, "key");
        Optional<JsonNode> object = find(kind, pod, reference);
        if (object.isPresent() && Doc.has(object.get(), "data", key)) {
            return Optional.of(plain(kind, Doc.text(object.get(), "data", key)));
        }
        if (Doc.flag(reference, "optional")) {
            return Optional.empty();
        }
        throw Fault.notFound("couldn't find key " + key + " in " + kind.kind() + " " + pod.namespace() + "/"
                + Doc.text(reference, "name"));
    }

    private Optional<JsonNode> find(Resource kind, Pod pod, JsonNode reference) {
        String name = Doc.text(reference, "name");
        try {
            return Optional.of(objects.get(kind, pod.namespace(), name));
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
            if (Doc.flag(reference, "optional")) {
                return Optional.empty();
            }
            throw new Fault(Fault.Kind.NOT_FOUND, kind.singular() + " \"" + name + "\" not found", e);
        }
    }

    private static String plain(Resource kind, String value) {
        return kind.equals(Resources.SECRETS)
                ? new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)
                : value;
    }
}
