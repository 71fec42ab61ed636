package naru.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import naru.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class CompiledFiltersTest {
    private static final String ANNOTATION = "run.oci.seccomp_bpf_data";
    private final CompiledFilters filters = new CompiledFilters();

    @TempDir
    Path state;

    @Test
    void givesTheNextContainerWhatWasMadeForTheFirst() throws IOException {
        byte[] program = {1, 2, 3, 4, 5, 6, 7, 8};
        Files.write(state.resolve("seccomp.bpf"), program);
        ObjectNode first = spec(List.of("CAP_CHOWN"));
        filters.addTo(first);
        assertFalse(first.path("annotations").has(ANNOTATION));
        filters.learn(first, state);

        ObjectNode second = spec(List.of("CAP_CHOWN"));
        filters.addTo(second);
        assertEquals(
                Base64.getEncoder().encodeToString(program),
                second.path("annotations").path(ANNOTATION).asString());
        assertEquals(first.path("linux"), second.path("linux"), "the filter stays where it was");
    }

    @Test
    void keepsFiltersApart() throws IOException {
        Files.write(state.resolve("seccomp.bpf"), new byte[8]);
        filters.learn(spec(List.of("CAP_CHOWN")), state);
        ObjectNode other = spec(List.of("CAP_SYS_ADMIN"));
        filters.addTo(other);
        assertFalse(other.path("annotations").has(ANNOTATION));
    }

    @Test
    void learnsNothingFromAContainerWithoutAFilterOrWithAProgramOfItsOwn() throws IOException {
        Files.write(state.resolve("seccomp.bpf"), new byte[8]);
        ObjectNode own = spec(List.of());
        ((ObjectNode) own.get("annotations")).put(ANNOTATION, "its own");
        filters.learn(own, state);
        ObjectNode unconfined = spec(List.of());
        ((ObjectNode) unconfined.get("linux")).remove("seccomp");
        filters.learn(unconfined, state);

        for (ObjectNode spec : List.of(unconfined, spec(List.of()))) {
            filters.addTo(spec);
            assertFalse(spec.path("annotations").has(ANNOTATION));
        }
        filters.addTo(own);
        assertEquals("its own", own.path("annotations").path(ANNOTATION).asString());
    }

    @Test
    void takesNoProgramThatTheKernelWouldRefuse() throws IOException {
        Files.write(state.resolve("seccomp.bpf"), new byte[64 * 1024]);
        filters.learn(spec(List.of()), state);
        ObjectNode next = spec(List.of());
        filters.addTo(next);
        assertFalse(next.path("annotations").has(ANNOTATION));
    }

    private static ObjectNode spec(List<String> capabilities) {
        ObjectNode spec = Json.mapper().createObjectNode();
        spec.putObject("annotations");
        spec.putObject("linux").set("seccomp", Seccomp.filter(capabilities));
        return spec;
    }
}
