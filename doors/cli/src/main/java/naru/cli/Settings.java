package naru.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.base.Instance;
import org.jspecify.annotations.Nullable;

/// Everything a daemon is started with, decided: options win over the configuration file, the file
/// over defaults.
///
/// @param instance the data and run folders
/// @param dockerSocket where Docker clients connect
/// @param dockerTcp where Docker clients connect with mutual TLS; null: nowhere
/// @param addresses the listening addresses by their option's name: web, registry, kube, relay-http,
///     relay-agents
/// @param relayDomain names of the local relay are handed out below it
/// @param bridgePool addresses of container networks
/// @param podNetwork addresses of pods
/// @param serviceNetwork addresses of services
/// @param firewall how far way is made through the host's firewall: strict, input or open
/// @param cluster how this machine takes part in a cluster
/// @param runtimes what containers are run by, and how
/// @param buildCache how much of the disk cached build steps may take, and cache mounts as much again
/// @param insecureRegistries names of registries, with their ports, that are reached over plain HTTP
/// @param off parts that are off: cluster, web, registry, relay
/// @param logFile where the daemon logs; null: standard error
public record Settings(
        Instance instance,
        Path dockerSocket,
        @Nullable Address dockerTcp,
        Map<String, Address> addresses,
        String relayDomain,
        String bridgePool,
        String podNetwork,
        String serviceNetwork,
        String firewall,
        ClusterOptions cluster,
        RuntimeOptions runtimes,
        CacheSize buildCache,
        List<String> insecureRegistries,
        List<String> off,
        @Nullable Path logFile) {

    /// Copies the collections.
    public Settings {
        addresses = Map.copyOf(addresses);
        insecureRegistries = List.copyOf(insecureRegistries);
        off = List.copyOf(off);
    }

    /// Is this part on? One of cluster, web, registry, relay.
    public boolean has(String part) {
        return !off.contains(part);
    }

    /// The address of a listener by its option's name.
    public Address address(String name) {
        Address address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException(name);
        }
        return address;
    }

    /// The same with one more part off.
    Settings without(String part) {
        List<String> more = new ArrayList<>(off);
        more.add(part);
        return new Settings(
                instance,
                dockerSocket,
                dockerTcp,
                addresses,
                relayDomain,
                bridgePool,
                podNetwork,
                serviceNetwork,
                firewall,
                cluster,
                runtimes,
                buildCache,
                insecureRegistries,
                more.stream().distinct().toList(),
                logFile);
    }

    /// The socket on which commands ask the daemon.
    public Path controlSocket() {
        return instance.run().resolve("naru.sock");
    }

    /// The command line of a daemon with these settings, without the program.
    List<String> arguments() {
        List<String> line = new ArrayList<>(List.of("daemon"));
        add(line, "--data", instance.data());
        add(line, "--run", instance.run());
        add(line, "--docker-socket", dockerSocket);
        if (dockerTcp != null) {
            add(line, "--docker-tcp", dockerTcp);
        }
        addresses.forEach((name, address) -> add(line, "--" + name, address));
        add(line, "--relay-domain", relayDomain);
        add(line, "--bridge-pool", bridgePool);
        add(line, "--pod-network", podNetwork);
        add(line, "--service-network", serviceNetwork);
        add(line, "--firewall", firewall);
        if (!insecureRegistries.isEmpty()) {
            add(line, "--insecure-registry", String.join(",", insecureRegistries));
        }
        addCluster(line);
        runtimes.arguments().stream().filter(word -> !word.isEmpty()).forEach(line::add);
        if (!buildCache.words().isEmpty()) {
            add(line, "--build-cache", buildCache.words());
        }
        off.forEach(part -> line.add("--no-" + part));
        if (logFile != null) {
            add(line, "--log-file", logFile);
        }
        return line;
    }

    private void addCluster(List<String> line) {
        if (!cluster.nodeName().isEmpty()) {
            add(line, "--node-name", cluster.nodeName());
        }
        if (!cluster.nodeAddress().isEmpty()) {
            add(line, "--node-address", cluster.nodeAddress());
        }
        if (!cluster.datastore().isEmpty()) {
            add(line, "--datastore", String.join(",", cluster.datastore()));
        }
        add(line, "--scheduler", cluster.scheduler());
        add(line, "--vxlan-port", cluster.vxlanPort());
    }

    private static void add(List<String> line, String option, Object value) {
        line.add(option);
        line.add(value.toString());
    }
}
