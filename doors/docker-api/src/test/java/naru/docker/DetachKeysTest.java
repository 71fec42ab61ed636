package naru.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import naru.base.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeysTest {
    @ParameterizedTest
    @CsvSource({
        "'', 'ab\u0010\u0011cd', ab, true",
        "'', 'ab\u0010c\u0011d', 'ab\u0010c\u0011d', false",
        "'', '\u0010\u0010\u0011x', '\u0010', true",
        "'ctrl-a,x', 'one\u0001two\u0001xmore', 'one\u0001two', true",
        "q, 'helloquit', hello, true",
        "'ctrl-@,ctrl-_', 'x\u001fy', 'x\u001fy', false"
    })
    void inputIsPassedOnUpToTheKeys(String keys, String typed, String passed, boolean detached) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(DetachKeys.of(keys, true).pass(input(typed), out)).isEqualTo(detached);
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo(passed);
    }

    @Test
    void withoutATerminalNothingIsAKey() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(DetachKeys.of("q", false).pass(input("quit"), out)).isFalse();
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("quit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ctrl-", "ctrl-1", "ab", "a,", "ü", "ctrl-p,ctrl-qq"})
    void whatIsNoKeyIsRefused(String keys) {
        assertThatThrownBy(() -> DetachKeys.of(keys, true))
                .isInstanceOf(Fault.class)
                .hasMessage("Invalid detach keys (" + keys + ") provided");
    }

    private static ByteArrayInputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
