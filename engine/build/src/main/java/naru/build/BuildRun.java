package naru.build;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import naru.base.Fault;
import naru.base.Ids;
import naru.build.dockerfile.Dockerfile;
import naru.build.dockerfile.Dockerfile.Stage;
import naru.build.dockerfile.DockerfileParser;
import naru.image.History;
import naru.image.Images;
import org.jspecify.annotations.Nullable;

/// One build from a filled workspace to a named image. For one thread, which starts one for each stage.
final class BuildRun {
    private final BuildRequest request;
    private final BuildProgress progress;
    private final BuildScope scope;
    private final List<String> names;
    private final Map<Stage, CompletableFuture<StageResult>> results = new LinkedHashMap<>();
    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors());

    BuildRun(
            BuildRequest request,
            BuildProgress progress,
            Workspace workspace,
            Bench bench,
            Images.Hold hold,
            BuildCache cache,
            CacheFolders caches,
            Clock clock) {
        this.request = request;
        this.progress = progress;
        this.names = request.tags().stream().map(Bench::name).distinct().toList();
        Dockerfile file = DockerfileParser.parse(workspace.dockerfile());
        Arguments arguments =
                new Arguments(request.args(), file, request.target().orElse(""));
        StageGraph graph = new StageGraph(file, arguments, request.target());
        Map<Integer, Integer> steps = new HashMap<>();
        List<Integer> order = new ArrayList<>();
        int total = 0;
        for (Stage stage : graph.needed()) {
            steps.put(stage.index(), total + 1);
            order.add(stage.index());
            results.put(stage, new CompletableFuture<>());
            total += 1 + stage.instructions().size();
        }
        if (!request.labels().isEmpty()) {
            total++;
        }
        scope = new BuildScope(
                request,
                file,
                graph,
                arguments,
                bench,
                hold,
                cache,
                caches,
                new Transcript(progress, order),
                progress,
                workspace.folder(),
                workspace.context(),
                steps,
                total,
                clock);
    }

    String run() {
        try {
            stages();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("the build was cancelled", e);
        }
        StageResult result = future(scope.graph().target()).join();
        warn();
        return finish(request.labels().isEmpty() ? result : labelled(result));
    }

    /// Runs the stages, each as soon as those it needs are done; the first failure ends the others.
    private void stages() throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ExecutorCompletionService<StageResult>(threads);
            results.keySet().forEach(stage -> {
                var _ = running.submit(() -> stage(stage));
            });
            try {
                for (int i = 0; i < results.size(); i++) {
                    running.take().get();
                }
            } catch (ExecutionException e) {
                throw cause(e);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static RuntimeException cause(ExecutionException failure) throws InterruptedException {
        return switch (failure.getCause()) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case InterruptedException e -> throw e;
            case null, default -> Fault.internal("the build failed: " + failure.getMessage(), failure);
        };
    }

    private StageResult stage(Stage stage) throws InterruptedException, ExecutionException {
        for (Stage needed : scope.graph().needs(stage)) {
            future(needed).get();
        }
        cores.acquire();
        try {
            StageResult result = new StageRun(scope, stage, this::done).run();
            future(stage).complete(result);
            scope.transcript().done(stage.index());
            return result;
        } finally {
            cores.release();
        }
    }

    private CompletableFuture<StageResult> future(Stage stage) {
        return Objects.requireNonNull(results.get(stage), "a stage that is not needed");
    }

    private StageResult done(Stage stage) {
        @Nullable CompletableFuture<StageResult> result = results.get(stage);
        if (result == null || !result.isDone()) {
            throw Fault.invalid("stage " + stage.name().orElse(Integer.toString(stage.index()))
                    + " is used by an ONBUILD trigger and not by the Dockerfile: name it in a COPY --from");
        }
        return result.join();
    }

    private void warn() {
        List<String> unused = scope.arguments().unused();
        if (!unused.isEmpty()) {
            progress.stream("[Warning] One or more build-args [" + String.join(" ", unused) + "] were not consumed\n");
        }
    }

    private StageResult labelled(StageResult result) {
        Draft draft = new Draft(result.settings(), result.author(), false);
        draft.labels.putAll(request.labels());
        String comment = "LABEL " + String.join(" ", Draft.environment(request.labels()));
        progress.stream("Step " + scope.total() + "/" + scope.total() + " : " + comment + "\n");
        String key = new Key("step").add(result.chain()).add(comment).hex();
        BuildCache.Entry entry = scope.cache().find(key).orElseGet(() -> {
            BuildCache.Entry fresh = BuildCache.Entry.of(scope.now(), java.util.Optional.empty());
            scope.cache().put(key, fresh);
            return fresh;
        });
        List<History> history = new ArrayList<>(result.history());
        String createdBy = String.join(" ", draft.shellWords()) + " #(nop)  " + comment;
        history.add(new History(entry.created(), createdBy, "", true));
        progress.stream(" ---> " + Ids.shorten(key) + "\n");
        return new StageResult(draft.settings(), draft.author, result.layers(), history, key);
    }

    private String finish(StageResult result) {
        Instant created = result.history().isEmpty()
                ? scope.now()
                : result.history().getLast().created();
        String id = scope.bench().register(result, created, names);
        progress.image(id);
        progress.stream("Successfully built " + Ids.shorten(id.substring(id.indexOf(':') + 1)) + "\n");
        names.forEach(name -> progress.stream("Successfully tagged " + name + "\n"));
        return id;
    }
}
