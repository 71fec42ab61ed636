package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnerMapTest {
    @Test
    void oneIsAnotherAndAllElseIsTheSame() {
        assertThat(OwnerMap.lines(1000, 0)).isEqualTo("1 1 999\n1001 1001 4294966294\n1000 0 1\n");
        assertThat(OwnerMap.lines(0, 1000)).isEqualTo("1 1 999\n1001 1001 4294966294\n0 1000 1\n");
        assertThat(OwnerMap.lines(4, 5)).isEqualTo("0 0 4\n6 6 4294967289\n4 5 1\n");
        assertThat(OwnerMap.lines(7, 7)).isEqualTo("0 0 4294967295\n");
        assertThat(OwnerMap.lines(-2, 0)).isEqualTo("1 1 4294967293\n4294967294 0 1\n");
    }
}
