package naru.cluster.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class MergePatchTest {
    private static JsonNode json(String text) {
        return Json.tree(text.replace('\'', '"').getBytes(UTF_8));
    }

    /// The examples of RFC 7396, appendix A.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'a':'b'}           | {'a':'c'}                | {'a':'c'}
            {'a':'b'}           | {'b':'c'}                | {'a':'b','b':'c'}
            {'a':'b'}           | {'a':null}               | {}
            {'a':'b','b':'c'}   | {'a':null}               | {'b':'c'}
            {'a':['b']}         | {'a':'c'}                | {'a':'c'}
            {'a':'c'}           | {'a':['b']}              | {'a':['b']}
            {'a':{'b':'c'}}     | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}
            {'a':[{'b':'c'}]}   | {'a':[1]}                | {'a':[1]}
            ['a','b']           | ['c','d']                | ['c','d']
            {'a':'b'}           | ['c']                    | ['c']
            {'a':'foo'}         | null                     | null
            {'a':'foo'}         | 'bar'                    | 'bar'
            {'e':null}          | {'a':1}                  | {'e':null,'a':1}
            [1,2]               | {'a':'b','c':null}       | {'a':'b'}
            {}                  | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}
            """)
    void mergesAsRfc7396Says(String target, String changes, String expected) {
        JsonNode before = json(target);
        assertThat(MergePatch.apply(before, json(changes))).isEqualTo(json(expected));
        assertThat(before).isEqualTo(json(target));
    }

    @Test
    void refusesDepth() {
        ObjectNode deep = Json.mapper().createObjectNode();
        ObjectNode at = deep;
        for (int i = 0; i < 5000; i++) {
            at = at.putObject("a");
        }
        assertThatThrownBy(() -> MergePatch.apply(json("{}"), deep)).hasMessageContaining("nested deeper");
    }
}
