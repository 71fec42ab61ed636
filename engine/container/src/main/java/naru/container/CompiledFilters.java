package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The programs that crun made of system call filters. Making one takes it a quarter of the time of a creation, and
/// most containers have the same: it is taken from the first container's state (`seccomp.bpf`) and given to the next
/// by the annotation `run.oci.seccomp_bpf_data` (crun(1); docs/decisions/0043). The filter itself stays in config.json,
/// for a crun that does not know the annotation. Safe for use by many threads.
final class CompiledFilters {
    private static final String ANNOTATION = "run.oci.seccomp_bpf_data";
    private static final int MAX = 32;
    /// The kernel takes 4,096 instructions of 8 bytes.
    private static final long MAX_BYTES = 8 * 4096;

    private final Map<JsonNode, String> programs = new LinkedHashMap<>();

    /// Adds the program of a container's filter to its config.json, if it is known.
    void addTo(ObjectNode spec) {
        String program = known(spec.path("linux").path("seccomp"));
        if (!program.isEmpty() && !spec.path("annotations").has(ANNOTATION)) {
            ((ObjectNode) spec.get("annotations")).put(ANNOTATION, program);
        }
    }

    /// Keeps the program that crun made for a container, if it made one.
    ///
    /// @param state crun's folder of the container, which was created
    void learn(ObjectNode spec, Path state) {
        JsonNode filter = spec.path("linux").path("seccomp");
        if (filter.isMissingNode() || spec.path("annotations").has(ANNOTATION)) {
            return;
        }
        Path made = state.resolve("seccomp.bpf");
        try {
            if (Files.isRegularFile(made) && Files.size(made) > 0 && Files.size(made) <= MAX_BYTES) {
                keep(filter, Base64.getEncoder().encodeToString(Files.readAllBytes(made)));
            }
        } catch (IOException e) {
            return; // it is made anew for the next one
        }
    }

    private synchronized String known(JsonNode filter) {
        return programs.getOrDefault(filter, "");
    }

    private synchronized void keep(JsonNode filter, String program) {
        programs.put(filter, program);
        if (programs.size() > MAX) {
            programs.remove(programs.keySet().iterator().next());
        }
    }
}
