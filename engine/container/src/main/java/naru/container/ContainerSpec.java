package naru.container;

import java.util.Map;

/// Everything that a container is asked to be.
///
/// @param name without slash; empty for a chosen one
/// @param config what runs in it
/// @param resources its limits
/// @param storage its files
/// @param isolation how far it is kept apart
/// @param networking its networks
/// @param restart when it is started again
/// @param autoRemove it is removed when it ends
/// @param log where its output goes
/// @param annotations OCI annotations
public record ContainerSpec(
        String name,
        Config config,
        Resources resources,
        Storage storage,
        Isolation isolation,
        Networking networking,
        RestartPolicy restart,
        boolean autoRemove,
        LogConfig log,
        Map<String, String> annotations) {
    /// Where output goes: `json-file` or `local` (both: kept, bounded), `none`, or one that sends it away and keeps it
    /// too.
    ///
    /// @param type driver
    /// @param options of the driver, such as `max-size` (`10m`) and `max-file`
    public record LogConfig(String type, Map<String, String> options) {
        /// The driver that keeps nothing.
        public static final String NONE = "none";

        /// Kept, within the default bounds.
        public static final LogConfig DEFAULT = new LogConfig("json-file", Map.of());

        /// Whether output is kept at all.
        public boolean keeps() {
            return !type.equals(NONE);
        }

        /// Whether what is kept may be read: what drivers that send lines away keep is Docker's cache, which can be
        /// switched off.
        public boolean reads() {
            return keeps() && !options.getOrDefault("cache-disabled", "").equals("true");
        }
    }

    /// A container with every default, without network.
    public static ContainerSpec of(Config config) {
        return new ContainerSpec(
                "",
                config,
                Resources.NONE,
                Storage.NONE,
                Isolation.DEFAULT,
                Networking.of("default"),
                RestartPolicy.NO,
                false,
                LogConfig.DEFAULT,
                Map.of());
    }

    /// The same with another name.
    public ContainerSpec withName(String other) {
        return new ContainerSpec(
                other, config, resources, storage, isolation, networking, restart, autoRemove, log, annotations);
    }

    /// The same with another configuration.
    public ContainerSpec withConfig(Config other) {
        return new ContainerSpec(
                name, other, resources, storage, isolation, networking, restart, autoRemove, log, annotations);
    }

    /// The same with other limits.
    public ContainerSpec withResources(Resources other) {
        return new ContainerSpec(
                name, config, other, storage, isolation, networking, restart, autoRemove, log, annotations);
    }

    /// The same with other files.
    public ContainerSpec withStorage(Storage other) {
        return new ContainerSpec(
                name, config, resources, other, isolation, networking, restart, autoRemove, log, annotations);
    }

    /// The same with other isolation.
    public ContainerSpec withIsolation(Isolation other) {
        return new ContainerSpec(
                name, config, resources, storage, other, networking, restart, autoRemove, log, annotations);
    }

    /// The same with other networks.
    public ContainerSpec withNetworking(Networking other) {
        return new ContainerSpec(
                name, config, resources, storage, isolation, other, restart, autoRemove, log, annotations);
    }

    /// The same with another restart policy.
    public ContainerSpec withRestart(RestartPolicy other) {
        return new ContainerSpec(
                name, config, resources, storage, isolation, networking, other, autoRemove, log, annotations);
    }

    /// The same with another place for its output.
    public ContainerSpec withLog(LogConfig other) {
        return new ContainerSpec(
                name, config, resources, storage, isolation, networking, restart, autoRemove, other, annotations);
    }

    /// The same, removed when it ends.
    public ContainerSpec withAutoRemove() {
        return withAutoRemove(true);
    }

    /// The same, removed when it ends or not.
    ContainerSpec withAutoRemove(boolean removed) {
        return new ContainerSpec(
                name, config, resources, storage, isolation, networking, restart, removed, log, annotations);
    }
}
