package naru.docker;

import java.util.Map;
import java.util.Set;
import naru.base.Fault;
import naru.base.Json;
import naru.container.Container;
import naru.container.ContainerSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Holds every request to what its listener allows, by the pattern of its route: what is not named here is refused to
/// those who may not do everything.
final class Rights {
    private static final String FILTERS = "filters";
    private static final String CONTAINER = "/containers/{id}";

    /// What reads, and yet is more than looking: files of containers, images as a whole, a terminal.
    private static final Set<String> NO_LOOKING = Set.of(
            CONTAINER + "/archive",
            CONTAINER + "/export",
            CONTAINER + "/attach/ws",
            "/images/get",
            "/images/{name:.*}/get");

    private static final Set<String> SCOPED_SYSTEM = Set.of("/_ping", "/version", "/info", "/events", "/auth");
    private static final Set<String> SCOPED_IMAGES = Set.of(
            "GET /images/json",
            "POST /images/create",
            "GET /images/{name:.*}/json",
            "GET /images/{name:.*}/history",
            "DELETE /images/{name:.*}");
    private static final Set<String> LISTS = Set.of(
            "/containers/json",
            "/containers/prune",
            "/networks",
            "/networks/",
            "/networks/prune",
            "/volumes",
            "/volumes/prune",
            "/events");
    private static final Set<String> MAKES = Set.of("/containers/create", "/networks/create", "/volumes/create");

    private static final Set<String> PLAIN_DRIVERS = Set.of("", "bridge", "local");

    private final Access access;
    private final Services services;

    Rights(Access access, Services services) {
        this.access = access;
        this.services = services;
    }

    /// FORBIDDEN for what may not be done here; NOT_FOUND in Docker's words for what may not be seen.
    void admit(String method, String pattern, Call call) {
        switch (access) {
            case Access.Full _ -> {}
            case Access.ReadOnly _ -> look(method, pattern);
            case Access.Scoped scope -> scoped(scope, method, pattern, call);
        }
    }

    private static void look(String method, String pattern) {
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (!reads || NO_LOOKING.contains(pattern)) {
            throw Fault.forbidden("this socket is for looking only: " + method + " " + pattern + " is not part of it");
        }
    }

    private void scoped(Access.Scoped scope, String method, String pattern, Call call) {
        if (SCOPED_SYSTEM.contains(pattern) || LISTS.contains(pattern) || MAKES.contains(pattern)) {
            return;
        }
        if (pattern.startsWith(CONTAINER)) {
            require(scope, containerLabels(call.variable("id")), "No such container: " + call.variable("id"));
        } else if (pattern.startsWith("/exec/{id}")) {
            String owner = services.containers().exec(call.variable("id")).containerId();
            require(scope, containerLabels(owner), "No such exec instance: " + call.variable("id"));
        } else if (pattern.startsWith("/networks/{id")) {
            String id = call.variable("id");
            require(scope, services.networks().get(id).labels(), "network " + id + " not found");
        } else if (pattern.equals("/volumes/{name:.*}")) {
            String name = call.variable("name");
            require(scope, services.volumes().get(name).labels(), "get " + name + ": no such volume");
        } else if (SCOPED_IMAGES.contains(method + " " + pattern)) {
            image(scope, method, call);
        } else {
            throw beyond(method + " " + pattern);
        }
    }

    private void image(Access.Scoped scope, String method, Call call) {
        if (method.equals("POST") && !call.query("fromSrc").isEmpty()) {
            throw beyond("importing an image");
        }
        if (method.equals("DELETE")) {
            String name = call.variable("name");
            Map<String, String> labels = services.images()
                    .find(name)
                    .map(image -> image.config().labels())
                    .orElse(Map.of());
            require(scope, labels, "No such image: " + name);
        }
    }

    private static Fault beyond(String what) {
        return Fault.forbidden("this socket is for containers of one scope: " + what + " is not part of it");
    }

    private Map<String, String> containerLabels(String ref) {
        return services.containers().get(ref).spec().config().labels();
    }

    private static void require(Access.Scoped scope, Map<String, String> labels, String unknown) {
        if (!scope.value().equals(labels.get(scope.label()))) {
            throw Fault.notFound(unknown);
        }
    }

    /// A value of the query as it counts here: filters of lists name the scope's label too.
    String query(String pattern, String name, String value) {
        if (!(access instanceof Access.Scoped scope) || !name.equals(FILTERS) || !LISTS.contains(pattern)) {
            return value;
        }
        ObjectNode all = Json.mapper().createObjectNode();
        Filters given = Filters.any(value);
        given.names().forEach(filter -> {
            ArrayNode values = all.putArray(filter);
            given.all(filter).forEach(values::add);
        });
        JsonNode labels = all.path("label");
        ArrayNode named = labels instanceof ArrayNode there ? there : all.putArray("label");
        named.add(scope.label() + "=" + scope.value());
        return Json.text(all);
    }

    /// A container to make, as it may be made here. Nothing of what it refuses is NOT_FOUND: clients take that for a
    /// missing image and pull it.
    ContainerSpec container(ContainerSpec asked) {
        if (!(access instanceof Access.Scoped scope)) {
            return asked;
        }
        try {
            return new ScopedWishes(scope, this).allowed(asked);
        } catch (Fault e) {
            throw e.kind() == Fault.Kind.NOT_FOUND ? new Fault(Fault.Kind.FORBIDDEN, e.sentence(), e) : e;
        }
    }

    /// Labels of a network or volume to make, as they are here; FORBIDDEN if it has another driver
    /// than the usual one, or options for it.
    Map<String, String> labels(String driver, Map<String, String> asked, Map<String, String> options) {
        if (!(access instanceof Access.Scoped scope)) {
            return asked;
        }
        if (!options.isEmpty()) {
            throw beyond("options for a driver");
        }
        if (!PLAIN_DRIVERS.contains(driver)) {
            throw beyond("the driver " + driver);
        }
        Map<String, String> labels = new java.util.TreeMap<>(asked);
        labels.put(scope.label(), scope.value());
        return labels;
    }

    /// FORBIDDEN for a command with more rights than its container.
    void command(boolean privileged) {
        if (privileged && access instanceof Access.Scoped) {
            throw beyond("a privileged command");
        }
    }

    /// NOT_FOUND for another container that is not of the scope.
    void requireContainer(String ref) {
        if (access instanceof Access.Scoped scope) {
            Container container = services.containers().get(ref);
            require(scope, container.spec().config().labels(), "No such container: " + ref);
        }
    }

    void requireNetwork(String ref) {
        if (access instanceof Access.Scoped scope) {
            require(scope, services.networks().get(ref).labels(), "network " + ref + " not found");
        }
    }

    void requireVolume(String name) {
        if (access instanceof Access.Scoped scope) {
            require(scope, services.volumes().get(name).labels(), "get " + name + ": no such volume");
        }
    }
}
