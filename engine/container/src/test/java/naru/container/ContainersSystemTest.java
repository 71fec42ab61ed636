package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import naru.base.Fault;
import org.junit.jupiter.api.Test;

/// Real containers: conmon, a real runtime, real namespaces.
class ContainersSystemTest extends EngineFixture {
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
    void usersAreResolvedByTheImagesFiles() throws Exception {
        Ended ended = run(ContainerSpec.of(Config.of("busybox").withCmd("id").withUser("maria", List.of("A=b"))));
        assertThat(ended.out()).contains("uid=1000(maria) gid=1000(maria)").contains("2000(ferry)");
        String id = containers.create(
                ContainerSpec.of(Config.of("busybox").withCmd("id").withUser("nobody", List.of())));
        assertThatThrownBy(() -> containers.start(id)).hasMessageContaining("unable to find user nobody");
    }

    @Test
    void practiceLeavesNothing() {
        containers.practise(spec("true").withName("practice"));
        assertThat(containers.list()).isEmpty();
        assertThat(new java.io.File(instance.data().resolve("containers").toString()).list())
                .isEmpty();
    }

    /// conmon is there already and waits when such a start is given up.
    @Test
    void ofAStartThatIsGivenUpNoProcessStays() {
        String id = containers.create(
                ContainerSpec.of(Config.of("busybox").withCmd("id").withUser("nobody", List.of())));
        long before = ProcessHandle.current().children().count();
        assertThatThrownBy(() -> containers.start(id)).isInstanceOf(Fault.class);
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(id));
        assertThat(ProcessHandle.current().children().count()).isEqualTo(before); // not even one that has ended
    }

    /// Who asked for it may look for the volume right away.
    @Test
    void aRemovalIsAnsweredWhenNamelessVolumesAreGone() {
        Storage storage = Storage.mounts(MountSpec.volume("", "/data", false));
        String id = start(spec("sleep", "100").withStorage(storage));
        assertThat(volumes.list()).hasSize(1);
        containers.remove(id, true, true);
        assertThat(volumes.list()).isEmpty();
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

    /// Nothing of a container may come back after its removal: the fixture looks for what runs and for folders.
    @Test
    void whoStartsAContainerThatIsBeingRemovedIsTooLate() throws Exception {
        for (int round = 0; round < 20; round++) {
            String id = start(spec("sleep", "100"));
            Thread starter = Thread.startVirtualThread(() -> startUntilItIsGone(id));
            containers.remove(id, true, true);
            starter.join();
            assertThat(containers.list()).isEmpty();
        }
        containers.close();
        openEngine();
        assertThat(containers.list()).isEmpty();
    }

    private void startUntilItIsGone(String id) {
        while (true) {
            try {
                containers.start(id);
            } catch (Fault e) {
                if (e.kind() == Fault.Kind.NOT_FOUND) {
                    return;
                }
            }
        }
    }
}
