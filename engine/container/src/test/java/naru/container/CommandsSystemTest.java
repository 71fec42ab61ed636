package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import naru.base.Fault;
import org.junit.jupiter.api.Test;

/// Further commands in real containers.
class CommandsSystemTest extends EngineFixture {
    @Test
    void commandsRunInside() throws Exception {
        String id = start(spec("sleep", "100"));
        String exec =
                containers.createExec(id, ExecSpec.of("sh", "-c", "cat; exit 5").withStdin());
        StringBuilder out = new StringBuilder();
        try (Streams streams = containers.startExec(exec, false)) {
            Thread writer = Thread.startVirtualThread(() -> feed(streams, "hello".getBytes(StandardCharsets.UTF_8)));
            streams.pump((_, bytes, offset, length) ->
                    out.append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
            writer.join();
        }
        assertThat(out).hasToString("hello");
        assertThat(containers.exec(exec).exitCode()).hasValue(5);
    }

    @Test
    void aCommandWithATerminalHasOne() throws Exception {
        String id = start(spec("sleep", "100"));
        String exec = containers.createExec(
                id, ExecSpec.of("sh", "-c", "test -t 0 && echo terminal").withTty());
        StringBuilder out = new StringBuilder();
        try (Streams streams = containers.startExec(exec, false)) {
            streams.pump((_, bytes, offset, length) ->
                    out.append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
        }
        assertThat(out).hasToString("terminal\r\n");
        assertThat(containers.exec(exec).exitCode()).hasValue(0);
    }

    @Test
    void aCommandThatIsNotThereIsSaidInDockersWordsWithATerminalToo() {
        String id = start(spec("sleep", "100"));
        for (String missing : List.of("nosuch", "/bin/nosuch")) {
            String exec = containers.createExec(id, ExecSpec.of(missing).withTty());
            assertThatThrownBy(() -> containers.startExec(exec, false)).hasMessageMatching(".*(not found|no such).*");
            assertThat(containers.exec(exec).exitCode()).hasValue(127);
        }
        String exec = containers.createExec(id, ExecSpec.of("/etc/passwd").withTty());
        assertThatThrownBy(() -> containers.startExec(exec, false)).hasMessageContaining("permission denied");
        assertThat(containers.exec(exec).exitCode()).hasValue(126);
    }

    /// Somebody may ask for each of them: they are remembered, up to a limit.
    @Test
    void commandsThatAreNeverStartedHaveALimit() {
        String id = start(spec("sleep", "100"));
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= 10_000; i++) {
                        containers.createExec(id, ExecSpec.of("true"));
                    }
                })
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
        containers.remove(id, true, false);
        String other = start(spec("sleep", "100"));
        assertThat(containers.createExec(other, ExecSpec.of("true"))).isNotEmpty();
    }

    /// Those that had ended were all forgotten at once, before their clients had asked for their exit codes.
    @Test
    void howACommandEndedIsKnownAlthoughManyCameAfter() throws Exception {
        String id = start(spec("sleep", "100"));
        String ended = containers.createExec(id, ExecSpec.of("sh", "-c", "exit 5"));
        try (Streams streams = containers.startExec(ended, false)) {
            streams.pump((_, _, _, _) -> {});
        }
        for (int i = 0; i < 9_999; i++) {
            containers.createExec(id, ExecSpec.of("true"));
        }
        assertThatThrownBy(() -> containers.createExec(id, ExecSpec.of("true"))).isInstanceOf(Fault.class);
        assertThat(containers.exec(ended).exitCode()).hasValue(5);
    }
}
