package naru.node.pod.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A pod as its document says. Whoever has it does not change the document.
///
/// @param document of kind Pod
public record Pod(ObjectNode document) {
    private static final int HOSTNAME = 63;
    private static final int GRACE = 30;

    /// When a container that ended is started again.
    public enum Restart {
        /// Whatever the reason.
        ALWAYS,
        /// When it failed.
        ON_FAILURE,
        /// Never.
        NEVER
    }

    /// Its namespace.
    public String namespace() {
        return Doc.text(document, "metadata", "namespace");
    }

    /// Its name.
    public String name() {
        return Doc.text(document, "metadata", "name");
    }

    /// What tells it from others of the same name.
    public String uid() {
        return Doc.text(document, "metadata", "uid");
    }

    /// Its version; 0 if that is no number.
    public long version() {
        String text = Doc.text(document, "metadata", "resourceVersion");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /// As messages name it: `name_namespace(uid)`.
    public String qualified() {
        return name() + "_" + namespace() + "(" + uid() + ")";
    }

    /// What is wanted.
    public JsonNode spec() {
        return document.path("spec");
    }

    /// What is known.
    public JsonNode status() {
        return document.path("status");
    }

    /// `status.phase`, or empty.
    public String phase() {
        return Doc.text(document, "status", "phase");
    }

    /// Whether it has ended for good.
    public boolean isTerminal() {
        return phase().equals("Succeeded") || phase().equals("Failed");
    }

    /// Whether somebody wants it to go.
    public boolean isDeleted() {
        return Doc.has(document, "metadata", "deletionTimestamp");
    }

    /// Seconds that its containers have to end.
    public int graceSeconds() {
        long own = Doc.number(spec(), GRACE, "terminationGracePeriodSeconds");
        return (int) Doc.number(document, own, "metadata", "deletionGracePeriodSeconds");
    }

    /// When containers are started again.
    public Restart restart() {
        return switch (Doc.text(spec(), "restartPolicy")) {
            case "Never" -> Restart.NEVER;
            case "OnFailure" -> Restart.ON_FAILURE;
            default -> Restart.ALWAYS;
        };
    }

    /// Whether it lives in the machine's own network.
    public boolean hostNetwork() {
        return Doc.flag(spec(), "hostNetwork");
    }

    /// What it calls itself.
    public String hostname() {
        String own = Doc.text(spec(), "hostname");
        String name = own.isEmpty() ? name() : own;
        return name.length() <= HOSTNAME ? name : name.substring(0, HOSTNAME).replaceAll("[-.]+$", "");
    }

    /// Init containers, containers and ephemeral containers, in the order of their start.
    public List<PodContainer> containers() {
        List<PodContainer> all = new ArrayList<>();
        for (JsonNode one : Doc.each(spec(), "initContainers")) {
            boolean stays = Doc.text(one, "restartPolicy").equals("Always");
            all.add(new PodContainer(one, stays ? PodContainer.Role.SIDECAR : PodContainer.Role.INIT));
        }
        Doc.each(spec(), "containers").forEach(one -> all.add(new PodContainer(one, PodContainer.Role.MAIN)));
        Doc.each(spec(), "ephemeralContainers").forEach(one -> all.add(new PodContainer(one, PodContainer.Role.DEBUG)));
        return all;
    }

    /// The container of a name.
    public Optional<PodContainer> container(String name) {
        return containers().stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /// What is known of a container, by any of the three lists of statuses.
    public JsonNode statusOf(String container) {
        for (String list : List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
            for (JsonNode one : Doc.each(status(), list)) {
                if (Doc.text(one, "name").equals(container)) {
                    return one;
                }
            }
        }
        return document.path("status").path("nothing");
    }
}
