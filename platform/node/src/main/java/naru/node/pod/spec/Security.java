package naru.node.pod.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.container.Isolation;
import tools.jackson.databind.JsonNode;

/// Who a container's processes are and what they may: the container's `securityContext` over its pod's.
///
/// @param pod the pod's
/// @param own the container's
/// @param imageUser what the image says, or empty
public record Security(JsonNode pod, JsonNode own, String imageUser) {
    /// Of a container.
    public static Security of(Pod pod, PodContainer container, String imageUser) {
        return new Security(pod.spec().path("securityContext"), container.spec().path("securityContext"), imageUser);
    }

    /// `user[:group]`, empty for the image's. FORBIDDEN if it may not be root and would be, or nobody knows.
    public String user() {
        String user = chosen("runAsUser");
        String group = chosen("runAsGroup");
        if (Doc.flag(own, "runAsNonRoot") || (!Doc.has(own, "runAsNonRoot") && Doc.flag(pod, "runAsNonRoot"))) {
            refuseRoot(user.isEmpty() ? imageUser.split(":", 2)[0] : user);
        }
        if (user.isEmpty() && group.isEmpty()) {
            return "";
        }
        String who = user.isEmpty() ? imageUser.split(":", 2)[0] : user;
        return group.isEmpty() ? who : (who.isEmpty() ? "0" : who) + ":" + group;
    }

    private static void refuseRoot(String user) {
        if (user.isEmpty() || user.matches("0+") || user.equals("root")) {
            throw Fault.forbidden("container has runAsNonRoot and image will run as root");
        }
        if (!user.matches("[0-9]+")) {
            throw Fault.forbidden("container has runAsNonRoot and image has non-numeric user (" + user
                    + "), cannot verify user is non-root");
        }
    }

    private String chosen(String field) {
        String container = Doc.text(own, field);
        return container.isEmpty() ? Doc.text(pod, field) : container;
    }

    /// Whether nothing outside of mounts can be written.
    public boolean readOnlyRoot() {
        return Doc.flag(own, "readOnlyRootFilesystem");
    }

    /// How far its processes are kept apart.
    public Isolation isolation(Pod of) {
        boolean privileged = Doc.flag(own, "privileged");
        List<String> groups = new ArrayList<>();
        Doc.each(pod, "supplementalGroups").forEach(group -> add(groups, Doc.text(group)));
        add(groups, Doc.text(pod, "fsGroup"));
        return new Isolation(
                privileged,
                Doc.texts(own, "capabilities", "add"),
                Doc.texts(own, "capabilities", "drop"),
                options(privileged),
                Doc.flag(of.spec(), "hostPID") ? "host" : "",
                Doc.flag(of.spec(), "hostIPC") ? "host" : "",
                "",
                "host",
                "",
                null,
                null,
                sysctls(),
                groups,
                0,
                false,
                "");
    }

    private static void add(List<String> groups, String group) {
        if (!group.isEmpty() && !groups.contains(group)) {
            groups.add(group);
        }
    }

    private List<String> options(boolean privileged) {
        List<String> options = new ArrayList<>();
        if (Doc.has(own, "allowPrivilegeEscalation") && !Doc.flag(own, "allowPrivilegeEscalation") && !privileged) {
            options.add("no-new-privileges");
        }
        JsonNode profile = Doc.has(own, "seccompProfile") ? own.path("seccompProfile") : pod.path("seccompProfile");
        if (Doc.text(profile, "type").equals("Unconfined")) {
            options.add("seccomp=unconfined");
        }
        return options;
    }

    private Map<String, String> sysctls() {
        Map<String, String> all = new LinkedHashMap<>();
        Doc.each(pod, "sysctls").forEach(one -> all.put(Doc.text(one, "name"), Doc.text(one, "value")));
        return all;
    }
}
