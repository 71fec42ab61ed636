package naru.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import naru.base.Fault;
import naru.base.Ids;
import naru.build.dockerfile.Dockerfile.Stage;
import naru.build.dockerfile.DockerfileParser;
import naru.build.dockerfile.Expansion;
import naru.build.dockerfile.Instruction;
import naru.build.dockerfile.Source;
import naru.image.History;
import naru.image.ImageConfig;
import naru.image.Layer;
import naru.linux.Errno;

/// Executes one stage, instruction by instruction. For one thread.
final class StageRun {
    private final BuildScope scope;
    private final Stage stage;
    private final Function<Stage, StageResult> results;
    private final SequencedMap<String, String> args = new LinkedHashMap<>();
    private final List<Layer> layers = new ArrayList<>();
    private final List<History> history = new ArrayList<>();
    private Draft draft = new Draft(ImageConfig.EMPTY, "", false);
    private String chain = "";
    private Source at;
    private int step;

    /// A run of `stage`; `results` gives the stages it needs, which are done.
    StageRun(BuildScope scope, Stage stage, Function<Stage, StageResult> results) {
        this.scope = scope;
        this.stage = stage;
        this.results = results;
        this.at = stage.from().source();
        this.step = scope.steps().getOrDefault(stage.index(), 1);
    }

    StageResult run() throws InterruptedException {
        announce(stage.from().source().text());
        begin();
        for (Instruction instruction : stage.instructions()) {
            announce(instruction.source().text());
            execute(instruction);
        }
        return new StageResult(draft.settings(), draft.author, layers, history, chain);
    }

    /// Whether the stage is its base image and nothing else.
    private boolean isUnchanged(StageResult base) {
        return stage.instructions().isEmpty() && base.settings().onBuild().isEmpty();
    }

    private void announce(String text) {
        say("Step " + step++ + "/" + scope.total() + " : " + text + "\n");
    }

    private void begin() throws InterruptedException {
        StageResult base = base();
        draft = new Draft(base.settings(), base.author(), !isUnchanged(base));
        layers.addAll(base.layers());
        history.addAll(base.history());
        chain = base.chain();
        say(" ---> " + Ids.shorten(chain) + "\n");
        List<String> triggers = List.copyOf(draft.onBuild);
        draft.onBuild.clear();
        if (!triggers.isEmpty()) {
            say("# Executing " + triggers.size() + " build trigger" + (triggers.size() == 1 ? "" : "s") + "\n");
        }
        for (String trigger : triggers) {
            execute(DockerfileParser.trigger(trigger, scope.file().escape()));
        }
    }

    private StageResult base() {
        String name = scope.graph().base(stage);
        if (name.equals("scratch")) {
            return StageResult.scratch();
        }
        return scope.graph().parent(stage).map(results).orElseGet(() -> image(name));
    }

    /// An image as a beginning or as a source of files.
    StageResult image(String name) {
        Optional<String> platform = stage.from()
                .platform()
                .map(text -> new Expansion(scope.file().escape(), scope.arguments()::global).word(text))
                .or(() -> scope.request().options().platform());
        StageResult image = StageResult.of(scope.bench().base(name, scope.request(), platform, scope.progress()));
        scope.hold().unpacked(image.layers());
        return image;
    }

    /// The stage or image that `--from` names.
    StageResult source(String reference) {
        return scope.graph().source(stage, reference).map(results).orElseGet(() -> image(reference));
    }

