package naru.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import naru.base.Fault;
import naru.base.Ids;
import naru.build.dockerfile.Command;
import naru.build.dockerfile.Heredoc;
import naru.build.dockerfile.IgnoreRules;
import naru.build.dockerfile.Instruction;
import naru.build.dockerfile.RunMount;
import naru.linux.InRoot;
import org.jspecify.annotations.Nullable;

/// RUN: a container of the engine over the stage's file system. For one thread.
final class RunStep {
    private static final String SCRIPT = "/dev/naru-script"; // /dev is memory: nothing of it stays in the layer

    private final StageRun stage;
    private final BuildScope scope;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<StepRunner.Attachment> attachments = new ArrayList<>();

    RunStep(StageRun stage, BuildScope scope) {
        this.stage = stage;
        this.scope = scope;
    }

    void run(Instruction.Run run) throws IOException, InterruptedException {
        List<String> words = words(run);
        String createdBy = createdBy(words);
        SequencedMap<String, String> env = stage.variables();
        try {
            Key key = new Key("RUN").add(stage.chain()).add(createdBy).add(run.network());
            for (RunMount mount : run.mounts()) {
                attach(mount, run, key, env);
            }
            execute(run, words, createdBy, key.hex(), Draft.environment(env));
        } finally {
            closeAll();
        }
    }

    private List<String> words(Instruction.Run run) throws IOException {
        if (run.heredocs().isEmpty() || !(run.command() instanceof Command.Shell(String line))) {
            return run.command().words(stage.draft().shellWords());
        }
        Heredoc first = run.heredocs().getFirst();
        boolean alone = run.heredocs().size() == 1 && line.strip().matches("<<-?[\"']?" + first.name() + "[\"']?");
        if (alone && first.content().startsWith("#!")) {
            Path script = Files.createTempFile(scope.folder(), "script", "");
            Files.writeString(script, first.content(), UTF_8);
            Files.setPosixFilePermissions(script, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            attachments.add(new StepRunner.Attachment.Bound(SCRIPT, script, true));
            return List.of(SCRIPT);
        }
        StringBuilder text = new StringBuilder(alone ? first.content() : line + "\n");
        if (!alone) {
            run.heredocs()
                    .forEach(heredoc -> text.append(heredoc.content())
                            .append(heredoc.name())
                            .append('\n'));
        }
        return new Command.Shell(text.toString()).words(stage.draft().shellWords());
    }

    private String createdBy(List<String> words) {
        TreeMap<String, String> args = new TreeMap<>(stage.visibleArgs());
        String line = String.join(" ", words);
        return args.isEmpty() ? line : "|" + args.size() + " " + String.join(" ", Draft.environment(args)) + " " + line;
    }

    private void execute(Instruction.Run run, List<String> words, String createdBy, String key, List<String> env)
            throws IOException, InterruptedException {
        Optional<BuildCache.Entry> hit = stage.cached(key);
        if (hit.isPresent()) {
            stage.reuse(key, createdBy, hit.get());
            return;
        }
        try (Bench.Rootfs rootfs = scope.bench().open(stage.layers())) {
            MountStubs stubs = stubs(rootfs);
            int code = start(run, rootfs, words, env);
            if (code != 0) {
                throw Fault.invalid("The command '" + String.join(" ", words) + "' returned a non-zero code: " + code
                        + " (Dockerfile line " + run.source().line() + ")");
            }
            try (InRoot root = InRoot.open(rootfs.path())) {
                stubs.remove(root);
            }
            stage.done(key, createdBy, rootfs.commitWithout(stubs.folders()), false);
        }
    }

    /// Nothing of the file system stays open: the step may have it mounted otherwise meanwhile.
    private MountStubs stubs(Bench.Rootfs rootfs) {
        try (InRoot root = InRoot.open(rootfs.path())) {
            return new MountStubs(root, attachments);
        }
    }

    private int start(Instruction.Run run, Bench.Rootfs rootfs, List<String> words, List<String> env)
            throws InterruptedException {
        String network =
                run.network().equals("default") ? scope.request().options().network() : run.network();
        String[] container = {""};
        int code = scope.bench()
                .steps()
                .run(new StepRunner.Step(
                        rootfs.id(),
                        rootfs.path(),
                        words,
                        env,
                        stage.draft().workingDir,
                        stage.draft().user,
                        network,
                        attachments,
                        scope.request().options(),
                        new TextOutput(stage::say),
                        id -> {
                            container[0] = Ids.shorten(id);
                            stage.say(" ---> Running in " + container[0] + "\n");
                        }));
        stage.say(" ---> Removed intermediate container " + container[0] + "\n");
        return code;
    }

    private void attach(RunMount mount, Instruction.Run run, Key key, SequencedMap<String, String> env)
            throws IOException, InterruptedException {
        String target = CopyStep.absolute(stage.draft().workingDir, stage.expand(mount.target()));
        key.add(mount.getClass().getSimpleName()).add(target);
        switch (mount) {
            case RunMount.Bind bind -> bind(bind, target, run, key);
            case RunMount.Cache cache -> {
                CacheFolders.Lease lease = scope.caches().take(cache);
                open.push(lease);
                attachments.add(new StepRunner.Attachment.Bound(target, lease.path(), cache.readOnly()));
            }
            case RunMount.Tmpfs tmpfs -> attachments.add(new StepRunner.Attachment.Memory(target, tmpfs.size()));
            case RunMount.Secret secret -> secret(secret, target, run, env);
        }
    }

    private void bind(RunMount.Bind bind, String target, Instruction.Run run, Key key) throws IOException {
        if (bind.writable()) {
            throw run.source().unsupported("RUN --mount=type=bind,readwrite");
        }
        Path top = bind.from().map(this::mounted).orElse(scope.context());
        try (InRoot root = InRoot.open(top)) {
            String inside = root.resolve(stage.expand(bind.source()));
            CopyStep.tree(key, root, IgnoreRules.NONE).add(inside);
            attachments.add(new StepRunner.Attachment.Bound(
                    target, Path.of(top + inside).normalize(), true));
        }
    }

    private Path mounted(String reference) {
        Bench.Rootfs rootfs = scope.bench().open(stage.source(reference).layers());
        open.push(rootfs);
        return rootfs.path();
    }

    private void secret(RunMount.Secret secret, String target, Instruction.Run run, SequencedMap<String, String> env)
            throws IOException {
        byte @Nullable [] value = scope.request().secrets().get(secret.id());
        if (value == null) {
            if (secret.required()) {
                throw run.source().fault("secret " + secret.id() + ": not found");
            }
            return;
        }
        secret.env().ifPresent(name -> env.put(name, new String(value, UTF_8)));
        if (secret.file()) {
            Path file = Files.createTempFile(scope.folder(), "secret", "");
            open.push(() -> Files.deleteIfExists(file));
            Files.write(file, value);
            try (InRoot folder = InRoot.open(scope.folder())) {
                String name = file.getFileName().toString();
                folder.chown(name, (int) secret.uid(), (int) secret.gid());
                folder.chmod(name, secret.mode());
            }
            attachments.add(new StepRunner.Attachment.Bound(target, file, true));
        }
    }

    private void closeAll() throws IOException {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
