package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.base.Instance;
import naru.linux.Cgroups;
import naru.network.NetworkOptions;
import naru.network.Networks;
import naru.store.Documents;
import naru.store.MemoryDocuments;
import naru.volume.Volumes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real containers: conmon, a real runtime, real namespaces.
@Tag("system")
@Timeout(60)
class ContainersSystemTest {
    @TempDir
    Path folder;

    private Instance instance;
    private Documents documents;
    private Networks networks;
    private Volumes volumes;
    private Containers containers;

    @BeforeEach
    void open() throws IOException {
        instance = new Instance(folder.resolve("data"), folder.resolve("run"));
        Files.createDirectories(instance.data());
        Files.createDirectories(instance.run());
        Files.createDirectories(folder.resolve("roots"));
        documents = new MemoryDocuments();
        openEngine();
    }

    private void openEngine() {
        networks = new Networks(instance, documents, NetworkOptions.defaults().withPool("10.61.192.0/20", 24));
        volumes = new Volumes(instance, documents);
        containers = Containers.open(
                instance,
                documents,
                new FolderRoots(folder.resolve("roots")),
                networks,
                volumes,
                ContainerOptions.defaults());
        containers.restore();
    }

    @AfterEach
    void close() throws Exception {
        for (Container container : containers.list()) {
            containers.remove(container.id(), true, true);
        }
        awaitEmpty(instance.run().resolve("containers"));
        containers.close();
        networks.list().stream()
                .filter(network -> network.name().equals("ferry"))
                .forEach(n -> networks.remove("ferry"));
        networks.close();
        cleanKernel();
    }

    /// Clearing up goes on after a removal returned: wait for its last act.
    private static void awaitEmpty(Path parent) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            try (var entries = Files.list(parent)) {
                if (entries.findAny().isEmpty()) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("containers left something in " + parent);
    }

    private void cleanKernel() throws IOException, InterruptedException {
        new ProcessBuilder(
                        "sh",
                        "-c",
                        "nft delete table ip naru_" + instance.id() + " 2>/dev/null; for l in $(ip -o link | "
                                + "grep -o '[^ ]*" + instance.id()
                                + "[^ :@]*'); do ip link del $l 2>/dev/null; done; true")
                .start()
                .waitFor();
    }

    @Test
    void outputAndExitCodeArrive() throws Exception {
        Ended ended = run(spec("sh", "-c", "echo out; echo err >&2; exit 3"));
        assertThat(ended.out()).isEqualTo("out\n");
        assertThat(ended.err()).isEqualTo("err\n");
        assertThat(ended.code()).isEqualTo(3);
        Container container = containers.get(ended.id());
        assertThat(container.state()).isInstanceOf(State.Exited.class);
        assertThat(log(ended.id())).containsExactlyInAnyOrder("out\n", "err\n");
    }

    @Test
    void inputReachesTheProcessAndItsEndToo() throws Exception {
        ContainerSpec cat = ContainerSpec.of(Config.of("busybox").withCmd("cat").withStdin(true, false));
        String id = containers.create(cat.withNetworking(Networking.of("none")));
        CompletableFuture<ExitResult> exit = containers.await(id, WaitCondition.NEXT_EXIT);
        byte[] sent = new byte[5_000_000];
        new Random(7).nextBytes(sent);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (Streams streams = containers.attach(id, AttachOptions.ALL)) {
            containers.start(id);
            Thread writer = Thread.startVirtualThread(() -> feed(streams, sent));
            streams.pump((_, bytes, offset, length) -> received.write(bytes, offset, length));
            writer.join();
        }
        assertThat(exit.get().exitCode()).isZero();
        assertThat(received.toByteArray()).isEqualTo(sent);
    }