    private void execute(Instruction instruction) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the build was cancelled");
        }
        at = instruction.source();
        try {
            switch (instruction) {
                case Instruction.Arg arg -> declare(arg);
                case Instruction.Run run -> new RunStep(this, scope).run(run);
                case Instruction.Copy copy -> new CopyStep(this, scope).copy(copy);
                case Instruction.Add add -> new CopyStep(this, scope).add(add);
                case Instruction.Workdir workdir -> new CopyStep(this, scope).workdir(workdir);
                case Instruction other -> plain(Metadata.apply(other, draft, words()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Fault e) {
            throw located(e);
        } catch (Errno e) {
            throw located(new Fault(Fault.Kind.INVALID, e.getMessage() == null ? "" : e.getMessage(), e));
        }
        say(" ---> " + Ids.shorten(chain) + "\n");
    }

    /// The fault with its place in the Dockerfile, unless it says so already.
    private Fault located(Fault fault) {
        String sentence = fault.sentence();
        if (sentence.toLowerCase(Locale.ROOT).contains("dockerfile")) {
            return fault;
        }
        String keyword = at.text().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
        return new Fault(
                fault.kind(), keyword + " failed: " + sentence + " (Dockerfile line " + at.line() + ")", fault);
    }

    private void declare(Instruction.Arg arg) {
        StringBuilder shown = new StringBuilder("ARG");
        for (Instruction.Declared name : arg.names()) {
            Optional<String> value =
                    scope.arguments().value(name.name(), name.value().map(this::expand));
            value.ifPresent(v -> args.put(name.name(), v));
            shown.append(' ').append(name.name());
            name.value().ifPresent(v -> shown.append('=').append(expand(v)));
        }
        plain(shown.toString());
    }

    /// Notes an instruction that changes no file.
    void plain(String comment) {
        done(new Key("step").add(chain).add(comment).hex(), nop(" " + comment), Optional.empty(), true);
    }

    /// How `docker history` shows an instruction that is no RUN.
    String nop(String comment) {
        return String.join(" ", draft.shellWords()) + " #(nop) " + comment;
    }

    /// What an earlier build left for this key.
    Optional<BuildCache.Entry> cached(String key) {
        return scope.request().options().noCache()
                ? Optional.empty()
                : scope.cache().find(key);
    }

    /// Ends a step whose layer is known, from the cache if `look`.
    void done(String key, String createdBy, Optional<Layer> layer, boolean look) {
        Optional<BuildCache.Entry> hit = look ? cached(key) : Optional.empty();
        BuildCache.Entry entry = hit.orElseGet(() -> {
            BuildCache.Entry fresh = BuildCache.Entry.of(scope.now(), layer);
            scope.cache().put(key, fresh);
            return fresh;
        });
        if (hit.isPresent()) {
            say(" ---> Using cache\n");
        }
        append(key, createdBy, entry);
    }

    /// Ends a step that the cache had.
    void reuse(String key, String createdBy, BuildCache.Entry entry) {
        say(" ---> Using cache\n");
        append(key, createdBy, entry);
    }

    private void append(String key, String createdBy, BuildCache.Entry entry) {
        entry.layer().ifPresent(layer -> {
            scope.hold().unpacked(List.of(layer));
            layers.add(layer);
        });
        history.add(new History(entry.created(), createdBy, "", entry.layer().isEmpty()));
        chain = new Key("chain")
                .add(key)
                .add(entry.layer().map(Layer::diffId).orElse(""))
                .hex();
    }

    private Metadata.Words words() {
        return new Metadata.Words() {
            @Override
            public String word(String text) {
                return expand(text);
            }

            @Override
            public List<String> split(String text) {
                return expansion().words(text);
            }
        };
    }

    private Expansion expansion() {
        return new Expansion(
                scope.file().escape(), name -> Optional.ofNullable(variables().get(name)));
    }

    /// Replaces the variables of the moment; a mistake names the line.
    String expand(String text) {
        return expansion().in(at, text);
    }

    /// Replaces the variables of a heredoc's text.
    String expandText(String text) {
        return expansion().text(text);
    }

    /// What a step sees: proxies, ARG, and ENV over them.
    SequencedMap<String, String> variables() {
        SequencedMap<String, String> all = new LinkedHashMap<>(scope.arguments().proxies());
        all.putAll(args);
        all.putAll(draft.env);
        return all;
    }

    /// ARG values in force and not hidden by ENV, without proxies that every build may have.
    SequencedMap<String, String> visibleArgs() {
        SequencedMap<String, String> visible = new LinkedHashMap<>(args);
        visible.keySet().removeAll(draft.env.keySet());
        return visible;
    }

    Draft draft() {
        return draft;
    }

    String chain() {
        return chain;
    }

    List<Layer> layers() {
        return layers;
    }

    Fault fault(String problem) {
        return at.fault(problem);
    }

    void say(String text) {
        scope.say(stage, text);
    }
}
