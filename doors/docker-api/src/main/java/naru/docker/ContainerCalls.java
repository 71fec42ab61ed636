package naru.docker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import naru.base.Fault;
import naru.base.Json;
import naru.container.Container;
import naru.container.ContainerSpec;
import naru.container.Containers;
import naru.container.ExitResult;
import naru.container.KernelLimits;
import naru.container.Pruned;
import naru.container.Top;
import naru.container.WaitCondition;
import naru.image.Image;
import naru.image.Images;
import naru.network.Networks;
import org.jspecify.annotations.Nullable;

/// The life of containers.
final class ContainerCalls {
    private final Containers containers;
    private final Told told;
    private final Images images;
    private final Networks networks;
    private final EndpointShapes endpoints;
    private final ContainerShapes shapes;

    ContainerCalls(Services services) {
        containers = services.containers();
        told = new Told(containers);
        images = services.images();
        networks = services.networks();
        endpoints = new EndpointShapes(networks);
        shapes = new ContainerShapes(endpoints);
    }

    void register(Table table) {
        table.get(24, "/containers/json", this::list, "all", "limit", "size", "filters")
                .post(24, "/containers/create", this::create, "name", "platform")
                .body(CreateBody.class)
                .post(25, "/containers/prune", this::prune, "filters")
                .get(24, "/containers/{id}/json", this::inspect, "size")
                .get(24, "/containers/{id}/top", this::top, "ps_args")
                .post(24, "/containers/{id}/start", this::start)
                .post(24, "/containers/{id}/stop", this::stop, "signal", "t")
                .post(24, "/containers/{id}/restart", this::restart, "signal", "t")
                .post(24, "/containers/{id}/kill", this::kill, "signal")
                .post(24, "/containers/{id}/pause", this::pause)
                .post(24, "/containers/{id}/unpause", this::unpause)
                .post(24, "/containers/{id}/rename", this::rename, "name")
                .post(24, "/containers/{id}/update", this::update)
                .fields(ResourcesDecoder.CHANGED)
                .post(24, "/containers/{id}/resize", this::resize, "h", "w")
                .post(24, "/containers/{id}/wait", this::await, "condition")
                .delete(24, "/containers/{id}", this::remove, "v", "force", "link")
                .delete(24, "/containers/{id}/{alias}", this::unlink, "link");
    }

    private void list(Call call) throws IOException {
        ContainerFilter filter =
                new ContainerFilter(call.filters(ContainerFilter.NAMES), containers, images, endpoints);
        long limit = call.number("limit", 0);
        boolean all = call.flag("all") || filter.all() || limit > 0;
        boolean size = call.flag("size");
        Instant now = Instant.now();
        List<Container> present = containers.list();
        Map<String, List<String>> names = HostShapes.names(present);
        call.json(present.stream()
                .filter(container -> all || container.isAlive())
                .filter(filter::shows)
                .limit(limit > 0 ? limit : Long.MAX_VALUE)
                .flatMap(container -> Listing.unlessGone(
                        () -> line(container, names.getOrDefault(container.name(), List.of()), size, now)))
                .toList());
    }

    private Shape line(Container container, List<String> aliases, boolean size, Instant now) {
        Shape shape = shapes.listed(container, aliases, imageName(container), now);
        return size ? sized(shape, container) : shape;
    }

    private Shape sized(Shape shape, Container container) {
        long own = containers.size(container.id());
        long image = images.find(container.imageId()).map(Image::size).orElse(0L);
        return shape.with("SizeRw", own).with("SizeRootFs", own + image);
    }

    /// The name it was asked by, unless that name means another image by now.
    private String imageName(Container container) {
        String asked = container.spec().config().image();
        boolean same = images.find(asked)
                .map(image -> image.id().equals(container.imageId()))
                .orElse(false);
        return same ? asked : container.imageId();
    }

    private void create(Call call) throws IOException {
        Platforms.check(call.query("platform"));
        byte[] bytes = call.bodyBytes();
        CreateBody body = call.read(bytes, CreateBody.class);
        if (body.image() == null && body.cmd() == null && body.hostConfig() == null) {
            throw Fault.invalid("config cannot be empty in order to create a container");
        }
        ContainerSpec spec = call.rights().container(CreateDecoder.spec(call.query("name"), body));
        String id = containers.create(spec);
        List<String> warnings = new ArrayList<>(KernelLimits.warnings(spec.resources()));
        if (spec.networking().mode().equals("host")
                && !spec.networking().ports().isEmpty()) {
            warnings.add("Published ports are discarded when using host network mode");
        }
        String firewall = networks.warning();
        if (!firewall.isEmpty() && !spec.networking().mode().matches("host|none|container:.*")) {
            warnings.add(firewall);
        }
        warnings.addAll(Gaps.warnings(Gaps.CREATE, Json.tree(bytes)));
        call.json(201, Shape.of().with("Id", id).with("Warnings", warnings));
    }

    private void inspect(Call call) throws IOException {
        Container container = containers.get(call.variable("id"));
        Shape shape = shapes.inspect(container);
        call.json(call.flag("size") ? sized(shape, container) : shape);
    }

    private void top(Call call) throws IOException {
        Top top = containers.top(call.variable("id"), call.query("ps_args"));
        told.container("top", containers.get(call.variable("id")));
        call.json(Shape.of().with("Processes", top.processes()).with("Titles", top.titles()));
    }