    private static void feed(Streams streams, byte[] bytes) {
        try (OutputStream in = streams.stdin()) {
            in.write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aBridgeContainerHasAnAddressAndFindsOthersByName() throws Exception {
        networks.create(naru.network.NetworkSpec.bridge("ferry"));
        String server = start(spec("sleep", "100").withName("server").withNetworking(Networking.of("ferry")));
        assertThat(containers.get(server).sandbox()).isPresent();
        String address = containers
                .get(server)
                .sandbox()
                .orElseThrow()
                .endpoints()
                .getFirst()
                .ipv4();
        Ended asked = run(spec("sh", "-c", "busybox nslookup server").withNetworking(Networking.of("ferry")));
        assertThat(asked.out()).contains(address);
    }

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

    @Test
    void aFailedRestartIsAnExitNotABeginning() throws Exception {
        String id = containers.create(spec("true"));
        containers.start(id);
        containers.await(id, WaitCondition.NOT_RUNNING).get(20, TimeUnit.SECONDS);
        Files.delete(folder.resolve("roots").resolve(id).resolve("bin/true"));
        assertThatThrownBy(() -> containers.start(id)).hasMessageContaining("not found");
        assertThat(containers.get(id).state())
                .isInstanceOfSatisfying(
                        State.Exited.class,
                        state -> assertThat(state.exitCode()).isEqualTo(127));
    }

    @Test
    void filesOfAStoppedContainersVolumeAreThoseOfTheVolume() throws Exception {
        Ended ended = run(spec("sh", "-c", "echo kept > /v/file").withStorage(Storage.binds("data:/v", "data:/r:ro")));
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        assertThat(containers.read(ended.id(), "/v/file", archive).size()).isEqualTo(5);
        Files.delete(volumes.mountpoint("data").resolve("file"));
        containers.write(ended.id(), "/v", new ByteArrayInputStream(archive.toByteArray()), false, false);
        assertThat(volumes.mountpoint("data").resolve("file")).hasContent("kept");
        assertThatThrownBy(() -> containers.write(
                        ended.id(), "/r", new ByteArrayInputStream(archive.toByteArray()), false, false))
                .hasMessageContaining("read-only");
    }

    @Test
    void usersAreResolvedByTheImagesFiles() throws Exception {
        Ended ended = run(ContainerSpec.of(Config.of("busybox").withCmd("id").withUser("maria", List.of("A=b"))));
        assertThat(ended.out()).contains("uid=1000(maria) gid=1000(maria)").contains("2000(ferry)");
        String id = containers.create(
                ContainerSpec.of(Config.of("busybox").withCmd("id").withUser("nobody", List.of())));
        assertThatThrownBy(() -> containers.start(id)).hasMessageContaining("unable to find user nobody");
    }

    @Test
    void aMissingProgramIsSaidInDockersWordsAndLeavesNothing() {
        String id = containers.create(spec("nosuch"));
        assertThatThrownBy(() -> containers.start(id))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("executable file not found in $PATH");
        assertThat(containers.get(id).state())
                .isEqualTo(new State.Created(
                        127, ((State.Created) containers.get(id).state()).error()));
        assertThat(Files.exists(instance.run().resolve("containers").resolve(id)))
                .isFalse();
    }

    @Test
    void stopAsksFirstAndKillsThen() throws Exception {
        String polite = start(spec("sh", "-c", "trap 'exit 7' TERM; echo up; while true; do sleep 0.1; done"));
        awaitLog(polite);
        containers.stop(polite, Duration.ofSeconds(10), "");
        assertThat(((State.Exited) containers.get(polite).state()).exitCode()).isEqualTo(7);
        String deaf = start(spec("sleep", "100"));
        containers.stop(deaf, Duration.ZERO, "");
        assertThat(((State.Exited) containers.get(deaf).state()).exitCode()).isEqualTo(137);
        assertThatThrownBy(() -> containers.stop(deaf, null, "")).hasMessageContaining("not running");
    }

    @Test
    void volumesAndBindsOutliveContainers() throws Exception {
        Path shared = Files.createDirectories(folder.resolve("shared"));
        run(spec("sh", "-c", "echo kept > /v/file; echo there > /b/file")
                .withStorage(Storage.binds("data:/v", shared + ":/b")));
        Ended read = run(spec("sh", "-c", "cat /v/file; echo x > /v/no || echo refused")
                .withStorage(Storage.binds("data:/v:ro")));
        assertThat(read.out()).isEqualTo("kept\nrefused\n");
        assertThat(shared.resolve("file")).hasContent("there");
        assertThatThrownBy(() -> containers.create(spec("true").withStorage(Storage.binds("x:relative"))))
                .hasMessageContaining("mount path must be absolute");
    }

    @Test
    void filesAreCopiedInAndOut() throws Exception {
        String id = start(spec("sleep", "100"));
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        containers.read(id, "/etc/passwd", archive);
        containers.write(id, "/tmp", new ByteArrayInputStream(archive.toByteArray()), false, false);
        assertThat(containers.stat(id, "/tmp/passwd").name()).isEqualTo("passwd");
        assertThatThrownBy(() -> containers.stat(id, "/nosuch"))
                .hasMessageContaining("Could not find the file /nosuch");
    }

    @Test
    void containersSurviveTheEngine() throws Exception {
        String living = start(spec("sh", "-c", "while true; do sleep 0.1; done"));
        String dying = start(spec("sh", "-c", "sleep 0.3; echo last words; exit 9"));
        containers.close();
        networks.close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Files.exists(instance.run().resolve("exits").resolve(dying)) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        openEngine();
        assertThat(containers.get(living).state()).isInstanceOf(State.Running.class);
        assertThat(((State.Exited) containers.get(dying).state()).exitCode()).isEqualTo(9);
        assertThat(log(dying)).containsExactly("last words\n");
        containers.kill(living, "");
        assertThat(((State.Exited) containers.get(living).state()).exitCode()).isEqualTo(137);
    }

    /// What a crash leaves between the runtime's start of a container and the record of it.
    @Test
    void whatAStartThatWasCutShortLeftIsTakenAway() {
        String id = containers.create(spec("sleep", "1000"));
        byte[] before = documents.get("container", id).orElseThrow();
        containers.start(id);
        ProcessHandle process = ProcessHandle.of(
                        ((State.Running) containers.get(id).state()).pid())
                .orElseThrow();
        containers.close();
        networks.close();
        documents.put("container", id, before);
        openEngine();
        process.onExit().join();
        assertThat(containers.get(id).state()).isInstanceOf(State.Created.class);
        containers.start(id);
        assertThat(containers.get(id).state()).isInstanceOf(State.Running.class);
    }

    /// An image is made of a container that is frozen meanwhile, which is not on record.
    @Test
    void aContainerThatACrashLeftFrozenGoesOn() throws Exception {
        String id = start(spec("sleep", "1000"));
        containers.paused(id, () -> {
            containers.close();
            networks.close();
            openEngine();
            return id;
        });
        assertThat(containers.get(id).state()).isInstanceOf(State.Running.class);
        containers.stop(id, Duration.ZERO, "");
        assertThat(((State.Exited) containers.get(id).state()).exitCode()).isEqualTo(137);
    }

    @Test
    void whatIsPausedStaysPaused() throws Exception {
        String id = start(spec("sleep", "1000"));
        containers.pause(id);
        byte[] before = documents.get("container", id).orElseThrow();
        containers.unpause(id);
        containers.close();
        networks.close();
        documents.put("container", id, before);
        openEngine();
        assertThat(containers.get(id).state()).isInstanceOf(State.Paused.class);
        assertThat(Cgroups.isFrozen("/naru-" + instance.id() + "/" + id)).isTrue();
        containers.unpause(id);
        assertThat(Cgroups.isFrozen("/naru-" + instance.id() + "/" + id)).isFalse();
    }

    @Test
    void anEngineThatClosesRightAfterAStopLeavesNothingOfTheContainer() throws Exception {
        for (int i = 0; i < 3; i++) {
            String id = start(spec("sleep", "100"));
            containers.stop(id, Duration.ZERO, "");
            containers.close();
            assertThat(instance.run().resolve("containers").resolve(id)).doesNotExist();
            assertThat(instance.run().resolve("netns").resolve(id)).doesNotExist();
            networks.close();
            openEngine();
        }
    }

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

    @Test
    void aFailingContainerIsStartedAgainAsOftenAsAsked() throws Exception {
        String id = containers.create(spec("false").withRestart(new RestartPolicy(RestartPolicy.Rule.ON_FAILURE, 2)));
        Events.Subscription events = containers.events().subscribe();
        containers.start(id);
        int deaths = 0;
        while (deaths < 3) {
            Event event = events.next(20, TimeUnit.SECONDS);
            deaths += java.util.Objects.requireNonNull(event, "no event came")
                            .action()
                            .equals("die")
                    ? 1
                    : 0;
        }
        events.close();
        assertThat(containers.await(id, WaitCondition.NOT_RUNNING).get().exitCode())
                .isEqualTo(1);
        assertThat(containers.get(id).restartCount()).isEqualTo(2);
    }

    @Test
    void howAContainerEndedIsKnownWhenItIsGone() throws Exception {
        Config config = Config.of("busybox").withCmd("sh", "-c", "echo one; echo two >&2; exit 139");
        String id = start(spec("true").withName("ferry").withConfig(config));
        containers.await(id, WaitCondition.NOT_RUNNING).get();
        containers.remove(id, true, false);
        Ending ending = containers.endings("ferry").getFirst();
        assertThat(ending.why()).isEqualTo("the signal SIGSEGV ended it: its program crashed");
        assertThat(ending.exitCode()).isEqualTo(139);
        assertThat(ending.lastLines()).containsExactlyInAnyOrder("one", "two");
        assertThat(containers.endings(id.substring(0, 12))).containsExactly(ending);

        String other = containers.create(spec("no-such-program").withName("ferry"));
        assertThatThrownBy(() -> containers.start(other)).isInstanceOf(Fault.class);
        assertThat(containers.endings("ferry")).hasSize(2);
        Ending second = containers.endings("ferry").getFirst();
        assertThat(second.why()).startsWith("it could not be started: ").contains("no-such-program");
        assertThat(second.setup().get("command")).isNotEqualTo(ending.setup().get("command"));
        assertThat(second.setup().get("image")).isEqualTo(ending.setup().get("image"));
        assertThatThrownBy(() -> containers.endings("nobody")).hasMessageContaining("No such container: nobody");
    }

    private static ContainerSpec spec(String... command) {
        return ContainerSpec.of(Config.of("busybox").withCmd(command)).withNetworking(Networking.of("none"));
    }

    private String start(ContainerSpec spec) {
        String id = containers.create(spec);
        containers.start(id);
        return id;
    }

    /// How a run went.
    private record Ended(String id, int code, String out, String err) {}

    private Ended run(ContainerSpec spec) throws Exception {
        String id = containers.create(spec);
        CompletableFuture<ExitResult> exit = containers.await(id, WaitCondition.NEXT_EXIT);
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        try (Streams streams = containers.attach(id, new AttachOptions(true, false, false, true, true))) {
            containers.start(id);
            streams.pump((stream, bytes, offset, length) -> (stream == Stream.STDOUT ? out : err)
                    .append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
        }
        return new Ended(id, exit.get(20, TimeUnit.SECONDS).exitCode(), out.toString(), err.toString());
    }

    private List<String> log(String id) throws IOException {
        List<String> lines = new java.util.ArrayList<>();
        try (Logs logs = containers.logs(id, LogOptions.ALL)) {
            for (LogEntry entry = logs.next(); entry != null; entry = logs.next()) {
                lines.add(new String(entry.line(), StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    private void awaitLog(String id) throws IOException {
        try (Logs logs = containers.logs(id, LogOptions.FOLLOW)) {
            assertThat(logs.next()).isNotNull();
        }
    }
}
