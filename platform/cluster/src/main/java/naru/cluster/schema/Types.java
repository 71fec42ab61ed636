package naru.cluster.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import naru.cluster.object.Resource;

/// All types of the API's stable versions: their text is kept, a type is read when first asked for.
/// Safe for use by many threads.
public final class Types {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final Map<String, String> TEXT = TableText.sections(TableText.read(Types.class, "types.txt"));
    private static final Map<String, Type> READ = new ConcurrentHashMap<>();
    private static final Map<String, Shape.Scalar> SCALARS = Map.of(
            "string", Shape.Scalar.STRING,
            "bool", Shape.Scalar.BOOL,
            "int32", Shape.Scalar.INT32,
            "int64", Shape.Scalar.INT64,
            "double", Shape.Scalar.DOUBLE,
            "time", Shape.Scalar.TIME,
            "bytes", Shape.Scalar.BYTES,
            "quantity", Shape.Scalar.QUANTITY,
            "intstr", Shape.Scalar.INT_OR_STRING,
            "any", Shape.Scalar.ANY);

    private Types() {}

    /// The type of that name, such as `io.k8s.api.core.v1.PodSpec`.
    public static Optional<Type> named(String name) {
        Type type = READ.get(name);
        if (type == null && TEXT.containsKey(name)) {
            type = READ.computeIfAbsent(name, _ -> read(name, TEXT.getOrDefault(name, "")));
        }
        return Optional.ofNullable(type);
    }

    /// The type of a kind's documents.
    public static Optional<Type> of(Resource resource) {
        return of(resource.group(), resource.version(), resource.kind());
    }

    /// The type of documents of that kind: also of those that are only sent, such as `policy`, `v1`,
    /// `Eviction`, or `DeleteOptions` in any group.
    public static Optional<Type> of(String group, String version, String kind) {
        Optional<Type> own = named(packageOf(group, version) + "." + kind);
        return own.isPresent() ? own : named(META + kind);
    }

    /// The names of all types.
    public static Set<String> names() {
        return Collections.unmodifiableSet(TEXT.keySet());
    }

    /// The package of a group's types in OpenAPI documents: the first part of the group's name, with
    /// few exceptions.
    static String packageOf(String group, String version) {
        return switch (group) {
            case "" -> "io.k8s.api.core." + version;
            case "apiextensions.k8s.io" -> "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions." + version;
            case "apiregistration.k8s.io" -> "io.k8s.kube-aggregator.pkg.apis.apiregistration." + version;
            default -> "io.k8s.api." + group.split("\\.", 2)[0] + "." + version;
        };
    }

    /// A digest of all that is known: another one when anything of it changes.
    static byte[] digest() {
        return Digest.OF_ALL.clone();
    }

    private static final class Digest {
        static final byte[] OF_ALL = compute();

        private static byte[] compute() {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (String table : new String[] {"types.txt", "descriptions.txt", "merging.txt"}) {
                    digest.update(TableText.read(Types.class, table).getBytes(UTF_8));
                }
                return digest.digest();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Type read(String name, String text) {
        Map<String, Type.Field> fields = new TreeMap<>();
        text.lines().skip(1).forEach(line -> {
            String[] parts = line.strip().split("\t", 2);
            boolean required = parts[0].endsWith("!");
            String field = required ? parts[0].substring(0, parts[0].length() - 1) : parts[0];
            fields.put(field, new Type.Field(field, required, shape(parts[1], name + "." + field)));
        });
        return new Type(name, Collections.unmodifiableMap(fields));
    }

    private static Shape shape(String text, String place) {
        if (text.startsWith("[]")) {
            return new Shape.ListOf(shape(text.substring(2), place + "[]"), MergeTable.list(place));
        }
        if (text.startsWith("{}")) {
            return new Shape.MapOf(shape(text.substring(2), place + "{}"), MergeTable.isAtomic(place));
        }
        Shape.Scalar scalar = SCALARS.get(text);
        return scalar != null
                ? scalar
                : new Shape.Struct(
                        text, MergeTable.isAtomic(place) || MergeTable.isAtomic(text), MergeTable.retainsKeys(place));
    }
}
