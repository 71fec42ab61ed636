package naru.cluster.object;

import static naru.cluster.object.Docs.doc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.base.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LabelSelectorTest {
    private static final JsonNode LABELS = doc("{'app':'web','tier':'front','naru.example/x':'1','empty':''}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|true",
                "app=web|true",
                "app==web|true",
                "app = web , tier!=back|true",
                "app!=web|false",
                "other!=web|true",
                "app in (api,web)|true",
                "app in (api)|false",
                "app notin (api)|true",
                "other notin (api)|true",
                "app|true",
                "other|false",
                "!app|false",
                "!other|true",
                "naru.example/x=1,app|true",
                "empty=|true",
                "empty in ()|true"
            })
    void everyRequirementMustHold(String text, boolean holds) {
        LabelSelector selector = LabelSelector.parse(text);
        assertThat(selector.matches(LABELS)).isEqualTo(holds);
        assertThat(LabelSelector.parse(selector.text())).isEqualTo(selector);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=x", "a=b=c", "a in x", "a in (b", "a b", ",", "a=b,,c", "a=?"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> LabelSelector.parse(text)).isInstanceOf(Fault.class);
    }

    @Test
    void documentsAreReadToo() {
        LabelSelector selector = LabelSelector.of(
                doc(
                        "{'matchLabels':{'app':'web'},'matchExpressions':["
                                + "{'key':'tier','operator':'In','values':['front','back']},{'key':'gpu','operator':'DoesNotExist'}]}"));
        assertThat(selector.text()).isEqualTo("app=web,tier in (front,back),!gpu");
        assertThat(selector.matches(LABELS)).isTrue();
        assertThatThrownBy(() -> LabelSelector.of(doc("{'matchExpressions':[{'key':'a','operator':'Near'}]}")))
                .hasMessageContaining("Near");
    }
}
