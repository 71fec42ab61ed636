package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import naru.base.Fault;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    @Test
    void theLaterValueTakesTheEarlierPlace() {
        assertThat(Environment.merge(List.of("A=1", "B=2"), List.of("A=3", "C=4=5")))
                .containsExactly("A=3", "B=2", "C=4=5");
    }

    @Test
    void aBareNameTakesAway() {
        assertThat(Environment.merge(List.of("A=1", "B=2"), List.of("A", "C"))).containsExactly("B=2");
    }

    /// The engine's own variables are added at the start: what takes them away has to last until then.
    @Test
    void aContainerKeepsBareNames() {
        List<String> kept = Environment.inherit(List.of("A=1", "B=2"), List.of("A", "HOSTNAME", "C=3"));
        assertThat(kept).containsExactly("A", "B=2", "HOSTNAME", "C=3");
        assertThat(Environment.merge(List.of("PATH=/bin", "HOSTNAME=x"), kept))
                .containsExactly("PATH=/bin", "B=2", "C=3");
    }

    @Test
    void namesAreNotEmpty() {
        Environment.check(List.of("A", "B="));
        assertThatThrownBy(() -> Environment.check(List.of("=x"))).isInstanceOf(Fault.class);
    }
}
