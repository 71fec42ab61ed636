package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What real containers say.
class LogsSystemTest extends EngineFixture {
    @Test
    void aLogThatReachesItsSizeIsBegunAnewAndALineIsNeverLost() throws Exception {
        ContainerSpec.LogConfig bounds =
                new ContainerSpec.LogConfig("json-file", Map.of("max-size", "20k", "max-file", "2"));
        Config config = Config.of("busybox")
                .withCmd(
                        "sh",
                        "-c",
                        "n=0; while read go; do i=0; while [ $i -lt 1000 ]; do echo line $n; n=$((n+1)); "
                                + "i=$((i+1)); done; done")
                .withStdin(true, false);
        String id = start(
                ContainerSpec.of(config).withNetworking(Networking.of("none")).withLog(bounds));
        Path log = containers.get(id).folder().resolve("log");
        try (Logs logs = containers.logs(id, LogOptions.FOLLOW);
                Streams streams = containers.attach(id, new AttachOptions(true, false, true, false, false))) {
            Thread reader = Thread.startVirtualThread(() -> discard(streams)); // or conmon would wait for us
            OutputStream in = streams.stdin();
            for (int line = 0; line < 4000; line++) {
                if (line % 1000 == 0) {
                    in.write('\n');
                }
                LogEntry entry = java.util.Objects.requireNonNull(logs.next(), "the log ended early");
                assertThat(new String(entry.line(), StandardCharsets.UTF_8)).isEqualTo("line " + line + "\n");
                if (line % 1000 == 999) {
                    awaitBegunAnew(log);
                }
            }
            in.close();
            assertThat(logs.next()).isNull();
            reader.join();
        }
        List<String> kept = log(id);
        assertThat(kept).isNotEmpty().hasSizeLessThan(3000);
        assertThat(kept.getLast()).isEqualTo("line 3999\n");
        assertThat(log.resolveSibling("log.2")).doesNotExist();
    }

    private static void discard(Streams streams) {
        try {
            streams.pump((_, _, _, _) -> {});
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void awaitBegunAnew(Path log) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        File file = log.toFile();
        while (!file.exists() || file.length() > 20 * 1024) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
