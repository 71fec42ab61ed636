package naru.node.pod;

import java.time.Instant;
import naru.base.Json;
import naru.node.pod.spec.PodContainer;
import tools.jackson.databind.node.ObjectNode;

/// A container's status as the agent tells it (API reference, ContainerStatus).
///
/// @param track the container
/// @param initialized whether all init containers are done
record ContainerStatus(Track track, boolean initialized) {
    ObjectNode write() {
        ObjectNode status = Json.mapper().createObjectNode();
        status.put("name", track.container().name());
        ObjectNode state = status.putObject("state");
        ObjectNode last = status.putObject("lastState");
        String id = "";
        String image = "";
        boolean started = false;
        boolean ready = track.container().role() == PodContainer.Role.INIT && track.succeeded();
        Phase.Over before = track.last();
        switch (track.phase()) {
            case Phase.Idle _ -> waiting(state, initialized ? "ContainerCreating" : "PodInitializing", "");
            case Phase.Fetching _ -> waiting(state, "ContainerCreating", "");
            case Phase.Held held -> waiting(state, held.reason(), held.message());
            case Phase.Live live -> {
                state.putObject("running")
                        .put("startedAt", PodStatus.seconds(live.state().since()));
                id = live.run().id();
                image = live.image();
                started = live.isStarted();
                ready = live.isReady();
            }
            case Phase.Over over -> {
                id = over.run().id();
                image = over.image();
                before = over(state, over);
            }
        }
        if (before != null) {
            terminated(last, before);
            id = id.isEmpty() ? before.run().id() : id;
            image = image.isEmpty() ? before.image() : image;
        }
        status.put("ready", ready).put("restartCount", track.restarts());
        status.put("image", track.container().image()).put("imageID", image);
        if (!id.isEmpty()) {
            status.put("containerID", PodStatus.CONTAINER_ID + id);
        }
        return status.put("started", started);
    }

    /// Writes the state of one that has ended; answers what its last state is.
    private Phase.@org.jspecify.annotations.Nullable Over over(ObjectNode state, Phase.Over over) {
        if (over.again() == null || !over.again().isAfter(Instant.now())) {
            terminated(state, over);
            return track.last();
        }
        waiting(
                state,
                "CrashLoopBackOff",
                "back-off " + Backoff.text(over.delay()) + " restarting failed container="
                        + track.container().name());
        return over;
    }

    private static void waiting(ObjectNode state, String reason, String message) {
        ObjectNode waiting = state.putObject("waiting").put("reason", reason);
        if (!message.isEmpty()) {
            waiting.put("message", message);
        }
    }

    private static void terminated(ObjectNode state, Phase.Over over) {
        ObjectNode ended = state.putObject("terminated");
        ended.put("exitCode", over.state().code()).put("reason", over.reason());
        if (!over.message().isEmpty()) {
            ended.put("message", over.message());
        }
        ended.put("startedAt", PodStatus.seconds(over.state().since()));
        ended.put("finishedAt", PodStatus.seconds(over.state().until()));
        ended.put("containerID", PodStatus.CONTAINER_ID + over.run().id());
    }
}
