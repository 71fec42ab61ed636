package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import naru.linux.Cgroups;
import org.junit.jupiter.api.Test;

/// Real containers that outlive the engine which started them.
class RestorationSystemTest extends EngineFixture {
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
}
