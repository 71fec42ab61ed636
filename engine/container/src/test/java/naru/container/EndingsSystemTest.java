package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import org.junit.jupiter.api.Test;

/// How runs of real containers end, or do not begin.
class EndingsSystemTest extends EngineFixture {
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

    /// What the kernel refused was no failure of the start: the container stayed, and who waited for it went on
    /// waiting.
    @Test
    void oneThatTheKernelRefusesHasFailed() throws Exception {
        ContainerSpec spec = spec("id")
                .withConfig(Config.of("busybox").withCmd("id").withUser("maria", List.of()))
                .withAutoRemove();
        String id = containers.create(spec);
        CompletableFuture<ExitResult> gone = containers.await(id, WaitCondition.REMOVED);
        Path root = folder.resolve("roots").resolve(id);
        Files.move(root, root.resolveSibling("away"));
        assertThatThrownBy(() -> containers.start(id)).isInstanceOf(Fault.class);
        gone.get(20, TimeUnit.SECONDS);
        assertThat(containers.list()).isEmpty();
    }

    @Test
    void oneThatIsRemovedWhileOthersArePrunedIsPassedOver() {
        containers.create(spec("true"));
        String other = containers.create(spec("true"));
        Pruned pruned = containers.prune(container -> {
            if (containers.list().size() == 2) {
                containers.remove(container.id(), false, false);
            }
            return true;
        });
        assertThat(pruned.ids()).hasSize(1);
        assertThat(containers.list()).isEmpty();
        assertThatThrownBy(() -> containers.get(other)).isInstanceOf(Fault.class);
    }
}
