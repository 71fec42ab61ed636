package naru.cluster.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import naru.base.Fault;
import naru.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

class JsonPatchTest {
    private static JsonNode json(String text) {
        return Json.tree(text.replace('\'', '"').getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'a':1}              | [{'op':'add','path':'/b','value':2}]                          | {'a':1,'b':2}
            {'a':1}              | [{'op':'add','path':'/a','value':null}]                       | {'a':null}
            {'a':[1,2]}          | [{'op':'add','path':'/a/1','value':9}]                        | {'a':[1,9,2]}
            {'a':[1,2]}          | [{'op':'add','path':'/a/2','value':9}]                        | {'a':[1,2,9]}
            {'a':[1,2]}          | [{'op':'add','path':'/a/-','value':[3]}]                      | {'a':[1,2,[3]]}
            {'a':1}              | [{'op':'add','path':'','value':{'b':1}}]                      | {'b':1}
            {'a':1}              | [{'op':'add','path':'/','value':2}]                           | {'a':1,'':2}
            {'a':1,'b':2}        | [{'op':'remove','path':'/b'}]                                 | {'a':1}
            {'a':[1,2,3]}        | [{'op':'remove','path':'/a/1'}]                               | {'a':[1,3]}
            {'a':{'b/c':1}}      | [{'op':'replace','path':'/a/b~1c','value':2}]                 | {'a':{'b/c':2}}
            {'a':{'b~1':1}}      | [{'op':'replace','path':'/a/b~01','value':2}]                 | {'a':{'b~1':2}}
            {'a':[1,2]}          | [{'op':'replace','path':'/a/0','value':[]}]                   | {'a':[[],2]}
            {'a':{'b':1},'c':{}} | [{'op':'move','from':'/a/b','path':'/c/d'}]                   | {'a':{},'c':{'d':1}}
            {'a':[1,2,3]}        | [{'op':'move','from':'/a/0','path':'/a/2'}]                   | {'a':[2,3,1]}
            {'a':1}              | [{'op':'move','from':'/a','path':'/a'}]                       | {'a':1}
            {'a':{'b':1}}        | [{'op':'copy','from':'/a','path':'/a/c'}]                     | {'a':{'b':1,'c':{'b':1}}}
            {'a':1.0}            | [{'op':'test','path':'/a','value':1}]                         | {'a':1.0}
            {'a':{'x':1,'y':2}}  | [{'op':'test','path':'/a','value':{'y':2,'x':1}}]             | {'a':{'x':1,'y':2}}
            {'a':null}           | [{'op':'test','path':'/a','value':null}]                      | {'a':null}
            {'a':1}              | [{'op':'add','path':'/b','value':1,'comment':'is not ours'}]  | {'a':1,'b':1}
            """)
    void appliesWhatRfc6902Says(String before, String patch, String after) {
        JsonNode target = json(before);
        assertThat(JsonPatch.apply(target, json(patch))).isEqualTo(json(after));
        assertThat(target).as("the caller's document").isEqualTo(json(before));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{'op':'replace','path':'/x','value':1}]        | replace operation does not apply: doc is missing key: /x: missing value
            [{'op':'replace','path':'/x/y','value':1}]      | replace operation does not apply: doc is missing path: /x/y: missing value
            [{'op':'remove','path':'/x'}]                   | remove operation does not apply: doc is missing key: /x: missing value
            [{'op':'add','path':'/x/y','value':1}]          | add operation does not apply: doc is missing path: /x/y: missing value
            [{'op':'add','path':'/s/y','value':1}]          | add operation does not apply: doc is missing path: /s/y: missing value
            [{'op':'add','path':'/l/3','value':1}]          | Unable to access invalid index: 3: invalid index referenced
            [{'op':'add','path':'/l/01','value':1}]         | Unable to access invalid index: 01: invalid index referenced
            [{'op':'replace','path':'/l/-','value':1}]      | Unable to access invalid index: -: invalid index referenced
            [{'op':'remove','path':'/l/99999999999'}]       | Unable to access invalid index: 99999999999: invalid index referenced
            [{'op':'test','path':'/s','value':'y'}]         | testing value /s failed: test failed
            [{'op':'test','path':'/nowhere','value':'y'}]   | testing value /nowhere failed: test failed
            [{'op':'copy','from':'/x','path':'/y'}]         | copy operation does not apply: doc is missing path: /x: missing value
            [{'op':'move','from':'/o','path':'/o/p'}]       | move operation does not apply: /o cannot move into itself
            [{'op':'remove','path':''}]                     | remove operation does not apply: the whole document cannot be removed
            """)
    void saysWhichOperationDoesNotApply(String patch, String sentence) {
        assertThatThrownBy(() -> JsonPatch.apply(json("{'s':'x','l':[1,2],'o':{'p':1}}"), json(patch)))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
                    assertThat(fault.sentence())
                            .isEqualTo("the server rejected our request due to an error in our request: " + sentence);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'op':'add'}                          | a list of operations
            [1]                                   | has a text "op"
            [{'op':'add'}]                        | has a text "path"
            [{'op':'add','path':7,'value':1}]     | has a text "path"
            [{'op':'add','path':'/x'}]            | has no "value"
            [{'op':'test','path':'/x'}]           | has no "value"
            [{'op':'move','path':'/x'}]           | has a text "from"
            [{'op':'spam','path':'/x'}]           | unexpected kind of operation "spam"
            [{'op':'add','path':'x','value':1}]   | begins with '/'
            [{'op':'add','path':'/~2','value':1}] | followed by 0 or 1
            [{'op':'add','path':'/~','value':1}]  | followed by 0 or 1
            """)
    void refusesWhatIsNoPatch(String patch, String part) {
        assertThatThrownBy(() -> JsonPatch.apply(json("{}"), json(patch)))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID);
                    assertThat(fault.sentence()).contains(part);
                });
    }

    @Test
    void hasLimitsOnWorkSizeAndDepth() {
        ArrayNode many = Json.mapper().createArrayNode();
        JsonNode add = json("{'op':'add','path':'/a','value':1}");
        for (int i = 0; i <= JsonPatch.MAX_OPERATIONS; i++) {
            many.add(add);
        }
        assertThatThrownBy(() -> JsonPatch.apply(json("{}"), many))
                .hasMessage("The allowed maximum operations in a JSON patch is 10000, got 10001");

        ArrayNode doubling = Json.mapper().createArrayNode();
        for (int i = 0; i < 64; i++) {
            doubling.add(json("{'op':'copy','from':'','path':'/a" + i + "'}"));
        }
        assertThatThrownBy(() -> JsonPatch.apply(json("{}"), doubling))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.TOO_LARGE));

        ArrayNode deeper = Json.mapper().createArrayNode();
        for (int i = 0; i < 1000; i++) {
            deeper.add(json("{'op':'add','path':'/b','value':{}}"));
            deeper.add(json("{'op':'move','from':'/a','path':'/b/a'}"));
            deeper.add(json("{'op':'move','from':'/b','path':'/a'}"));
        }
        assertThatThrownBy(() -> JsonPatch.apply(json("{'a':{}}"), deeper)).hasMessageContaining("nested deeper");
        assertThatThrownBy(() ->
                        JsonPatch.apply(json("{}"), json("[{'op':'add','path':'" + "/a".repeat(300) + "','value':1}]")))
                .hasMessageContaining("at most 200 steps");
    }

    @Test
    void anyPatchAppliesOrIsAFault() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] names = {"a", "b", "0", "1", "-", "", "~0", "~"};
        for (int round = 0; round < 3000; round++) {
            ArrayNode patch = Json.mapper().createArrayNode();
            for (int i = random.nextInt(6); i >= 0; i--) {
                patch.addObject()
                        .put("op", new String[] {"add", "remove", "replace", "move", "copy", "test"}[random.nextInt(6)])
                        .put("path", path(random, names))
                        .put("from", path(random, names))
                        .set("value", json(new String[] {"1", "{'a':[1]}", "[[]]", "null"}[random.nextInt(4)]));
            }
            try {
                JsonPatch.apply(json("{'a':{'b':[1,{'a':2}]},'b':[0,[1]]}"), patch);
            } catch (Fault fault) {
                assertThat(fault.kind())
                        .as("seed " + seed + ": " + patch)
                        .isIn(Fault.Kind.INVALID, Fault.Kind.UNPROCESSABLE, Fault.Kind.TOO_LARGE);
            }
        }
    }

    private static String path(Random random, String[] names) {
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            path.append('/').append(names[random.nextInt(names.length)]);
        }
        return path.toString();
    }
}
