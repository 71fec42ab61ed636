package naru.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.network.EndpointSpec;
import naru.network.PortBinding;

/// A container's specification with an edit in it, and what is otherwise. Pure.
///
/// @param spec as it will be
/// @param targets paths whose mounts go
/// @param differences what changes
record Edited(ContainerSpec spec, Set<String> targets, List<Edit.Difference> differences) {
    /// Puts an edit into a specification; NOT_FOUND for what is to go and is not there.
    static Edited of(ContainerSpec old, Edit edit) {
        Set<String> targets = targets(old, edit);
        List<PortBinding> ports = ports(old.networking().ports(), edit);
        Config config = config(old.config(), edit, ports);
        Networking networking = old.networking()
                .withPorts(ports)
                .withEndpoints(endpoints(old.networking().endpoints(), edit));
        ContainerSpec spec = old.withConfig(config)
                .withNetworking(networking)
                .withStorage(storage(old.storage(), edit, targets))
                .withResources(Limits.over(old.resources(), edit.resources()));
        ContainerSpec whole = edit.restart() == null ? spec : spec.withRestart(edit.restart());
        return new Edited(whole, targets, differences(old, whole));
    }

    boolean restarts() {
        return differences.stream().anyMatch(Edit.Difference::restarts);
    }

    private static String key(PortBinding port) {
        return port.containerPort() + "/" + port.protocol().text();
    }

    private static List<PortBinding> ports(List<PortBinding> old, Edit edit) {
        List<String> gone = edit.unpublish().stream()
                .map(port -> port.contains("/") ? port : port + "/tcp")
                .toList();
        for (String port : gone) {
            require(old.stream().anyMatch(one -> key(one).equals(port)), "port " + port + " is not published");
        }
        List<PortBinding> ports = new ArrayList<>(
                old.stream().filter(port -> !gone.contains(key(port))).toList());
        edit.publish().stream().filter(port -> !ports.contains(port)).forEach(ports::add);
        return ports;
    }

    private static Config config(Config old, Edit edit, List<PortBinding> ports) {
        Map<String, String> env = new LinkedHashMap<>();
        old.env().forEach(line -> env.put(name(line), line));
        for (String name : edit.unsetEnv()) {
            require(env.remove(name) != null, "variable " + name + " is not set");
        }
        for (String line : edit.env()) {
            if (name(line).isEmpty() || !line.contains("=")) {
                throw Fault.invalid("'" + name(line) + "' is no variable: write NAME=value");
            }
            env.put(name(line), line);
        }
        Set<String> exposed = new LinkedHashSet<>(old.exposedPorts());
        ports.forEach(port -> exposed.add(key(port)));
        return old.withEnv(List.copyOf(env.values()), exposed);
    }

    private static String name(String line) {
        return line.split("=", 2)[0];
    }

    private static List<EndpointSpec> endpoints(List<EndpointSpec> old, Edit edit) {
        List<EndpointSpec> endpoints = new ArrayList<>(old.stream()
                .filter(one -> !edit.disconnect().contains(one.network()))
                .toList());
        endpoints.addAll(edit.connect());
        return endpoints;
    }

    private static Set<String> targets(ContainerSpec old, Edit edit) {
        Set<String> targets = new TreeSet<>();
        edit.unmount().forEach(path -> targets.add(normal(path)));
        Set<String> there = new TreeSet<>();
        old.storage()
                .binds()
                .forEach(bind -> there.add(normal(BindWords.parse(bind, "").target())));
        old.storage().mounts().forEach(mount -> there.add(normal(mount.target())));
        old.storage().tmpfs().keySet().forEach(path -> there.add(normal(path)));
        old.config().volumes().forEach(path -> there.add(normal(path)));
        for (String path : targets) {
            require(there.contains(path), "nothing is mounted at " + path);
        }
        edit.mounts().forEach(mount -> targets.add(normal(mount.target())));
        return targets;
    }

    private static String normal(String path) {
        return Path.of(path).normalize().toString();
    }

    private static Storage storage(Storage old, Edit edit, Set<String> targets) {
        Predicate<String> stays = path -> !targets.contains(normal(path));
        Map<String, String> tmpfs = new LinkedHashMap<>(old.tmpfs());
        tmpfs.keySet().removeIf(path -> !stays.test(path));
        return new Storage(
                old.binds().stream()
                        .filter(bind -> stays.test(BindWords.parse(bind, "").target()))
                        .toList(),
                Stream.concat(old.mounts().stream().filter(mount -> stays.test(mount.target())), edit.mounts().stream())
                        .toList(),
                tmpfs,
                old.volumesFrom(),
                old.readonlyRootfs(),
                old.shmSize(),
                old.volumeDriver());
    }

    private static List<Edit.Difference> differences(ContainerSpec old, ContainerSpec fresh) {
        List<Edit.Difference> all = new ArrayList<>();
        Map<String, String> before = described(old);
        Map<String, String> after = described(fresh);
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            String was = before.getOrDefault(name, "");
            String is = after.getOrDefault(name, "");
            if (!was.equals(is)) {
                boolean secret = name.startsWith("env ");
                boolean restarts = secret || name.startsWith("mount ");
                all.add(new Edit.Difference(name, secret ? hidden(was) : was, secret ? hidden(is) : is, restarts));
            }
        }
        return all;
    }

    private static String hidden(String value) {
        return value.isEmpty() ? "" : "***";
    }

    private static Map<String, String> described(ContainerSpec spec) {
        Map<String, String> lines = new LinkedHashMap<>();
        spec.networking()
                .ports()
                .forEach(port -> lines.merge("port " + key(port), EditWords.text(port), (a, b) -> a + ", " + b));
        spec.config().env().forEach(line -> lines.put("env " + name(line), line));
        spec.networking().endpoints().forEach(one -> lines.put("network " + one.network(), "connected"));
        spec.storage()
                .binds()
                .forEach(bind ->
                        lines.put("mount " + normal(BindWords.parse(bind, "").target()), bind));
        spec.storage().mounts().forEach(mount -> lines.put("mount " + normal(mount.target()), mount.toString()));
        spec.storage().tmpfs().forEach((path, options) -> lines.put("mount " + normal(path), "tmpfs " + options));
        Resources resources = spec.resources();
        lines.put("memory", number(resources.memory()));
        lines.put("cpus", number(resources.nanoCpus()).replaceFirst("(\\d+)0{7}$", "$1 hundredths"));
        lines.put("cpu shares", number(resources.cpuShares()));
        lines.put("processes", number(resources.pidsLimit()));
        lines.put("restart", spec.restart().rule().text());
        return lines;
    }

    private static String number(long value) {
        return value == 0 ? "" : Long.toString(value);
    }

    private static void require(boolean there, String sentence) {
        if (!there) {
            throw Fault.notFound(sentence);
        }
    }
}
