package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.linux.RulesetWatch.Change;
import naru.linux.RulesetWatch.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class RulesetWatchTest {
    private record Heard(int port, List<Change> changes) {}

    @TempDir
    Path folder;

    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final RulesetWatch.Listener listener = new RulesetWatch.Listener() {
        @Override
        public void committed(int port, List<Change> changes) {
            heard.add(new Heard(port, changes));
        }

        @Override
        public void lost() {
            heard.add(new Heard(-1, List.of()));
        }
    };

    @BeforeEach
    void createNamespace() throws IOException {
        NetworkNamespace.create(folder.resolve("ns"), () -> 0);
    }

    @AfterEach
    void deleteNamespace() throws IOException {
        NetworkNamespace.delete(folder.resolve("ns"));
    }

    private Heard next() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(10, TimeUnit.SECONDS), "nothing was heard");
    }

    @Test
    void everyTransactionIsHeardOnceWithWhoMadeIt() throws IOException, InterruptedException {
        RulesetWatch watch = NetworkNamespace.enter(folder.resolve("ns"), () -> RulesetWatch.open(listener));
        Nftables one = NetworkNamespace.enter(folder.resolve("ns"), Nftables::open);
        Nftables other = NetworkNamespace.enter(folder.resolve("ns"), Nftables::open);
        try (watch;
                one;
                other) {
            one.run("add table ip t; add set ip t s { type inet_service; }");
            Heard first = next();
            one.run("add element ip t s { 1, 2, 3 }");
            Heard second = next();
            other.run("flush ruleset");
            Heard third = next();
            assertThat(first.changes())
                    .containsExactly(new Change("ip", "t", Kind.TABLE_ADDED), new Change("ip", "t", Kind.PART_ADDED));
            assertThat(second).isEqualTo(new Heard(first.port(), List.of(new Change("ip", "t", Kind.ELEMENT_ADDED))));
            assertThat(third.port()).isNotEqualTo(first.port());
            assertThat(third.changes()).contains(new Change("ip", "t", Kind.TABLE_REMOVED));
        }
        watch.close();
    }
}
