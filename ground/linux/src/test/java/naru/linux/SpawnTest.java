package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpawnTest {
    private static String read(Child child, int descriptor) throws IOException {
        return new String(child.output(descriptor).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Spawn shell(String script) {
        return Spawn.of(List.of("sh", "-c", script));
    }

    @Test
    void outputsExitCodeAndEnvironmentArrive() throws Exception {
        try (Child child = shell("echo $COLOUR; echo bad >&2; pwd; exit 7")
                .with("COLOUR", "blue")
                .writes(1)
                .writes(2)
                .start()) {
            assertThat(read(child, 1)).isEqualTo("blue\n/\n");
            assertThat(read(child, 2)).isEqualTo("bad\n");
            assertThat(child.waitFor()).isEqualTo(7);
            assertThat(child.waitFor()).isEqualTo(7);
            assertThat(child.hasEnded()).isTrue();
        }
    }

    @Test
    void pipesHaveTheNumbersThatWereAskedFor() throws Exception {
        try (Child child = shell("read line <&4; echo got $line >&3; echo more >&5")
                .writes(3)
                .reads(4)
                .writes(5)
                .start()) {
            try (OutputStream input = child.input(4)) {
                input.write("it\n".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(read(child, 3)).isEqualTo("got it\n");
            assertThat(read(child, 5)).isEqualTo("more\n");
            assertThat(child.waitFor()).isZero();
        }
    }

    @Test
    void severalDescriptorsShareAPipe() throws Exception {
        try (Child child =
                shell("echo one; echo two >&2; echo three").writes(1, 2).start()) {
            assertThat(read(child, 1)).isEqualTo("one\ntwo\nthree\n");
        }
    }

    @Test
    void nothingElseOfOursIsHandedOn() throws Exception {
        try (Child child = Spawn.of(List.of("ls", "/proc/self/fd")).writes(1).start()) {
            assertThat(read(child, 1).lines()).containsExactly("0", "1", "2", "3"); // 3 is the folder that ls reads
        }
    }

    @Test
    void noSignalIsBlockedOrIgnored() throws Exception {
        try (Child child =
                shell("grep -E 'Sig(Blk|Ign)' /proc/self/status").writes(1).start()) {
            assertThat(read(child, 1)) // 32 and 33 are the C library's own
                    .matches("SigBlk:\t0{16}\nSigIgn:\t0{7}[01][08]0{7}\n");
        }
    }

    @Test
    void aSignalIsAnExitCode() {
        try (Child child = shell("kill -9 $$").start()) {
            assertThat(child.waitFor()).isEqualTo(137);
        }
    }

    @Test
    void aMissingProgramIsRefused() {
        assertThatThrownBy(() -> Spawn.of(List.of("/no/such/program")).start())
                .isInstanceOf(Errno.class)
                .hasMessageContaining("/no/such/program");
    }
}
