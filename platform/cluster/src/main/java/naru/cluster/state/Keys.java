package naru.cluster.state;

import naru.base.Fault;
import naru.cluster.object.Resource;

/// Where objects are kept: `/registry/GROUP/PLURAL/[NAMESPACE/]NAME`, with `core` for the group without a name.
final class Keys {
    /// Before everything.
    static final String FIRST = "!";

    /// Behind everything: keys are ASCII.
    static final String LAST = "\u007f";

    /// Before all objects.
    static final String REGISTRY = "/registry/";

    /// Behind all objects.
    static final String REGISTRY_END = "/registry0";

    private static final int PREFIX_PARTS = 4;

    private Keys() {}

    /// Before all objects of a kind.
    static String of(Resource resource) {
        return REGISTRY + (resource.group().isEmpty() ? "core" : resource.group()) + "/" + resource.plural() + "/";
    }

    /// Before all objects of a kind in a namespace; empty for all namespaces.
    static String within(Resource resource, String namespace) {
        return resource.namespaced() && !namespace.isEmpty() ? of(resource) + namespace + "/" : of(resource);
    }

    /// One object's key. A name that cannot be one is NOT_FOUND, so that no key of another object is ever built.
    static String of(Resource resource, String namespace, String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || namespace.indexOf('/') >= 0 || !ascii(name)) {
            throw Sentences.notFound(resource, name);
        }
        if (resource.namespaced() && namespace.isEmpty()) {
            throw Fault.invalid(resource.qualified() + " \"" + name + "\": a namespace must be named");
        }
        return within(resource, namespace) + name;
    }

    /// What no key with this beginning reaches.
    static String end(String prefix) {
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }

    /// `/registry/GROUP/PLURAL/` of a key; empty if it is no object's.
    static String prefix(String key) {
        int end = -1;
        for (int part = 0; part < PREFIX_PARTS; part++) {
            end = key.indexOf('/', end + 1);
            if (end < 0) {
                return "";
            }
        }
        return key.substring(0, end + 1);
    }

    private static boolean ascii(String name) {
        return name.chars().allMatch(c -> c > ' ' && c < LAST.charAt(0));
    }
}
