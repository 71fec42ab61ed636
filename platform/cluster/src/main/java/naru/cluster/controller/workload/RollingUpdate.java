package naru.cluster.controller.workload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// How many pods each of a deployment's replica sets may have next, so that there are never fewer available than
/// promised nor more than allowed. Pure.
///
/// @param wanted how many the deployment wants
/// @param surge how many more there may be meanwhile
/// @param missing how many fewer may be available meanwhile
record RollingUpdate(int wanted, int surge, int missing) {
    /// A replica set.
    ///
    /// @param replicas how many it has been told to have
    /// @param pods how many it has, but for those that are ending
    /// @param available how many of them take requests
    record Size(String name, int replicas, int pods, int available) {
        /// How many it may still have until its controller has done what it was told.
        int most() {
            return Math.max(replicas, pods);
        }

        /// How many of the available will stay.
        int counted() {
            return Math.min(replicas, available);
        }
    }

    /// Reads a deployment's `spec.strategy.rollingUpdate`; percentages are of the pods that are wanted.
    static RollingUpdate read(JsonNode spec, int wanted) {
        JsonNode rolling = spec.path("strategy").path("rollingUpdate");
        int surge = part(rolling.path("maxSurge"), wanted, true);
        int missing = part(rolling.path("maxUnavailable"), wanted, false);
        return new RollingUpdate(wanted, surge, surge == 0 && missing == 0 ? 1 : Math.min(missing, wanted));
    }

    int most() {
        return wanted + surge;
    }

    int least() {
        return wanted - missing;
    }

    /// How many the new set may have now.
    int grow(Size now, List<Size> old) {
        if (now.replicas() > wanted) {
            return wanted;
        }
        int all = now.most() + old.stream().mapToInt(Size::most).sum();
        return now.replicas() + Math.clamp(most() - all, 0, wanted - now.replicas());
    }

    /// How many the old sets may have now, oldest first; only those that shrink are named.
    Map<String, Integer> shrink(Size now, List<Size> old) {
        Map<String, Integer> sizes = new HashMap<>();
        int all = now.replicas() + old.stream().mapToInt(Size::replicas).sum();
        int spare = all - least() - (now.replicas() - now.counted());
        for (Size one : old) {
            int sick = Math.clamp(spare, 0, one.replicas() - one.counted());
            if (sick > 0) {
                sizes.put(one.name(), one.replicas() - sick);
                spare -= sick;
            }
        }
        int available = now.counted() + old.stream().mapToInt(Size::counted).sum();
        int healthy = Math.min(available - least(), spare);
        for (Size one : old) {
            int size = sizes.getOrDefault(one.name(), one.replicas());
            int fewer = Math.clamp(healthy, 0, size);
            if (fewer > 0) {
                sizes.put(one.name(), size - fewer);
                healthy -= fewer;
            }
        }
        return sizes;
    }

    /// How many each set gets when the deployment is scaled in the middle of a rollout: in proportion, the largest
    /// taking what does not divide.
    Map<String, Integer> scale(List<Size> sets) {
        int all = sets.stream().mapToInt(Size::replicas).sum();
        int change = (all > 0 ? most() : 0) - all;
        Map<String, Integer> sizes = new HashMap<>();
        int left = change;
        for (Size one : sets) {
            int share = all == 0 ? 0 : (int) Math.round((double) change * one.replicas() / all);
            share = change > 0 ? Math.clamp(share, 0, left) : Math.clamp(share, left, 0);
            sizes.put(one.name(), Math.max(0, one.replicas() + share));
            left -= share;
        }
        if (left != 0 && !sets.isEmpty()) {
            int rest = left;
            sizes.computeIfPresent(sets.getFirst().name(), (_, size) -> Math.max(0, size + rest));
        }
        return sizes;
    }

    private static int part(JsonNode value, int wanted, boolean up) {
        if (value.isNumber()) {
            return value.asInt(0);
        }
        String text = value.asString("25%");
        try {
            double part = Integer.parseInt(text.replace("%", "")) * wanted / 100.0;
            return (int) (up ? Math.ceil(part) : Math.floor(part));
        } catch (NumberFormatException _) {
            return 1;
        }
    }
}
