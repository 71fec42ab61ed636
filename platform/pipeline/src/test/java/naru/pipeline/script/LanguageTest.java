package naru.pipeline.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '§', quoteCharacter = '\0', textBlock = """
            1 + 2 * 3                                                  § 7
            7 / 2                                                      § 3.5
            10 / 2                                                     § 5
            7.intdiv(2)                                                § 3
            7 % 4                                                      § 3
            2 ** 10                                                    § 1024
            -3.abs()                                                   § -3
            1.5 + 1                                                    § 2.5
            2147483647 + 1                                             § -2147483648
            1 <=> 2                                                    § -1
            1 == 1.0                                                   § true
            def x = 5; x++; x += 2; x                                  § 8
            def (a, b) = [1, 2]; "$a-$b"                               § 1-2
            def a = 1; def b = 2; (a, b) = [b, a]; "$a$b"              § 21
            'a' + 1                                                    § a1
            'abc' - 'b'                                                § ac
            'ab' * 3                                                   § ababab
            'abc'[1]                                                   § b
            'abc'[-1]                                                  § c
            'abcdef'[1..3]                                             § bcd
            'abcdef'[1..-2]                                            § bcde
            'a b c'.split(' ').size()                                  § 3
            'a,b'.split(',')[1]                                        § b
            'a,b,c'.tokenize(',').join('+')                            § a+b+c
            ' x '.trim()                                               § x
            'x.y'.replaceAll('[.]', '-')                               § x-y
            'a1b2'.replaceAll(/\\d/) { '<' + it + '>' }                § a<1>b<2>
            'x.y'.replace('.', '/')                                    § x/y
            'hello'.capitalize()                                       § Hello
            'v1.2.3' ==~ /v\\d+\\.\\d+\\.\\d+/                         § true
            def m = 'v1.2' =~ /v(\\d+)\\.(\\d+)/; m[0][2]              § 2
            def m = ('a1' =~ /b/); m ? 'yes' : 'no'                    § no
            def m = 'k=v' =~ /(\\w)=(\\w)/; m.matches(); m.group(1)    § k
            '5'.toInteger() + 1                                        § 6
            'abc'.padLeft(5, '.')                                      § ..abc
            "${1 + 1}"                                                 § 2
            'lit $x'                                                   § lit $x
            "esc \\$x"                                                 § esc $x
            def n = [a: [b: 7]]; "v=$n.a.b"                            § v=7
            [1, 2, 3].collect { it * 2 }                               § [2, 4, 6]
            [1, 2, 3].findAll { it > 1 }                               § [2, 3]
            [1, 2, 3].find { it > 1 }                                  § 2
            [3, 1, 2].sort()                                           § [1, 2, 3]
            ['bb', 'a'].sort { it.size() }                             § [a, bb]
            [3, 1, 2].sort { a, b -> b <=> a }                         § [3, 2, 1]
            [1, 1, 2].unique()                                         § [1, 2]
            [1, 2, 3].inject(0) { s, v -> s + v }                      § 6
            [1, 2, 3].sum()                                            § 6
            [1, 2, 3].any { it == 2 }                                  § true
            [1, 2, 3].every { it > 1 }                                 § false
            [1, 2, 3, 4].groupBy { it % 2 == 0 ? 'even' : 'odd' }      § [odd:[1, 3], even:[2, 4]]
            ['a', 'b'].withIndex().collect { v, i -> v + i }           § [a0, b1]
            ['a', 'b'].collectEntries { [(it): it * 2] }               § [a:aa, b:bb]
            [[1, [2]], 3].flatten()                                    § [1, 2, 3]
            [1, 2] + [3]                                               § [1, 2, 3]
            [1, 2, 3] - [2]                                            § [1, 3]
            def l = []; l << 1 << 2; l                                 § [1, 2]
            [1, 2, 3][0..1]                                            § [1, 2]
            [1, 2, 3][-1]                                              § 3
            [1, 2][5]                                                  § null
            ['a', 'bb']*.size()                                        § [1, 2]
            [[n: 1], [n: 2]].n                                         § [1, 2]
            2 in [1, 2]                                                § true
            3 !in [1, 2]                                               § true
            [*[1, 2], 3]                                               § [1, 2, 3]
            [a: 1, b: 2].collect { k, v -> "$k$v" }.join(',')          § a1,b2
            [a: 1, b: 2].findAll { it.value > 1 }                      § [b:2]
            [a: 1].each { k, v -> }.size()                             § 1
            def m = [:]; m.x = 1; m['y'] = 2; m                        § [x:1, y:2]
            [a: 1] + [b: 2]                                            § [a:1, b:2]
            [a: 1].containsKey('a')                                    § true
            [b: 1, a: 2].sort()                                        § [a:2, b:1]
            def k = 'z'; [(k): 1]                                      § [z:1]
            null?.foo                                                  § null
            null?.size() ?: 'none'                                     § none
            '' ?: 'banana'                                             § banana
            def x = null; x ?= 3; x                                    § 3
            true ? 'y' : 'n'                                           § y
            (1..3).toList()                                            § [1, 2, 3]
            (1..<3).size()                                             § 2
            def s = 0; for (i in 1..4) { s += i }; s                   § 10
            def s = 0; for (int i = 0; i < 4; i++) { s += i }; s       § 6
            def s = ''; for (x in ['a', 'b']) { s += x }; s            § ab
            def i = 0; while (true) { i++; if (i > 4) break }; i       § 5
            def s = 0; for (i in 1..5) { if (i == 2) continue; s += i }; s § 13
            def i = 0; do { i++ } while (i < 3); i                     § 3
            def r; switch (3) { case 1: r = 'a'; break; case [2, 3]: r = 'b'; break; default: r = 'c' }; r § b
            def r; switch ('x1') { case ~/x\\d/: r = 're'; break; default: r = 'no' }; r § re
            def r; switch (5) { case Integer: r = 'int'; break; default: r = 'other' }; r § int
            def f = { a, b = 2 -> a + b }; f(1)                        § 3
            def f = { it * 2 }; f(4)                                   § 8
            def add = { a, b -> a + b }; add.curry(1)(2)               § 3
            def n = 0; def inc = { n++ }; inc(); inc(); n              § 2
            def twice(x) { x * 2 }; twice(4)                           § 8
            def va(String... xs) { xs.size() }; va('a', 'b')           § 2
            def rec(n) { n <= 1 ? 1 : n * rec(n - 1) }; rec(5)         § 120
            def opt(Map m, s) { "$m.a$s" }; opt(a: 1, 'x')             § 1x
            def f() { if (true) { return 'early' }; 'late' }; f()      § early
            def c = this.&twice; c(3); def twice(x) { x * 2 } § 6
            try { throw new Exception('boo') } catch (e) { e.message } § boo
            try { error() } catch (e) { 'caught' }                     § caught
            try { null.foo() } catch (NullPointerException e) { 'npe' } § npe
            try { throw new IllegalStateException('x') } catch (RuntimeException e) { e.message } § x
            def s = ''; try { s += 'a' } finally { s += 'b' }; s       § ab
            try { 1 / 0 } catch (ArithmeticException e) { e.message }  § Division by zero
            def m = [x: 1]; m.with { x + 1 }                           § 2
            def cfg = [:]; def c = { name = 'n' }; c.resolveStrategy = Closure.DELEGATE_FIRST; c.delegate = cfg; c(); cfg § [name:n]
            'x' instanceof String                                      § true
            [1] instanceof List                                        § true
            '3' as Integer                                             § 3
            (int) 3.7                                                  § 3
            [1, 1] as Set                                              § [1]
            Math.max(1, 2)                                             § 2
            Integer.parseInt('12')                                     § 12
            String.format('%03d', 7)                                   § 007
            'a\\nb'.readLines().size()                                 § 2
            3.times { }                                                § null
            'abc'.contains('b') && !'abc'.isEmpty()                    § true
            def sb = ''; [1, 2].eachWithIndex { v, i -> sb += "$i:$v " }; sb.trim() § 0:1 1:2
            [1, 2, 3].collate(2)                                       § [[1, 2], [3]]
            ['x', 'y'].join(', ')                                      § x, y
            [1, 2, 3].max()                                            § 3
            [[id: 2], [id: 1]].min { it.id }.id                        § 1
            @groovy.transform.Field def z = 4; def g() { z }; g()      § 4
            """)
    void gives(String script, String expected) {
        assertThat(Values.text(EchoHost.run(script))).isEqualTo(expected);
    }
}
