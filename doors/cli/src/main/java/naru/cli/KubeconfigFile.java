package naru.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import naru.base.Fault;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Somebody's own kubeconfig. Only what is named `naru` in it is replaced; comments are lost, as
/// kubectl loses them.
///
/// @param file it need not exist
record KubeconfigFile(Path file) {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String NAME = "naru";
    private static final long MAX = 8 << 20;

    /// Puts the cluster, user and context of another kubeconfig in; answers whether its context is the
    /// current one now, which it becomes only where there was none.
    boolean merge(String other) throws IOException {
        ObjectNode mine = read();
        JsonNode theirs = YAML.readTree(other);
        for (String list : new String[] {"clusters", "users", "contexts"}) {
            put(mine.get(list) instanceof ArrayNode there ? there : mine.putArray(list), theirs.path(list));
        }
        if (mine.path("current-context").asString("").isEmpty()) {
            mine.put("current-context", NAME);
        }
        write(YAML.writeValueAsString(mine).replaceFirst("^---\\s*", ""));
        return mine.path("current-context").asString("").equals(NAME);
    }

    private static void put(ArrayNode into, JsonNode entries) {
        for (int i = into.size() - 1; i >= 0; i--) {
            if (into.path(i).path("name").asString("").equals(NAME)) {
                into.remove(i);
            }
        }
        entries.forEach(into::add);
    }

    private ObjectNode read() throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return YAML.createObjectNode().put("apiVersion", "v1").put("kind", "Config");
        }
        try {
            if (Files.size(file) <= MAX && YAML.readTree(Files.readString(file)) instanceof ObjectNode tree) {
                return tree;
            }
        } catch (JacksonException e) {
            throw new Fault(Fault.Kind.CONFLICT, file + " is no kubeconfig: " + e.getOriginalMessage(), e);
        }
        throw Fault.conflict(file + " is no kubeconfig");
    }

    private void write(String text) throws IOException {
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = real.getParent();
        Files.createDirectories(folder == null ? Path.of("/") : folder);
        Path fresh = Files.createTempFile(
                folder,
                ".kubeconfig",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
    }
}
