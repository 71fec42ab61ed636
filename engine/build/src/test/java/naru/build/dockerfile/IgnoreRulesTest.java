package naru.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a                 | a         | true
            a                 | a/b       | true
            a                 | b/a       | false
            /a                | a         | true
            a/                | a/b       | true
            *                 | a/b       | true
            *.md              | x.md      | true
            *.md              | d/x.md    | false
            **/*.md           | d/e/x.md  | true
            **/*.md           | x.md      | true
            a/**              | a/b/c     | true
            a/**              | a         | false
            a/*/c             | a/b/c     | true
            a?                | ab        | true
            [ab]c             | bc        | true
            [^ab]c            | bc        | false
            \\*               | *         | true
            \\*               | a         | false
            *;!a              | a         | false
            *;!a              | a/b       | false
            *;!a;a/b          | a/b       | true
            !a;*              | a         | true
            # a;b             | b         | true
            ./a/../b          | b         | true
            """)
    void decides(String rules, String path, boolean excluded) {
        assertThat(IgnoreRules.parse(rules.replace(';', '\n')).excludes(path)).isEqualTo(excluded);
    }

    @Test
    void malformedPatternNamesItsLine() {
        assertThatThrownBy(() -> IgnoreRules.parse("a\n[")).hasMessageContaining("line 2");
    }
}
