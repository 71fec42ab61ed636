package naru.docker;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import naru.base.Fault;
import naru.base.HostName;
import naru.base.Json;
import naru.build.Builder;
import naru.container.Container;
import naru.container.RuntimeNames;
import naru.image.Image;
import naru.image.RegistryLogin;
import naru.volume.Volume;
import tools.jackson.databind.JsonNode;

/// The engine itself: ping, version, info, disk use, sign-in.
final class SystemCalls {
    private static final List<String> KINDS = List.of("container", "image", "volume", "build-cache");

    private final Services services;

    SystemCalls(Services services) {
        this.services = services;
    }

    void register(Table table) {
        table.get(24, "/_ping", SystemCalls::ping)
                .head(24, "/_ping", SystemCalls::ping)
                .get(24, "/version", this::version)
                .get(24, "/info", this::info)
                .get(25, "/system/df", this::df, "type")
                .post(24, "/auth", this::auth)
                .fields(List.of("username", "password", "auth", "identitytoken", "serveraddress"));
    }

    private static void ping(Call call) throws IOException {
        call.exchange()
                .set("Builder-Version", "1")
                .set("Cache-Control", "no-cache, no-store, must-revalidate")
                .set("Pragma", "no-cache")
                .set("Swarm", "inactive");
        call.exchange().send(200, "text/plain; charset=utf-8", "OK");
    }

    private void version(Call call) throws IOException {
        Shape details = Shape.of()
                .with("ApiVersion", ApiVersion.MAX.toString())
                .with("Arch", Host.architecture())
                .with("Experimental", "false")
                .with("KernelVersion", Host.kernel())
                .with("MinAPIVersion", ApiVersion.MIN.toString())
                .with("Os", "linux");
        call.json(Shape.of()
                .with("Platform", Map.of("Name", "Naru"))
                .with(
                        "Components",
                        List.of(Shape.of()
                                .with("Name", "Engine")
                                .with("Version", services.version())
                                .with("Details", details)))
                .with("Version", services.version())
                .with("ApiVersion", ApiVersion.MAX.toString())
                .with("MinAPIVersion", ApiVersion.MIN.toString())
                .with("GitCommit", "")
                .with("GoVersion", "")
                .with("Os", "linux")
                .with("Arch", Host.architecture())
                .with("KernelVersion", Host.kernel())
                .with("BuildTime", ""));
    }

    private void info(Call call) throws IOException {
        Shape shape = Shape.of();
        counts(shape);
        machine(shape);
        call.json(shape.with("Swarm", Info.swarm())
                .with("LiveRestoreEnabled", true)
                .with("Isolation", "")
                .with("InitBinary", "docker-init")
                .with("ContainerdCommit", Info.commit())
                .with("RuncCommit", Info.commit())
                .with("InitCommit", Info.commit())
                .with(
                        "SecurityOptions",
                        services.containers().haveOwnUsers()
                                ? List.of("name=seccomp,profile=builtin", "name=userns")
                                : List.of("name=seccomp,profile=builtin"))
                .with("CDISpecDirs", List.of())
                .with("Warnings", Absent.nullIfEmpty(services.damages().sentences())));
    }

