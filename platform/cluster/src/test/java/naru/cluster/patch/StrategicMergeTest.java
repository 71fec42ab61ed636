package naru.cluster.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class StrategicMergeTest {
    private static ObjectNode json(String text) {
        return (ObjectNode) Json.tree(text.replace('\'', '"').getBytes(UTF_8));
    }

    private static void pod(String before, String changes, String after) {
        ObjectNode target = json("{'spec':" + before + "}");
        ObjectNode merged = StrategicMerge.apply(Resources.PODS, target, json("{'spec':" + changes + "}"));
        assertThat(merged.toString()).isEqualTo(json("{'spec':" + after + "}").toString());
        assertThat(target).as("the caller's document").isEqualTo(json("{'spec':" + before + "}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'containers':[{'name':'a','image':'x'},{'name':'b'}]} | {'containers':[{'name':'a','image':'y'}]} | {'containers':[{'name':'a','image':'y'},{'name':'b'}]}
            {'containers':[{'name':'a'}]}                          | {'containers':[{'name':'c'}]}             | {'containers':[{'name':'c'},{'name':'a'}]}
            {'containers':[{'name':'a'},{'name':'b'}]}             | {'containers':[{'name':'b','$patch':'delete'}]} | {'containers':[{'name':'a'}]}
            {'containers':[{'name':'a'},{'name':'b'}]}             | {'containers':[{'name':'c'},{'$patch':'replace'}]} | {'containers':[{'name':'c'}]}
            {'containers':[{'name':'a'},{'name':'b'}]}             | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]} | {'containers':[{'name':'b'},{'name':'a'}]}
            {'containers':[{'name':'a'},{'name':'x'}]}             | {'$setElementOrder/containers':[{'name':'a'},{'name':'c'}],'containers':[{'name':'c'}]} | {'containers':[{'name':'a'},{'name':'c'},{'name':'x'}]}
            {}                                                     | {'containers':[{'name':'a','image':null,'env':[{'name':'e','$patch':'delete'}]}]} | {'containers':[{'name':'a','env':[]}]}
            {'containers':[{'name':'a','env':[{'name':'e','value':'1'}]}]} | {'containers':[{'name':'a','env':[{'name':'f','value':'2'}]}]} | {'containers':[{'name':'a','env':[{'name':'f','value':'2'},{'name':'e','value':'1'}]}]}
            {'containers':[{'name':'a','args':['1','2']}]}         | {'containers':[{'name':'a','args':['3']}]} | {'containers':[{'name':'a','args':['3']}]}
            {'tolerations':[{'key':'a'}]}                          | {'tolerations':[{'key':'b'}]}             | {'tolerations':[{'key':'b'}]}
            {'nodeSelector':{'a':'1','b':'2'}}                     | {'nodeSelector':{'a':null,'c':'3'}}       | {'nodeSelector':{'b':'2','c':'3'}}
            {'nodeSelector':{'a':'1'}}                             | {'nodeSelector':{'$patch':'replace','c':'3'}} | {'nodeSelector':{'c':'3'}}
            {'nodeSelector':{'a':'1'}}                             | {'nodeSelector':{'$patch':'delete'}}      | {'nodeSelector':{}}
            {'hostNetwork':true}                                   | {'hostNetwork':null}                      | {}
            {'volumes':[{'name':'v','emptyDir':{}}]}               | {'volumes':[{'name':'v','$retainKeys':['name','hostPath'],'hostPath':{'path':'/x'}}]} | {'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}
            {'unknownList':[1]}                                    | {'unknownList':[2]}                       | {'unknownList':[2]}
            """)
    void mergesListsByTheirKeys(String before, String changes, String after) {
        pod(before, changes, after);
    }

    @Test
    void mergesListsOfValues() {
        ObjectNode target = json("{'metadata':{'finalizers':['a','b','c']}}");
        assertThat(StrategicMerge.apply(
                                Resources.PODS,
                                target,
                                json("{'metadata':{'$deleteFromPrimitiveList/finalizers':['b'],"
                                        + "'$setElementOrder/finalizers':['d','a','c'],'finalizers':['d','a']}}"))
                        .toString())
                .isEqualTo(json("{'metadata':{'finalizers':['d','a','c']}}").toString());
    }

    @Test
    void replacesAStrategy() {
        ObjectNode target = json("{'spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}}");
        ObjectNode changes = json("{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}");
        assertThat(StrategicMerge.apply(Resources.DEPLOYMENTS, target, changes))
                .isEqualTo(json("{'spec':{'strategy':{'type':'Recreate'}}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'spec':{'$patch':'spam'}}                                                | INVALID       | unknown patch type "spam"
            {'spec':{'containers':[{'$patch':7}]}}                                    | INVALID       | unknown patch type 7
            {'spec':{'containers':[{'image':'x'}]}}                                   | UNPROCESSABLE | declared merge key: name
            {'spec':{'containers':[7]}}                                               | UNPROCESSABLE | declared merge key: name
            {'spec':{'$retainKeys':'x'}}                                              | INVALID       | retainKeys
            {'spec':{'$retainKeys':['a'],'b':1}}                                      | INVALID       | lacks the field "b"
            {'spec':{'$setElementOrder/containers':7}}                                | INVALID       | setElementOrder
            {'spec':{'$setElementOrder/containers':[],'containers':[{'name':'a'}]}}   | INVALID       | lacks an element
            {'spec':{'$deleteFromPrimitiveList/x':7}}                                 | INVALID       | primitive list
            """)
    void refusesWhatMakesNoSense(String changes, Fault.Kind kind, String part) {
        ObjectNode target = json("{'spec':{'containers':[{'name':'a'}],'x':[1]}}");
        assertThatThrownBy(() -> StrategicMerge.apply(Resources.PODS, target, json(changes)))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.kind()).isEqualTo(kind);
                    assertThat(fault.sentence()).contains(part);
                });
    }

    @Test
    void knowsOnlyDescribedKinds() {
        Resource widgets =
                new Resource("example.com", "v1", "widgets", "widget", "Widget", true, List.of(), List.of(), Set.of());
        assertThatThrownBy(() -> StrategicMerge.apply(widgets, json("{}"), json("{}")))
                .isInstanceOfSatisfying(
                        Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.UNSUPPORTED_MEDIA_TYPE));
    }
}
