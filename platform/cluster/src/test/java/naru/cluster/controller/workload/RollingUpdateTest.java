package naru.cluster.controller.workload;

import static naru.cluster.view.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import naru.cluster.controller.workload.RollingUpdate.Size;
import org.junit.jupiter.api.Test;

class RollingUpdateTest {
    @Test
    void percentages_are_rounded_up_for_more_and_down_for_fewer() {
        assertThat(RollingUpdate.read(json("{}"), 10)).isEqualTo(new RollingUpdate(10, 3, 2));
        assertThat(RollingUpdate.read(rolling("'10%'", "0"), 5)).isEqualTo(new RollingUpdate(5, 1, 0));
        assertThat(RollingUpdate.read(rolling("0", "0"), 5)).isEqualTo(new RollingUpdate(5, 0, 1));
    }

    @Test
    void pods_that_never_became_ready_go_first() {
        RollingUpdate limits = new RollingUpdate(3, 1, 0);

        assertThat(limits.shrink(
                        new Size("new", 1, 1, 0), List.of(new Size("sick", 1, 1, 0), new Size("well", 3, 3, 3))))
                .isEqualTo(Map.of("sick", 0));
    }

    @Test
    void a_set_is_not_counted_for_more_than_it_is_to_have() {
        RollingUpdate limits = new RollingUpdate(3, 1, 1);

        assertThat(limits.shrink(new Size("new", 1, 1, 1), List.of(new Size("old", 2, 3, 3))))
                .isEqualTo(Map.of("old", 1));
    }

    @Test
    void a_rollout_scaled_midway_grows_in_proportion() {
        assertThat(new RollingUpdate(10, 2, 0).scale(List.of(new Size("old", 4, 4, 4), new Size("new", 2, 2, 2))))
                .isEqualTo(Map.of("old", 8, "new", 4));
    }

    /// Pods become ready and die at random; a set's pods are ended some time after it is told to shrink.
    @Test
    void whatever_happens_there_are_never_too_few_by_our_doing_nor_too_many() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int wanted = 1 + random.nextInt(8);
            int surge = random.nextInt(3);
            int missing = surge == 0 ? 1 : random.nextInt(3);
            RollingUpdate limits = new RollingUpdate(wanted, surge, Math.min(missing, wanted));
            assertThat(rollsWithin(limits, random)).as("seed " + seed).isTrue();
        }
    }

    private static boolean rollsWithin(RollingUpdate limits, Random random) {
        int[] told = {limits.wanted(), 0};
        int[] pods = {limits.wanted(), 0};
        int[] ready = {limits.wanted(), 0};
        for (int step = 0; step < 500 && !(told[0] == 0 && ready[1] == limits.wanted()); step++) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    Size old = new Size("old", told[0], pods[0], ready[0]);
                    told[1] = limits.grow(new Size("new", told[1], pods[1], ready[1]), List.of(old));
                    told[0] = limits.shrink(new Size("new", told[1], pods[1], ready[1]), List.of(old))
                            .getOrDefault("old", told[0]);
                }
                case 1 -> {
                    int set = random.nextInt(2);
                    pods[set] = told[set];
                    ready[set] = Math.min(ready[set], pods[set]);
                }
                default -> ready[1] = Math.min(pods[1], ready[1] + random.nextInt(2));
            }
            if (ready[0] + ready[1] < limits.least() || pods[0] + pods[1] > limits.most()) {
                return false;
            }
        }
        return told[0] == 0;
    }

    @Test
    void indexes_are_written_as_ranges() {
        assertThat(JobPods.text(new TreeSet<>(Set.of(0, 1, 2, 4, 7, 8)))).isEqualTo("0-2,4,7-8");
        assertThat(JobPods.text(Set.of())).isEmpty();
    }

    @Test
    void victims_are_those_that_would_be_missed_least() {
        List<String> order = new ArrayList<>();
        Victims.choose(
                        List.of(
                                pod("ready-old", "n1", "True", "2026-01-01T00:00:00Z"),
                                pod("ready-young", "n1", "True", "2026-01-01T00:05:00Z"),
                                pod("alone", "n2", "True", "2026-01-01T00:09:00Z"),
                                pod("unplaced", "", "False", ""),
                                pod("not-ready", "n1", "False", "")),
                        4)
                .forEach(one -> order.add(naru.cluster.view.Meta.name(one)));

        assertThat(order).containsExactly("unplaced", "not-ready", "ready-young", "ready-old");
    }

    private static tools.jackson.databind.node.ObjectNode pod(String name, String node, String ready, String since) {
        return json("""
                {'metadata': {'name': '%s'}, 'spec': {'nodeName': '%s'}, 'status': {'phase': 'Running', 'conditions':
                  [{'type': 'Ready', 'status': '%s', 'lastTransitionTime': '%s'}]}}""".formatted(name, node, ready, since));
    }

    private static tools.jackson.databind.node.ObjectNode rolling(String surge, String missing) {
        return json(
                "{'strategy': {'rollingUpdate': {'maxSurge': %s, 'maxUnavailable': %s}}}".formatted(surge, missing));
    }
}
