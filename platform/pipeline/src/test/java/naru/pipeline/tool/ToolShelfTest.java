package naru.pipeline.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.pipeline.workshop.LocalWorkshop;
import naru.pipeline.workshop.Workshop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ToolShelfTest {
    @TempDir
    Path root = Path.of("");

    private LocalWorkshop workshop = new LocalWorkshop(Path.of(""));
    private ToolShelf shelf = new ToolShelf(workshop, Path.of(System.getProperty("java.io.tmpdir")), "naru/host");

    @BeforeEach
    void open() {
        workshop = new LocalWorkshop(root.resolve("work"));
        shelf = new ToolShelf(workshop, root.resolve("tools"), "naru/host");
    }

    private static ToolDefinition command(String kind, String name, String script) {
        return new ToolDefinition(kind, name, new ToolDefinition.Command(script));
    }

    private List<Path> standing() throws IOException {
        try (Stream<Path> all = Files.list(root.resolve("tools"))) {
            return all.toList();
        }
    }

    @Test
    void aToolIsInstalledOnceHoweverManyWantIt() throws Exception {
        Path count = root.resolve("count");
        ToolDefinition tool = command(
                "jdk", "21", "echo once >> " + count + "; mkdir \"$NARU_TOOL\"/bin; echo x > \"$NARU_TOOL\"/bin/java");
        List<Thread> threads = new ArrayList<>();
        List<Installation> taken = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.startVirtualThread(() -> taken.add(take(tool))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(count).hasContent("once");
        assertThat(taken).hasSize(8).containsOnly(taken.getFirst());
        String home = ToolShelf.SHELF + "/" + standing().getFirst().getFileName();
        assertThat(taken.getFirst()).isEqualTo(new Installation(home + "/bin", Map.of("JAVA_HOME", home)));
        assertThat(standing().getFirst().resolve("bin/java")).hasContent("x");
    }

    private Installation take(ToolDefinition tool) {
        try {
            return shelf.take(tool, Workshop.Output.NONE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatFailsSaysWhyAndLeavesNothing() throws IOException {
        ToolDefinition broken = command("hugo", "1", "touch \"$NARU_TOOL\"/half; echo 'no such version' >&2; exit 3");
        assertThatThrownBy(() -> take(broken)).isInstanceOf(Fault.class).hasMessageContaining("no such version");
        assertThat(standing()).isEmpty();
    }

    @Test
    void whatAnEarlierLifeBeganIsRemoved() throws IOException {
        Files.createDirectories(root.resolve("tools/.new-123/bin"));
        open();
        assertThat(standing()).isEmpty();
    }

    @Test
    void anArchiveIsCheckedAndItsOneFolderLeftOut() throws Exception {
        Path inside = Files.createDirectories(root.resolve("made/tool-1.0/bin"));
        Files.writeString(inside.resolve("tool"), "a tool");
        Path archive = root.resolve("tool.tar.gz");
        Process tar = new ProcessBuilder("tar", "-C", root.resolve("made").toString(), "-czf", archive.toString(), ".")
                .start();
        assertThat(tar.waitFor()).isZero();
        ToolDefinition wrong =
                new ToolDefinition("tool", "1.0", new ToolDefinition.Archive(archive.toString(), "0".repeat(64)));
        assertThatThrownBy(() -> take(wrong)).hasMessageContaining("another SHA-256");
        ToolDefinition right = new ToolDefinition("tool", "1.0", new ToolDefinition.Archive(archive.toString(), ""));
        assertThat(take(right).path()).endsWith("/bin");
        assertThat(standing().getFirst().resolve("bin/tool")).hasContent("a tool");
    }

    @Test
    void wordsAreChecked() {
        assertThatThrownBy(() -> command("../x", "1", "true")).hasMessageContaining("type");
        assertThatThrownBy(() -> command("jdk", "../../x", "true")).hasMessageContaining("name");
        assertThatThrownBy(() -> new ToolDefinition.Archive("ftp://x", "")).hasMessageContaining("archive");
        assertThatThrownBy(() -> new ToolDefinition.Archive("/x", "12")).hasMessageContaining("64");
        assertThatThrownBy(() -> new ToolDefinition.Image("x", "relative")).hasMessageContaining("--path");
    }

    @Test
    void aVersionInTheNameIsEnoughForWhatIsBuiltIn() {
        assertThat(BuiltIn.find("nodejs", "node22").orElseThrow().source().toString())
                .contains("VERSION=22\n");
        assertThat(BuiltIn.find("maven", "maven-3.9.9").orElseThrow().source().toString())
                .contains("VERSION=3.9.9\n");
        assertThat(BuiltIn.find("nodejs", "default")).isEmpty();
        assertThat(BuiltIn.find("hugo", "1.0")).isEmpty();
    }
}
