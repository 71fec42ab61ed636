package naru.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void anIdIsSixtyFourHexadecimalDigits() {
        assertThat(Ids.random()).matches("[0-9a-f]{64}").isNotEqualTo(Ids.random());
    }

    @Test
    void theShortFormIsTheFirstTwelve() {
        assertThat(Ids.shorten("0123456789abcdef")).isEqualTo("0123456789ab");
        assertThat(Ids.shorten("abc")).isEqualTo("abc");
    }
}