    private void counts(Shape shape) {
        Map<String, Long> states = services.containers().list().stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        container -> ContainerState.word(container.state()), java.util.stream.Collectors.counting()));
        long all = states.values().stream().mapToLong(Long::longValue).sum();
        long running = states.getOrDefault("running", 0L) + states.getOrDefault("restarting", 0L);
        long paused = states.getOrDefault("paused", 0L);
        shape.with("ID", services.instance().id())
                .with("Containers", all)
                .with("ContainersRunning", running)
                .with("ContainersPaused", paused)
                .with("ContainersStopped", all - running - paused)
                .with("Images", services.images().list().size())
                .with("Driver", "overlay2")
                .with(
                        "DriverStatus",
                        List.of(
                                List.of("Backing Filesystem", "overlayfs"),
                                List.of(
                                        "Build Cache Limit",
                                        Info.size(services.builder().budget()))))
                .with("Plugins", Info.plugins());
    }

    private void machine(Shape shape) {
        for (String ability : List.of(
                "MemoryLimit", "SwapLimit", "CpuCfsPeriod", "CpuCfsQuota", "CPUShares", "CPUSet", "PidsLimit")) {
            shape.with(ability, true);
        }
        shape.with("IPv4Forwarding", Host.on("net/ipv4/ip_forward"))
                .with("BridgeNfIptables", true)
                .with("BridgeNfIp6tables", true)
                .with("Debug", false)
                .with("NFd", 0)
                .with("OomKillDisable", !Host.cgroup2())
                .with("NGoroutines", 0)
                .with("SystemTime", GoTime.text(Instant.now()))
                .with("LoggingDriver", "json-file")
                .with("CgroupDriver", services.containers().cgroupDriver().word())
                .with("CgroupVersion", Host.cgroup2() ? "2" : "1")
                .with("NEventsListener", 0)
                .with("KernelVersion", Host.kernel())
                .with("OperatingSystem", Host.release("PRETTY_NAME"))
                .with("OSVersion", Host.release("VERSION_ID"))
                .with("OSType", "linux")
                .with("Architecture", Host.machine())
                .with("IndexServerAddress", "https://index.docker.io/v1/")
                .with("RegistryConfig", Info.registries())
                .with("NCPU", Runtime.getRuntime().availableProcessors())
                .with("MemTotal", Host.memory())
                .with("GenericResources", null)
                .with("DockerRootDir", services.instance().data().toString())
                .with("HttpProxy", "")
                .with("HttpsProxy", "")
                .with("NoProxy", "")
                .with("Name", HostName.read())
                .with("Labels", List.of())
                .with("ExperimentalBuild", false)
                .with("ServerVersion", services.version())
                .with("Runtimes", runtimes(services.containers().runtimes()))
                .with("DefaultRuntime", services.containers().runtimes().standard());
    }

    private static Shape runtimes(RuntimeNames names) {
        Shape shape = Shape.of();
        new TreeMap<>(names.programs()).forEach((name, program) -> shape.with(name, Map.of("path", program)));
        return shape;
    }

    private void df(Call call) throws IOException {
        List<String> types = call.queries("type");
        for (String type : types) {
            if (!KINDS.contains(type)) {
                throw Fault.invalid("unknown object type: " + type);
            }
        }
        List<Container> containers = services.containers().list();
        List<Image> images =
                types.isEmpty() || types.contains("image") ? services.images().list() : List.of();
        ToLongFunction<Image> shared = ImageCalls.sharedSize(images, services.images());
        Shape shape = Shape.of().with("LayersSize", layersSize(images));
        with(
                shape,
                types,
                "image",
                "Images",
                () -> images.stream()
                        .map(image -> ImageShapes.listed(
                                image, users(image, containers), shared.applyAsLong(image), call.version()))
                        .toList());
        with(shape, types, "container", "Containers", () -> used(containers));
        with(
                shape,
                types,
                "volume",
                "Volumes",
                () -> services.volumes().list().stream().map(this::used).toList());
        with(
                shape,
                types,
                "build-cache",
                "BuildCache",
                () -> services.builder().cached().stream()
                        .map(SystemCalls::cached)
                        .toList());
        call.json(shape);
    }

    /// Bytes of the images' files; a layer that several have is there once.
    private long layersSize(List<Image> images) {
        return images.stream()
                .flatMap(image -> image.layers().stream())
                .distinct()
                .mapToLong(services.images()::layerSize)
                .sum();
    }

    private static Shape cached(Builder.Cached step) {
        return Shape.of()
                .with("ID", step.id())
                .with("Type", CachePrune.TYPE)
                .with("Description", CachePrune.DESCRIPTION)
                .with("InUse", false)
                .with("Shared", step.shared())
                .with("Size", step.bytes())
                .with("CreatedAt", step.created().toString())
                .with("LastUsedAt", step.used().map(Instant::toString).orElse(null));
    }

    /// A kind of thing if it was asked for, or null.
    private static void with(Shape shape, List<String> types, String type, String name, Supplier<List<?>> all) {
        shape.with(name, types.isEmpty() || types.contains(type) ? all.get() : null);
    }

    private List<Shape> used(List<Container> containers) {
        ContainerShapes shapes = new ContainerShapes(new EndpointShapes(services.networks()));
        Map<String, List<String>> names = HostShapes.names(containers);
        Instant now = Instant.now();
        return containers.stream()
                .flatMap(container -> Listing.unlessGone(() -> shapes.listed(
                                container,
                                names.getOrDefault(container.name(), List.of()),
                                container.spec().config().image(),
                                now)
                        .with("SizeRw", services.containers().size(container.id()))))
                .toList();
    }

    private static long users(Image image, List<Container> containers) {
        return containers.stream()
                .filter(container -> container.imageId().equals(image.id()))
                .count();
    }

    private Shape used(Volume volume) {
        return VolumeCalls.shape(volume)
                .with(
                        "UsageData",
                        Shape.of()
                                .with(
                                        "RefCount",
                                        services.volumes().users(volume.name()).size())
                                .with("Size", services.volumes().size(volume.name())));
    }

    private void auth(Call call) throws IOException {
        JsonNode json = Json.tree(call.exchange().bodyBytes(64 << 10));
        RegistryLogin login = Auth.login(json).orElse(RegistryLogin.of("", ""));
        services.registries().login(json.path("serveraddress").asString(""), login);
        call.json(Shape.of().with("Status", "Login Succeeded").with("IdentityToken", ""));
    }
}
