package naru.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.base.Instance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of a daemon, as typed; [#settings] decides what holds.
final class ServerOptions {
    private static final Path DEFAULT_FILE = Path.of("/etc/naru/naru.toml");
    private static final Map<String, String> DEFAULT_ADDRESSES = Map.of(
            "web", "127.0.0.1:7070",
            "registry", "127.0.0.1:5000",
            "kube", "127.0.0.1:6443",
            "relay-http", "127.0.0.1:7080",
            "relay-agents", "127.0.0.1:7081");
    private static final List<String> POLICIES = List.of("least-loaded", "random", "round-robin", "bin-packing");
    private static final List<String> FIREWALLS = List.of("strict", "input", "open");
    private static final List<String> PARTS = List.of("cluster", "web", "registry", "relay");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file (TOML; default /etc/naru/naru.toml).")
    @Nullable
    Path config;

    @Option(
            names = "--docker-socket",
            paramLabel = "PATH",
            description = "Docker API socket (default RUN/docker.sock).")
    @Nullable
    String dockerSocket;

    @Option(names = "--docker-tcp", paramLabel = "ADDRESS", description = "Docker API over mutual TLS (default: off).")
    @Nullable
    String dockerTcp;

    @Option(names = "--web", paramLabel = "ADDRESS", description = "Dashboard, API and webhooks (127.0.0.1:7070).")
    @Nullable
    String web;

    @Option(names = "--registry", paramLabel = "ADDRESS", description = "Image registry (127.0.0.1:5000).")
    @Nullable
    String registry;

    @Option(
            names = "--insecure-registry",
            paramLabel = "NAMES",
            description = "Registries without TLS, HOST:PORT with commas (this machine's own).")
    @Nullable
    String insecureRegistry;

    @Option(names = "--kube", paramLabel = "ADDRESS", description = "Kubernetes API (127.0.0.1:6443).")
    @Nullable
    String kube;

    @Option(names = "--relay-http", paramLabel = "ADDRESS", description = "Tunnel entry (127.0.0.1:7080).")
    @Nullable
    String relayHttp;

    @Option(names = "--relay-agents", paramLabel = "ADDRESS", description = "Tunnel agents, TLS (127.0.0.1:7081).")
    @Nullable
    String relayAgents;

    @Option(names = "--relay-domain", paramLabel = "DOMAIN", description = "Domain of tunnel names (naru.localhost).")
    @Nullable
    String relayDomain;

    @Option(names = "--bridge-pool", paramLabel = "CIDR", description = "Container networks (10.61.0.0/16).")
    @Nullable
    String bridgePool;

    @Option(names = "--pod-network", paramLabel = "CIDR", description = "Pods (10.62.0.0/16).")
    @Nullable
    String podNetwork;

    @Option(names = "--service-network", paramLabel = "CIDR", description = "Services (10.63.0.0/16).")
    @Nullable
    String serviceNetwork;

    @Option(
            names = "--firewall",
            paramLabel = "MODE",
            description = "What of the host's firewall holds for containers: strict (all of it, default), input"
                    + " (its input rules decide on published ports), open (none).")
    @Nullable
    String firewall;

    @Option(names = "--node-name", paramLabel = "NAME", description = "Name among nodes (the host's name).")
    @Nullable
    String nodeName;

    @Option(
            names = "--node-address",
            paramLabel = "IPV4",
            description = "Where other nodes reach this one (the address that leads to the world).")
    @Nullable
    String nodeAddress;

    @Option(
            names = "--scheduler",
            paramLabel = "POLICY",
            description = "Places pods: least-loaded (default), random, round-robin, bin-packing.")
    @Nullable
    String scheduler;

    @Option(
            names = "--datastore",
            paramLabel = "URLS",
            description = "etcd that keeps the cluster, URLs with commas (default: the embedded store).")
    @Nullable
    String datastore;

    @Option(names = "--vxlan-port", paramLabel = "PORT", description = "UDP port between nodes' networks (8472).")
    @Nullable
    String vxlanPort;

    @Option(
            names = "--add-runtime",
            paramLabel = "NAME=PATH",
            description = "Further OCI runtimes for --runtime, with commas (crun and runc are there if installed).")
    @Nullable
    String addRuntime;

    @Option(names = "--default-runtime", paramLabel = "NAME", description = "Runs containers that choose none (crun).")
    @Nullable
    String defaultRuntime;

    @Option(
            names = "--attach-patience",
            paramLabel = "TIME",
            description = "An attached client that takes no output for so long is cut off (5m; 0: never).")
    @Nullable
    String attachPatience;

    @Option(
            names = "--build-cache",
            paramLabel = "SIZE",
            description = "Disk for cached build steps, and as much for cache mounts: 20GB, 512MB, 15%%, 0 (10%% of the"
                    + " data folder's file system, at most 20GB).")
    @Nullable
    String buildCache;

    @Option(
            names = "--userns-remap",
            paramLabel = "USER[:GROUP]",
            description = "Containers' users are those that /etc/subuid and /etc/subgid give to this one; default:"
                    + " dockremap (off: they are the host's).")
    @Nullable
    String usernsRemap;

    @Option(
            names = "--cgroup-driver",
            paramLabel = "DRIVER",
            description = "Makes containers' control groups: cgroupfs, or systemd (as scopes; default where it runs and"
                    + " all are of version 2).")
    @Nullable
    String cgroupDriver;

    @Option(names = "--no-cluster", description = "Without the Kubernetes API.")
    boolean noCluster;

    @Option(names = "--no-web", description = "Without dashboard, API over TCP and webhooks.")
    boolean noWeb;

    @Option(names = "--no-registry", description = "Without the registry.")
    boolean noRegistry;

    @Option(names = "--no-relay", description = "Without the local tunnel relay.")
    boolean noRelay;

    @Option(names = "--log-file", hidden = true, paramLabel = "FILE")
    @Nullable
    Path logFile;

    /// Options over file over defaults; a wrong value is an INVALID fault.
    Settings settings(Instance instance) {
        Map<String, String> values = fileValues();
        values.putAll(given());
        Map<String, Address> addresses = new HashMap<>();
        DEFAULT_ADDRESSES.forEach(
                (name, address) -> addresses.put(name, Address.parse(values.getOrDefault(name, address))));
        String tcp = values.get("docker-tcp");
        return new Settings(
                instance,
                Path.of(values.getOrDefault(
                                "docker-socket",
                                instance.run().resolve("docker.sock").toString()))
                        .toAbsolutePath(),
                tcp == null ? null : Address.parse(tcp),
                addresses,
                values.getOrDefault("relay-domain", "naru.localhost"),
                values.getOrDefault("bridge-pool", "10.61.0.0/16"),
                values.getOrDefault("pod-network", "10.62.0.0/16"),
                values.getOrDefault("service-network", "10.63.0.0/16"),
                firewall(values),
                cluster(values),
                runtimes(values),
                CacheSize.parse(values.getOrDefault("build-cache", "")),
                all(values, "insecure-registry"),
                PARTS.stream()
                        .filter(part -> "true".equals(values.get("no-" + part)))
                        .toList(),
                logFile);
    }

    private static RuntimeOptions runtimes(Map<String, String> values) {
        return RuntimeOptions.parse(
                values.getOrDefault("default-runtime", ""),
                all(values, "add-runtime"),
                values.getOrDefault("attach-patience", "5m"),
                values.getOrDefault("userns-remap", ""),
                values.getOrDefault("cgroup-driver", ""));
    }

    private static String firewall(Map<String, String> values) {
        String mode = values.getOrDefault("firewall", FIREWALLS.getFirst());
        if (!FIREWALLS.contains(mode)) {
            throw Fault.invalid("unknown firewall mode '" + mode + "': there are " + String.join(", ", FIREWALLS));
        }
        return mode;
    }

    private static ClusterOptions cluster(Map<String, String> values) {
        String policy = values.getOrDefault("scheduler", ClusterOptions.DEFAULT.scheduler());
        if (!POLICIES.contains(policy)) {
            throw Fault.invalid("unknown scheduler '" + policy + "': there are " + String.join(", ", POLICIES));
        }
        String port = values.getOrDefault("vxlan-port", Integer.toString(ClusterOptions.DEFAULT.vxlanPort()));
        if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535) {
            throw Fault.invalid("'" + port + "' is no port for --vxlan-port: 1 to 65535");
        }
        return new ClusterOptions(
                values.getOrDefault("node-name", ""),
                values.getOrDefault("node-address", ""),
                policy,
                all(values, "datastore"),
                Integer.parseInt(port));
    }

    private static List<String> all(Map<String, String> values, String key) {
        return Stream.of(values.getOrDefault(key, "").split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    private Map<String, String> fileValues() {
        if (config != null) {
            return SettingsFile.read(config);
        }
        return Files.exists(DEFAULT_FILE) ? SettingsFile.read(DEFAULT_FILE) : new HashMap<>();
    }

    private Map<String, String> given() {
        Map<String, String> values = new HashMap<>();
        put(values, "docker-socket", dockerSocket);
        put(values, "docker-tcp", dockerTcp);
        put(values, "web", web);
        put(values, "registry", registry);
        put(values, "insecure-registry", insecureRegistry);
        put(values, "kube", kube);
        put(values, "relay-http", relayHttp);
        put(values, "relay-agents", relayAgents);
        put(values, "relay-domain", relayDomain);
        put(values, "bridge-pool", bridgePool);
        put(values, "pod-network", podNetwork);
        put(values, "service-network", serviceNetwork);
        put(values, "firewall", firewall);
        put(values, "node-name", nodeName);
        put(values, "node-address", nodeAddress);
        put(values, "scheduler", scheduler);
        put(values, "datastore", datastore);
        put(values, "vxlan-port", vxlanPort);
        put(values, "add-runtime", addRuntime);
        put(values, "default-runtime", defaultRuntime);
        put(values, "attach-patience", attachPatience);
        put(values, "build-cache", buildCache);
        put(values, "userns-remap", usernsRemap);
        put(values, "cgroup-driver", cgroupDriver);
        Stream.of(off("cluster", noCluster), off("web", noWeb), off("registry", noRegistry), off("relay", noRelay))
                .filter(part -> !part.isEmpty())
                .forEach(part -> values.put(part, "true"));
        return values;
    }

    private static void put(Map<String, String> values, String key, @Nullable String value) {
        if (value != null) {
            values.put(key, value);
        }
    }

    private static String off(String part, boolean off) {
        return off ? "no-" + part : "";
    }
}
