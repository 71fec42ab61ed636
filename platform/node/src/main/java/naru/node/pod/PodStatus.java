package naru.node.pod;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import naru.base.Json;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Limits;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A pod's status as the agent tells it (API reference, PodStatus).
///
/// @param pod as last known
/// @param tracks its containers
/// @param address its own; empty before it has one
/// @param hostAddress the node's
/// @param why it has ended; null while it has not
record PodStatus(
        Pod pod,
        Collection<Track> tracks,
        String address,
        String hostAddress,
        Stage.@org.jspecify.annotations.Nullable Why why) {
    /// What comes before an id.
    static final String CONTAINER_ID = "naru://";

    /// The fields that the agent owns, of a pod at a stage of its life.
    static ObjectNode of(Pod pod, Stage stage, Collection<Track> tracks, String hostAddress) {
        String address = switch (stage) {
            case Stage.Active active ->
                active.net().address().isEmpty() ? hostAddress : active.net().address();
            case Stage.Ending ending -> ending.address();
            case Stage.Settled settled -> settled.address();
            case Stage.Preparing _, Stage.Leaving _, Stage.Gone _ -> Doc.text(pod.status(), "podIP");
        };
        Stage.Why why = switch (stage) {
            case Stage.Ending ending -> pod.isDeleted() ? null : ending.why();
            case Stage.Settled settled -> settled.why();
            case Stage.Leaving leaving -> leaving.why();
            case Stage.Preparing _, Stage.Active _, Stage.Gone _ -> null;
        };
        boolean prepared = stage instanceof Stage.Active || stage instanceof Stage.Ending;
        return new PodStatus(pod, tracks, address, hostAddress, why).write(prepared);
    }

    /// The fields that the agent owns.
    ObjectNode write(boolean prepared) {
        ObjectNode status = Json.mapper().createObjectNode();
        String phase = phase();
        status.put("phase", phase);
        if (why != null && !why.reason().isEmpty() && phase.equals(why.phase())) {
            status.put("reason", why.reason()).put("message", why.message());
        }
        status.put("hostIP", hostAddress);
        status.putArray("hostIPs").addObject().put("ip", hostAddress);
        if (!address.isEmpty()) {
            status.put("podIP", address);
            status.putArray("podIPs").addObject().put("ip", address);
        }
        String started = Doc.text(pod.status(), "startTime");
        status.put("startTime", started.isEmpty() ? seconds(Instant.now()) : started);
        String quality = Doc.text(pod.status(), "qosClass");
        status.put("qosClass", quality.isEmpty() ? Limits.qualityOf(pod) : quality);
        status.set("conditions", conditions(phase, prepared));
        statuses(status, "initContainerStatuses", PodContainer.Role.INIT, PodContainer.Role.SIDECAR);
        statuses(status, "containerStatuses", PodContainer.Role.MAIN);
        statuses(status, "ephemeralContainerStatuses", PodContainer.Role.DEBUG);
        return status;
    }

    private void statuses(ObjectNode status, String field, PodContainer.Role... roles) {
        ArrayNode list = Json.mapper().createArrayNode();
        for (Track track : tracks) {
            if (List.of(roles).contains(track.container().role())) {
                list.add(new ContainerStatus(track, isInitialized()).write());
            }
        }
        if (!list.isEmpty()) {
            status.set(field, list);
        }
    }

    /// A phase that is the last is told once nothing runs any more: nobody takes the address of what still ends.
    String phase() {
        if (tracks.stream().anyMatch(Track::isLive)) {
            return tracks.stream().anyMatch(Track::hasRun) && isInitialized() ? "Running" : "Pending";
        }
        if (why != null && !why.phase().isEmpty()) {
            return why.phase();
        }
        boolean over = true;
        boolean failed = false;
        boolean ran = false;
        for (Track track : tracks) {
            switch (track.container().role()) {
                case MAIN -> {
                    over &= track.isFinal();
                    failed |= track.isFinal() && !track.succeeded();
                    ran |= track.hasRun();
                }
                case INIT -> {
                    if (track.isFinal() && !track.succeeded()) {
                        return "Failed";
                    }
                }
                case SIDECAR, DEBUG -> {}
            }
        }
        if (why != null && ran) {
            return failed || !over ? "Failed" : "Succeeded";
        }
        if (over) {
            return failed ? "Failed" : "Succeeded";
        }
        return ran && isInitialized() ? "Running" : "Pending";
    }

    private boolean isInitialized() {
        return tracks.stream().allMatch(track -> switch (track.container().role()) {
            case INIT -> track.succeeded() || mainsRan();
            case SIDECAR -> mainsRan() || track.phase() instanceof Phase.Live live && live.isStarted();
            case MAIN, DEBUG -> true;
        });
    }

    private boolean mainsRan() {
        return tracks.stream()
                .anyMatch(track -> track.container().role() == PodContainer.Role.MAIN && track.hasRunHere());
    }

    private List<String> unready() {
        return tracks.stream()
                .filter(track -> track.container().role() == PodContainer.Role.MAIN
                        || track.container().role() == PodContainer.Role.SIDECAR)
                .filter(track -> !(track.phase() instanceof Phase.Live live && live.isReady()))
                .map(track -> track.container().name())
                .toList();
    }

    private ArrayNode conditions(String phase, boolean prepared) {
        ArrayNode list = Json.mapper().createArrayNode();
        List<String> own =
                List.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");
        Doc.each(pod.status(), "conditions").stream()
                .filter(one -> !own.contains(Doc.text(one, "type")))
                .forEach(list::add);
        boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
        List<String> unready = unready();
        String names = "containers with unready status: [" + String.join(" ", unready) + "]";
        String reason = ended ? phase.equals("Failed") ? "PodFailed" : "PodCompleted" : "ContainersNotReady";
        boolean ready = unready.isEmpty() && !ended;
        boolean gates = Doc.each(pod.spec(), "readinessGates").stream()
                .allMatch(gate -> Doc.text(condition(Doc.text(gate, "conditionType")), "status")
                        .equals("True"));
        condition(list, "PodReadyToStartContainers", prepared, "", "");
        boolean initialized = isInitialized();
        condition(list, "Initialized", initialized, "ContainersNotInitialized", "containers are not initialized");
        condition(
                list,
                "Ready",
                ready && gates,
                ready ? "ReadinessGatesNotReady" : reason,
                ready ? "readiness gates are not true" : ended ? "" : names);
        condition(list, "ContainersReady", ready, reason, ended ? "" : names);
        condition(list, "PodScheduled", true, "", "");
        return list;
    }

    private JsonNode condition(String type) {
        return Doc.each(pod.status(), "conditions").stream()
                .filter(one -> Doc.text(one, "type").equals(type))
                .findFirst()
                .orElse(Json.mapper().missingNode());
    }

    private void condition(ArrayNode list, String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        JsonNode before = condition(type);
        boolean same = Doc.text(before, "status").equals(status);
        ObjectNode condition = list.addObject().put("type", type).put("status", status);
        condition.put("lastTransitionTime", same ? Doc.text(before, "lastTransitionTime") : seconds(Instant.now()));
        if (!holds && !reason.isEmpty()) {
            condition.put("reason", reason);
        }
        if (!holds && !message.isEmpty()) {
            condition.put("message", message);
        }
    }

    static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
