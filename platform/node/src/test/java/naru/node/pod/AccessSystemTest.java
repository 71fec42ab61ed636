package naru.node.pod;

import static naru.node.pod.Ground.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import naru.base.Channel;
import naru.base.Fault;
import naru.node.PodAccess;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Logs, commands, attaching, ports and usage of pods that really run.
@Tag("system")
@Timeout(90)
class AccessSystemTest {
    @TempDir
    Path folder;

    private Ground ground;

    @BeforeEach
    void open() throws Exception {
        ground = new Ground(folder);
    }

    @AfterEach
    void close() throws Exception {
        ground.close();
    }

    private static String text(InputStream stream) throws Exception {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void logsAreReadAsAsked() throws Exception {
        ground.pod(
                "talks",
                shell("main", "echo one; echo two; echo three; sleep 1; echo four; exit 0"),
                "'restartPolicy':'Never'");
        PodAccess.Target target = Ground.target("talks", "");
        ground.await(() -> ground.log("talks", ""), said -> said.contains("three"));
        var follow = new PodAccess.LogRequest(true, false, 0, "", 1, 0, false);
        assertThat(text(ground.access().log(target, follow))).isEqualTo("three\nfour\n");
        var few = new PodAccess.LogRequest(false, false, 0, "", -1, 6, false);
        assertThat(text(ground.access().log(target, few))).isEqualTo("one\ntw");
        var timed = new PodAccess.LogRequest(false, false, 60, "", 1, 0, true);
        assertThat(text(ground.access().log(target, timed))).matches("20[0-9T:.-]+Z four\n");
        assertThatThrownBy(() -> ground.access().log(Ground.target("nobody", ""), few))
                .isInstanceOfSatisfying(Fault.class, e -> assertThat(e.kind()).isEqualTo(Fault.Kind.NOT_FOUND));
    }

    @Test
    void theRunBeforeHasItsLog() throws Exception {
        ground.pod("again", shell("main", "echo run; exit 1"), "");
        ground.await("again", one -> Doc.number(new Pod(one).statusOf("main"), 0, "restartCount") == 1);
        var previous = new PodAccess.LogRequest(false, true, 0, "", -1, 0, false);
        ground.await(() -> ground.log("again", "main"), "run\n"::equals);
        assertThat(text(ground.access().log(Ground.target("again", "main"), previous)))
                .isEqualTo("run\n");
    }

    @Test
    void commandsRunWithInputAndTheirCodeIsTold() throws Exception {
        ground.pod("works", shell("main", "sleep 1000"), "");
        ground.awaitReady("works");
        PodAccess access = ground.access();
        try (PodAccess.Session session = access.exec(
                Ground.target("works", ""), List.of("sh", "-c", "cat; echo bad >&2; exit 7"), true, false)) {
            try (OutputStream in = Objects.requireNonNull(session.stdin())) {
                in.write("hello".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(text(session.stdout())).isEqualTo("hello");
            assertThat(text(session.stderr())).isEqualTo("bad\n");
            assertThat(session.await()).isEqualTo(7);
        }
        try (PodAccess.Session session =
                access.exec(Ground.target("works", ""), List.of("sh", "-c", "test -t 0 && echo tty"), true, true)) {
            session.resize(100, 40);
            assertThat(text(session.stdout())).isEqualTo("tty\r\n");
        }
        PodAccess.Session left = access.exec(Ground.target("works", ""), List.of("sleep", "1000"), false, false);
        ground.await(() -> isThere(access, "sleep 1000"), yes -> yes);
        left.close();
        assertThat(left.await()).isEqualTo(137);
    }

    private static boolean isThere(PodAccess access, String command) {
        try (PodAccess.Session session = access.exec(
                Ground.target("works", ""), List.of("sh", "-c", "cat /proc/[0-9]*/cmdline"), false, false)) {
            String all = text(session.stdout()).replace('\0', ' ');
            return all.indexOf(command) != all.lastIndexOf(command);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void attachingJoinsTheStreams() throws Exception {
        ground.pod("echoes", shell("main", "while read word; do echo got $word; done", "'stdin':true"), "");
        ground.awaitReady("echoes");
        try (PodAccess.Session session = ground.access().attach(Ground.target("echoes", ""), true, false)) {
            OutputStream in = Objects.requireNonNull(session.stdin());
            in.write("this\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
            assertThat(session.stdout().readNBytes(9))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("got this\n");
        }
        assertThat(Ground.phase(ground.get("echoes"))).isEqualTo("Running");
    }

    @Test
    void portsOfTheLoopbackAreReached() throws Exception {
        ground.pod("shy", shell("main", "echo shy > /tmp/index.html; httpd -f -p 127.0.0.1:8080 -h /tmp"), "");
        ground.awaitReady("shy");
        String answer = ground.await(() -> ask(), text -> text.contains("shy"));
        assertThat(answer).contains("200 OK");
        assertThatThrownBy(() -> ground.access().forward(Ground.target("shy", ""), 9))
                .hasMessageContaining("nobody listens on port 9");
    }

    private String ask() {
        try (Channel channel = ground.access().forward(Ground.target("shy", ""), 8080)) {
            channel.out().write("GET /index.html HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            channel.out().flush();
            return text(channel.in());
        } catch (Fault e) {
            return ""; // it does not listen yet
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void usageIsTold() {
        ground.pod("busy", shell("main", "while :; do :; done"), "");
        ground.awaitReady("busy");
        long cpu = ground.await(
                () -> ground.access()
                        .usage()
                        .path("pods")
                        .path(0)
                        .path("containers")
                        .path(0)
                        .path("cpuNanoCores")
                        .asLong(0),
                rate -> rate > 1_000_000);
        assertThat(cpu).isPositive();
        assertThat(ground.access().usage().path("node").path("cpuNanoCores").asLong(0))
                .isBetween(0L, Runtime.getRuntime().availableProcessors() * 1_200_000_000L);
        assertThat(ground.access().usage().path("node").path("memoryBytes").asLong(0))
                .isPositive();
    }
}
