package naru.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.container.Config;
import naru.container.ContainerSpec;
import naru.container.Isolation;
import naru.container.MountSpec;
import naru.container.Networking;
import naru.container.RestartPolicy;
import naru.container.Storage;
import naru.network.EndpointSpec;
import org.jspecify.annotations.Nullable;

/// From the body of a create to what the engine understands.
final class CreateDecoder {
    private CreateDecoder() {}

    static ContainerSpec spec(String name, CreateBody body) {
        HostBody host = body.hostConfig() == null ? HostBody.EMPTY : body.hostConfig();
        Unbuilt.refuse(host);
        return new ContainerSpec(
                name.startsWith("/") ? name.substring(1) : name,
                config(body),
                ResourcesDecoder.resources(host),
                storage(host),
                isolation(host),
                networking(body, host),
                restart(host.restartPolicy(), host.autoRemove()),
                host.autoRemove(),
                log(host.logConfig()),
                Absent.map(host.annotations()));
    }

    private static Config config(CreateBody body) {
        return new Config(
                Absent.text(body.image()),
                Absent.text(body.hostname()),
                Absent.text(body.domainname()),
                Absent.text(body.user()),
                body.attachStdin(),
                body.attachStdout(),
                body.attachStderr(),
                body.tty(),
                body.openStdin(),
                body.stdinOnce(),
                Absent.list(body.env()),
                body.cmd() == null || body.cmd().isEmpty() ? null : body.cmd(),
                cleared(body.entrypoint()),
                Absent.text(body.workingDir()),
                Absent.map(body.labels()),
                Absent.map(body.exposedPorts()).keySet(),
                Absent.map(body.volumes()).keySet(),
                Absent.text(body.stopSignal()),
                body.stopTimeout(),
                body.healthcheck() == null ? null : body.healthcheck().healthTest(),
                further(body));
    }

    private static Config.Further further(CreateBody body) {
        List<Integer> size = body.hostConfig() == null
                ? List.of()
                : Absent.list(body.hostConfig().consoleSize());
        boolean sized = size.size() == 2;
        return new Config.Further(
                Absent.list(body.onBuild()),
                Absent.list(body.shell()),
                sized ? size.getFirst() : 0,
                sized ? size.getLast() : 0);
    }

    /// `--entrypoint ""` arrives as one empty word and takes the image's away.
    private static @Nullable List<String> cleared(@Nullable List<String> entrypoint) {
        return entrypoint != null && entrypoint.equals(List.of("")) ? List.of() : entrypoint;
    }

    private static Storage storage(HostBody host) {
        return new Storage(
                Absent.list(host.binds()),
                Absent.list(host.mounts()).stream().map(CreateDecoder::mount).toList(),
                Absent.map(host.tmpfs()),
                Absent.list(host.volumesFrom()),
                host.readonlyRootfs(),
                host.shmSize(),
                Absent.text(host.volumeDriver()));
    }

    private static MountSpec mount(HostBody.MountBody body) {
        return switch (Absent.text(body.type())) {
            case "bind" -> bind(body, body.bindOptions());
            case "volume" -> volume(body, body.volumeOptions());
            case "tmpfs" -> {
                if (!Absent.text(body.source()).isEmpty()) {
                    throw mount("field Source must not be specified", body);
                }
                yield tmpfs(body, body.tmpfsOptions());
            }
            case "image" ->
                new MountSpec.Image(
                        Absent.text(body.source()),
                        Absent.text(body.target()),
                        body.imageOptions() == null
                                ? ""
                                : Absent.text(body.imageOptions().subpath()));
            default ->
                throw Fault.invalid(
                        "invalid mount config for type \"" + Absent.text(body.type()) + "\": mount type unknown");
        };
    }

    private static MountSpec bind(HostBody.MountBody body, HostBody.@Nullable BindOptions options) {
        return new MountSpec.Bind(
                Absent.text(body.source()),
                Absent.text(body.target()),
                body.readOnly(),
                options == null ? "" : Absent.text(options.propagation()),
                options == null || !options.nonRecursive(),
                options != null && options.createMountpoint(),
                topOnly(body, options),
                owner(body));
    }

    /// Clients refuse options of `--mount` that they do not know, but pass any value of this one on.
    private static String owner(HostBody.MountBody body) {
        String consistency = Absent.text(body.consistency());
        return consistency.startsWith("idmap") ? consistency : "";
    }

    private static boolean topOnly(HostBody.MountBody body, HostBody.@Nullable BindOptions options) {
        if (options == null) {
            return false;
        }
        if (options.readOnlyNonRecursive() && !body.readOnly()) {
            throw mount("mount must be set ReadOnly to be ReadOnlyNonRecursive", body);
        }
        if (options.readOnlyForceRecursive()) {
            if (options.readOnlyNonRecursive()) {
                throw mount("ReadOnlyForceRecursive conflicts with ReadOnlyNonRecursive", body);
            }
            if (!body.readOnly() || !Absent.text(options.propagation()).equals("rprivate")) {
                throw mount("mount must be set ReadOnly with propagation rprivate to be ReadOnlyForceRecursive", body);
            }
        }
        return options.readOnlyNonRecursive();
    }

