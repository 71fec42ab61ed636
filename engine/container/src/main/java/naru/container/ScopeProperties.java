package naru.container;

import tools.jackson.databind.node.ObjectNode;

/// What systemd is told of a scope besides what the runtime tells it: annotations of config.json, which runc and
/// crun both know.
final class ScopeProperties {
    private ScopeProperties() {}

    /// Adds them to a container's config.json.
    ///
    /// systemd writes what it believes to be a scope's limits into the scope's groups whenever it reads its
    /// configuration again. runc tells it all of them. crun does not, so it keeps the container in groups below,
    /// where systemd never writes: without them `systemctl daemon-reload` takes limits of memory and processes
    /// away (seen with crun 1.8 and systemd 252).
    ///
    /// A container without a limit of processes is not to get systemd's (`DefaultTasksMax`). A scope that ended
    /// badly, such as for want of memory, is not to stay for somebody to look at: its name is needed again.
    static void addTo(ObjectNode spec) {
        ObjectNode annotations = (ObjectNode) spec.get("annotations");
        annotations.put("run.oci.systemd.subgroup", ControlGroups.BELOW);
        annotations.put("org.systemd.property.TasksMax", "uint64 " + Long.toUnsignedString(-1));
        annotations.put("org.systemd.property.CollectMode", "'inactive-or-failed'");
    }
}
