package naru.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
    private static final Map<String, String> VALUES =
            Map.of("A", "abc", "E", "", "P", "/usr/local/lib", "W", "one two", "D", "x.tar.gz");
    private final Expansion expansion = new Expansion('\\', name -> Optional.ofNullable(VALUES.get(name)));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            plain               | plain
            $A                  | abc
            $Ax                 | ~~
            ${A}x               | abcx
            x$A/y$A             | xabc/yabc
            '$A'                | $A
            "$A"                | abc
            "a b"'c'            | a bc
            \\$A                | $A
            "\\$A"              | $A
            "\\A"               | \\A
            \\A                 | A
            $                   | $
            a$                  | a$
            ${N:-w}             | w
            ${N-w}              | w
            ${E:-w}             | w
            ${E-w}              | ~~
            ${A:-w}             | abc
            ${A:+w}             | w
            ${E:+w}             | ~~
            ${E+w}              | w
            ${N+w}              | ~~
            ${N:-${A}}          | abc
            ${N:-$A-$A}         | abc-abc
            ${N:-"a b"}         | a b
            ${N:-}              | ~~
            ${A:?m}             | abc
            ${D#*.}             | tar.gz
            ${D##*.}            | gz
            ${D%.*}             | x.tar
            ${D%%.*}            | x
            ${P#/usr}           | /local/lib
            ${P##*/}            | lib
            ${P%/*}             | /usr/local
            ${P/l/L}            | /usr/Local/lib
            ${P//l/L}           | /usr/LocaL/Lib
            ${P//\\//-}         | -usr-local-lib
            ${A/?/x}            | xbc
            ${N/a/b}            | ~~
            """)
    void words(String text, String value) {
        assertThat(expansion.word(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ${N:?gone}   | N: gone
            ${E:?}       | not allowed to be empty
            ${N?}        | not allowed to be unset
            ${A          | missing '}'
            ${}          | bad substitution
            ${A!x}       | unsupported modifier (!)
            ${A:#x}      | unsupported modifier (:#)
            'a           | matching single-quote
            "a           | matching double-quote
            ${A/b}       | missing '/'
            """)
    void mistakes(String text, String message) {
        assertThatThrownBy(() -> expansion.word(text)).hasMessageContaining(message);
    }

    @Test
    void splitsUnquotedValues() {
        assertThat(expansion.words("$W \"$W\" x$W")).containsExactly("one", "two", "one two", "xone", "two");
    }

    @Test
    void backquoteEscapes() {
        Expansion other = new Expansion('`', name -> Optional.of("v"));
        assertThat(other.word("`$a\\$a")).isEqualTo("$a\\v");
    }
}