    private static Fault mount(String why, HostBody.MountBody body) {
        return Fault.invalid("invalid mount config for type \"" + Absent.text(body.type()) + "\": " + why);
    }

    private static MountSpec volume(HostBody.MountBody body, HostBody.@Nullable VolumeOptions options) {
        HostBody.Driver driver = options == null ? null : options.driverConfig();
        return new MountSpec.Volume(
                Absent.text(body.source()),
                Absent.text(body.target()),
                body.readOnly(),
                options == null || !options.noCopy(),
                options == null ? Map.of() : Absent.map(options.labels()),
                driver == null ? "" : Absent.text(driver.name()),
                driver == null ? Map.of() : Absent.map(driver.options()),
                options == null ? "" : Absent.text(options.subpath()),
                owner(body));
    }

    private static MountSpec tmpfs(HostBody.MountBody body, HostBody.@Nullable TmpfsOptions options) {
        List<String> words = options == null
                ? List.of()
                : Absent.list(options.options()).stream()
                        .map(option -> String.join("=", option))
                        .toList();
        return new MountSpec.Tmpfs(
                Absent.text(body.target()),
                body.readOnly(),
                options == null ? 0 : options.sizeBytes(),
                options == null ? 0 : options.mode(),
                words);
    }

    private static Isolation isolation(HostBody host) {
        return new Isolation(
                host.privileged(),
                Absent.list(host.capAdd()),
                Absent.list(host.capDrop()),
                Absent.list(host.securityOpt()),
                Absent.text(host.pidMode()),
                Absent.text(host.ipcMode()),
                Absent.text(host.utsMode()),
                Absent.text(host.usernsMode()),
                Absent.text(host.cgroupnsMode()),
                host.maskedPaths(),
                host.readonlyPaths(),
                Absent.map(host.sysctls()),
                Absent.list(host.groupAdd()),
                host.oomScoreAdj(),
                Boolean.TRUE.equals(host.init()),
                Absent.text(host.runtime()));
    }

    private static Networking networking(CreateBody body, HostBody host) {
        String asked = Absent.text(host.networkMode());
        String mode = asked.isEmpty() ? "default" : asked;
        String mac = Absent.text(body.macAddress());
        Map<String, EndpointSpec> endpoints = new LinkedHashMap<>();
        Map<String, CreateBody.Endpoint> wanted = body.networkingConfig() == null
                ? Map.of()
                : Absent.map(body.networkingConfig().endpointsConfig());
        wanted.forEach((network, endpoint) -> endpoints.put(
                network,
                endpoint == null ? EndpointSpec.of(network) : endpoint.spec(network, network.equals(mode) ? mac : "")));
        if (!mac.isEmpty() && !endpoints.containsKey(mode)) {
            endpoints.put(
                    mode,
                    EndpointSpec.of(mode.equals("default") ? "bridge" : mode).withMac(mac));
        }
        List<String> links = Absent.list(host.links());
        return new Networking(
                mode,
                new ArrayList<>(endpoints.values()),
                Ports.bindings(Absent.map(host.portBindings())),
                host.publishAllPorts(),
                Absent.list(host.dns()),
                Absent.list(host.dnsSearch()),
                Absent.list(host.dnsOptions()),
                Absent.list(host.extraHosts()),
                links,
                body.networkDisabled());
    }

    /// A restart policy by Docker's name; together with `--rm` it is refused.
    static RestartPolicy restart(HostBody.@Nullable Restart body, boolean autoRemove) {
        String name = body == null ? "" : Absent.text(body.name());
        if (body == null || name.isEmpty() || name.equals("no")) {
            return RestartPolicy.NO;
        }
        if (autoRemove) {
            throw Fault.invalid("can't create 'AutoRemove' container with restart policy");
        }
        for (RestartPolicy.Rule rule : RestartPolicy.Rule.values()) {
            if (rule.text().equals(name)) {
                return policy(rule, body.maximumRetryCount());
            }
        }
        throw Fault.invalid("invalid restart policy: unknown policy '" + name
                + "'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
    }

    private static RestartPolicy policy(RestartPolicy.Rule rule, int retries) {
        boolean counts = rule == RestartPolicy.Rule.ON_FAILURE || rule == RestartPolicy.Rule.ON_UNHEALTHY;
        if (!counts && retries != 0) {
            throw Fault.invalid("invalid restart policy: maximum retry count can only be used with 'on-failure'");
        }
        if (retries < 0) {
            throw Fault.invalid("invalid restart policy: maximum retry count cannot be negative");
        }
        return new RestartPolicy(rule, retries);
    }

    private static ContainerSpec.LogConfig log(HostBody.@Nullable LogConfig body) {
        if (body == null) {
            return ContainerSpec.LogConfig.DEFAULT;
        }
        String type = Absent.text(body.type());
        String driver = type.isEmpty() ? ContainerSpec.LogConfig.DEFAULT.type() : type;
        return new ContainerSpec.LogConfig(driver, Absent.map(body.config()));
    }
}
