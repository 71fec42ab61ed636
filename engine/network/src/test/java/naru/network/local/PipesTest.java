package naru.network.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import naru.linux.SplicePipe;
import org.junit.jupiter.api.Test;

class PipesTest {
    private static final int MORE = 5;

    @Test
    void nobodyHasTheSameAndAFewAreKept() throws IOException {
        long before = open();
        Pipes pipes = new Pipes();
        List<SplicePipe> taken = new ArrayList<>();
        for (int i = 0; i < Pipes.LARGE + MORE; i++) {
            taken.add(take(pipes));
        }
        Set<SplicePipe> different = Collections.newSetFromMap(new IdentityHashMap<>());
        different.addAll(taken);
        assertThat(different).hasSize(Pipes.LARGE + MORE);
        assertThat(open() - before).isEqualTo(2 * (Pipes.LARGE + MORE));
        taken.reversed().forEach(pipes::giveBack);
        assertThat(open() - before).as("large ones are kept").isEqualTo(2 * Pipes.LARGE);
        SplicePipe late = take(pipes);
        assertThat(different).contains(late);
        pipes.close();
        pipes.giveBack(late);
        pipes.giveBack(take(pipes));
        assertThat(open()).isEqualTo(before);
    }

    private static SplicePipe take(Pipes pipes) {
        return Objects.requireNonNull(pipes.take());
    }

    private static long open() throws IOException {
        return OpenFiles.count("pipe:");
    }
}
