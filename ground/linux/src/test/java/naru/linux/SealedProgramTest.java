package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedProgramTest {
    @TempDir
    private Path folder;

    private static String said(Path program, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        try (Child child = Spawn.of(command).writes(1).start()) {
            String said = new String(child.output(1).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor()).isZero();
            return said;
        }
    }

    private static Path found(String program) {
        return Path.of("/usr/bin", program);
    }

    @Test
    void theCopyRunsAndCannotBeWritten() throws IOException {
        try (SealedProgram sealed = new SealedProgram(found("echo"))) {
            Path copy = sealed.path();
            assertThat(copy.toString()).startsWith("/proc/");
            assertThat(sealed.path()).isEqualTo(copy);
            assertThat(said(copy, "hello")).isEqualTo("hello\n");
            assertThat(copy).hasSameBinaryContentAs(found("echo"));
            assertThatThrownBy(() -> {
                        try (FileOutputStream out = new FileOutputStream(copy.toFile(), true)) {
                            out.write(0);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(copy).hasSameBinaryContentAs(found("echo"));
        }
    }

    @Test
    void anotherFileInItsPlaceIsCopiedAnew() throws IOException {
        Path program = folder.resolve("program");
        Files.copy(found("echo"), program);
        try (SealedProgram sealed = new SealedProgram(program)) {
            Path first = sealed.path();
            Path newer = Files.copy(found("basename"), folder.resolve("newer"));
            Files.move(newer, program, StandardCopyOption.REPLACE_EXISTING);
            assertThat(said(sealed.path(), "/a/b")).isEqualTo("b\n");
            assertThat(said(first, "/a/b")).isEqualTo("/a/b\n");
        }
    }

    @Test
    void whatIsNotThereIsLeftToWhoeverRunsIt() {
        Path program = folder.resolve("none");
        try (SealedProgram sealed = new SealedProgram(program)) {
            assertThat(sealed.path()).isEqualTo(program);
        }
    }
}