    private void start(Call call) throws IOException {
        call.exchange().bodyBytes(1 << 20);
        containers.start(call.variable("id"));
        call.empty(204);
    }

    private void stop(Call call) throws IOException {
        containers.stop(call.variable("id"), timeout(call), call.query("signal"));
        call.empty(204);
    }

    private void restart(Call call) throws IOException {
        containers.restart(call.variable("id"), timeout(call), call.query("signal"));
        call.empty(204);
    }

    private static @Nullable Duration timeout(Call call) {
        return call.query("t").isEmpty() ? null : Duration.ofSeconds(call.number("t", 10));
    }

    private void kill(Call call) throws IOException {
        containers.kill(call.variable("id"), call.query("signal"));
        call.empty(204);
    }

    private void pause(Call call) throws IOException {
        containers.pause(call.variable("id"));
        call.empty(204);
    }

    private void unpause(Call call) throws IOException {
        containers.unpause(call.variable("id"));
        call.empty(204);
    }

    private void rename(Call call) throws IOException {
        String name = call.query("name");
        if (name.isEmpty() || name.equals("/")) {
            throw Fault.invalid("Neither old nor new names may be empty");
        }
        containers.rename(call.variable("id"), name.startsWith("/") ? name.substring(1) : name);
        call.empty(204);
    }

    private void update(Call call) throws IOException {
        byte[] bytes = call.bodyBytes();
        HostBody body = call.read(bytes, HostBody.class);
        Container container = containers.get(call.variable("id"));
        containers.update(
                container.id(),
                ResourcesDecoder.changed(container.spec().resources(), body),
                body.restartPolicy() == null
                                || Absent.text(body.restartPolicy().name()).isEmpty()
                        ? null
                        : CreateDecoder.restart(
                                body.restartPolicy(), container.spec().autoRemove()));
        List<String> warnings = Gaps.warnings(Gaps.UPDATE, Json.tree(bytes));
        call.json(Shape.of().with("Warnings", Absent.nullIfEmpty(warnings)));
    }

    private void resize(Call call) throws IOException {
        int rows = Size.rows(call);
        int columns = Size.columns(call);
        containers.resize(call.variable("id"), rows, columns);
        told.container(
                "resize",
                containers.get(call.variable("id")),
                Map.of("height", Integer.toString(rows), "width", Integer.toString(columns)));
        call.empty(200);
    }

    private void await(Call call) throws IOException {
        CompletableFuture<ExitResult> exit = containers.await(call.variable("id"), condition(call.query("condition")));
        call.exchange().set("Content-Type", "application/json");
        if (call.version().atLeast(30) && !exit.isDone()) {
            call.exchange().output().flush(); // clients start the container only once they see the head
        }
        call.exchange().onGone(() -> exit.cancel(false));
        ExitResult result = result(exit);
        Shape shape = Shape.of().with("StatusCode", result.exitCode()); // why a start failed is the start's answer
        if (call.exchange().begun()) {
            call.exchange()
                    .output()
                    .write((naru.base.Json.text(shape) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } else {
            call.json(shape);
        }
    }

    private static WaitCondition condition(String text) {
        return switch (text) {
            case "", "not-running" -> WaitCondition.NOT_RUNNING;
            case "next-exit" -> WaitCondition.NEXT_EXIT;
            case "removed" -> WaitCondition.REMOVED;
            default -> throw Fault.invalid("invalid condition: \"" + text + "\"");
        };
    }

    private static ExitResult result(CompletableFuture<ExitResult> exit) throws IOException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Fault fault
                    ? fault
                    : Fault.internal("waiting failed: " + e.getCause(), e.getCause());
        } catch (java.util.concurrent.CancellationException e) {
            throw new IOException("the client is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void remove(Call call) throws IOException {
        if (call.flag("link")) {
            containers.get(call.variable("id"));
            throw Fault.conflict("Conflict, cannot remove the default link name of the container");
        }
        containers.remove(call.variable("id"), call.flag("force"), call.flag("v"));
        call.empty(204);
    }

    /// `docker rm --link PARENT/ALIAS`: a link goes, what it led to stays.
    private void unlink(Call call) throws IOException {
        String parent = call.variable("id");
        String alias = call.variable("alias");
        if (!call.flag("link")) {
            throw Fault.notFound("No such container: " + parent + "/" + alias);
        }
        containers.unlink(parent, alias);
        call.empty(204);
    }

    private void prune(Call call) throws IOException {
        Filters filters = call.filters("label", "label!", "until");
        Until until = Until.of(filters);
        Pruned pruned = containers.prune(
                container -> filters.labels(container.spec().config().labels()) && until.before(container.created()));
        told.pruned("container", pruned.bytes());
        call.json(Shape.of()
                .with("ContainersDeleted", Absent.nullIfEmpty(pruned.ids()))
                .with("SpaceReclaimed", pruned.bytes()));
    }

    /// Rows and columns of a terminal.
    static final class Size {
        private Size() {}

        static int rows(Call call) {
            return number(call, "h", "height");
        }

        static int columns(Call call) {
            return number(call, "w", "width");
        }

        private static int number(Call call, String name, String word) {
            String text = call.query(name);
            if (!text.matches("[0-9]{1,5}")) {
                throw Fault.invalid("invalid resize " + word.toLowerCase(Locale.ROOT) + " \"" + text + "\"");
            }
            return Integer.parseInt(text);
        }
    }
}
