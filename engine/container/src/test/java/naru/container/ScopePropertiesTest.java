package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.base.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ScopePropertiesTest {
    @Test
    void theyCannotBeChangedByTheContainersOwn() {
        ObjectNode spec = Json.mapper().createObjectNode();
        spec.putObject("annotations").put("mine", "x").put("run.oci.systemd.subgroup", "");
        ScopeProperties.addTo(spec);
        ObjectNode expected = Json.mapper().createObjectNode();
        expected.put("mine", "x")
                .put("run.oci.systemd.subgroup", "container")
                .put("org.systemd.property.TasksMax", "uint64 18446744073709551615")
                .put("org.systemd.property.CollectMode", "'inactive-or-failed'");
        assertThat(spec.get("annotations")).isEqualTo(expected);
    }
}
