package naru.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import naru.base.Fault;
import naru.base.Json;
import naru.build.BuildOptions;
import naru.build.BuildProgress;
import naru.build.BuildRequest;
import naru.build.Builder;
import naru.http.Query;
import tools.jackson.databind.JsonNode;

/// Builds by the classic endpoint.
final class BuildCalls {
    private static final String[] READS = {
        "dockerfile",
        "t",
        "extrahosts",
        "remote",
        "q",
        "nocache",
        "cachefrom",
        "pull",
        "memory",
        "memswap",
        "cpushares",
        "cpusetcpus",
        "cpusetmems",
        "cpuperiod",
        "cpuquota",
        "buildargs",
        "shmsize",
        "squash",
        "labels",
        "networkmode",
        "platform",
        "target",
        "version",
        "ulimits",
        "!X-Registry-Config"
    };

    private final Builder builder;

    BuildCalls(Services services) {
        builder = services.builder();
    }

    void register(Table table) {
        table.post(24, "/build", this::build, READS).post(31, "/build/cancel", call -> call.empty(200));
    }

    private void build(Call call) throws IOException {
        if (call.query("version").equals("2")) {
            throw Fault.notImplemented("BuildKit sessions are not part of Naru: build with DOCKER_BUILDKIT=0");
        }
        BuildRequest request = request(call);
        boolean quiet = call.flag("q");
        Progress progress = new Progress(call, quiet);
        progress.during(() -> {
            Thread building = Thread.currentThread();
            Lines lines = new Lines(progress, () -> call.exchange().onGone(building::interrupt));
            String id = builder.build(request, lines);
            if (quiet) {
                progress.result(id + "\n");
            } else if (!lines.told) {
                progress.aux(Map.of("ID", id));
            }
        });
    }

    /// The builder's lines as messages.
    private static final class Lines implements BuildProgress {
        private final Progress progress;
        private final Runnable atFirst;
        private boolean begun;
        private boolean told;

        /// Lines onto a progress; `atFirst` runs at the first line, when the context has been read.
        Lines(Progress progress, Runnable atFirst) {
            this.progress = progress;
            this.atFirst = atFirst;
        }

        @Override
        public void stream(String text) {
            if (!begun) {
                begun = true;
                atFirst.run();
            }
            progress.stream(text);
        }

        @Override
        public void image(String id) {
            told = true;
            progress.aux(Map.of("ID", id));
        }

        @Override
        public void pulling(String layer, String status, long current, long total) {
            progress.report(layer, status, current, total);
        }
    }

    /// What the query asks for.
    static BuildRequest request(Call call) throws IOException {
        Query query = call.exchange().query();
        return new BuildRequest(
                call.exchange().body(),
                query.get("dockerfile"),
                text(query, "remote"),
                map(query, "buildargs"),
                map(query, "labels"),
                text(query, "target"),
                query.all("t").stream().filter(t -> !t.isEmpty()).toList(),
                options(query),
                Map.of(),
                Auth.logins(call));
    }

    private static BuildOptions options(Query query) {
        String network = query.get("networkmode");
        return new BuildOptions(
                query.flag("nocache"),
                query.flag("pull"),
                query.flag("squash"),
                network.isEmpty() ? "default" : network,
                query.all("extrahosts").stream()
                        .flatMap(value -> List.of(value.split(",")).stream())
                        .filter(value -> !value.isEmpty())
                        .toList(),
                text(query, "platform"),
                limits(query),
                list(query, "cachefrom"));
    }

    private static BuildOptions.StepLimits limits(Query query) {
        Map<String, BuildOptions.Ulimit> ulimits = new LinkedHashMap<>();
        tree(query, "ulimits")
                .ifPresent(all -> all.forEach(one -> ulimits.put(
                        one.path("Name").asString(""),
                        new BuildOptions.Ulimit(
                                one.path("Soft").asLong(0), one.path("Hard").asLong(0)))));
        return new BuildOptions.StepLimits(
                query.number("shmsize", 0),
                query.number("memory", 0),
                query.number("memswap", 0),
                query.number("cpushares", 0),
                query.number("cpuperiod", 0),
                query.number("cpuquota", 0),
                query.get("cpusetcpus"),
                query.get("cpusetmems"),
                ulimits);
    }

    private static Optional<String> text(Query query, String name) {
        return query.first(name).filter(value -> !value.isEmpty());
    }

    private static List<String> list(Query query, String name) {
        return tree(query, name)
                .map(node -> node.valueStream().map(v -> v.asString("")).toList())
                .orElse(List.of());
    }

    /// A map in JSON; names whose value is null say nothing.
    private static SequencedMap<String, String> map(Query query, String name) {
        SequencedMap<String, String> map = new LinkedHashMap<>();
        tree(query, name)
                .ifPresent(node -> node.properties().forEach(entry -> {
                    if (!entry.getValue().isNull()) {
                        map.put(entry.getKey(), entry.getValue().asString(""));
                    }
                }));
        return map;
    }

    private static Optional<JsonNode> tree(Query query, String name) {
        String text = query.get(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.tree(text.getBytes(StandardCharsets.UTF_8)));
        } catch (Fault e) {
            throw new Fault(Fault.Kind.INVALID, "error reading " + name + ": " + e.sentence(), e);
        }
    }
}
