package naru.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.DiskRoom;
import naru.build.dockerfile.Heredoc;
import naru.build.dockerfile.IgnoreRules;
import naru.build.dockerfile.Instruction;
import naru.build.files.Accounts;
import naru.build.files.Archives;
import naru.build.files.Copier;
import naru.build.files.Folders;
import naru.build.files.Sources;
import naru.build.files.TreeKey;
import naru.linux.InRoot;
import naru.linux.Stat;

/// COPY, ADD and WORKDIR: what we do to a file system ourselves, without a container. For one thread.
final class CopyStep {
    private static final int DOWNLOADED = 0600;
    private static final int INLINE = 0644;

    private final StageRun stage;
    private final BuildScope scope;

    CopyStep(StageRun stage, BuildScope scope) {
        this.stage = stage;
        this.scope = scope;
    }

    /// Something to put somewhere.
    private sealed interface Item {
        String name();

        record Local(Sources.Found found, boolean unpack) implements Item {
            @Override
            public String name() {
                return found.name();
            }
        }

        record Content(String name, byte[] bytes) implements Item {}

        record Fetched(String name, Path file, Instant modified, boolean unpack) implements Item {}
    }

    void copy(Instruction.Copy copy) throws IOException, InterruptedException {
        if (copy.files().parents()) {
            throw copy.source().unsupported("COPY --parents");
        }
        if (copy.from().isEmpty()) {
            try (InRoot from = InRoot.open(scope.context())) {
                transfer("COPY", copy.files(), from, Optional.empty(), false);
            }
            return;
        }
        StageResult source = stage.source(copy.from().get());
        try (Bench.Rootfs rootfs = scope.bench().open(source.layers());
                InRoot from = InRoot.open(rootfs.path())) {
            transfer("COPY", copy.files(), from, Optional.empty(), false);
        }
    }

    void add(Instruction.Add add) throws IOException, InterruptedException {
        try (InRoot from = InRoot.open(scope.context())) {
            transfer("ADD", add.files(), from, add.checksum(), add.unpack().orElse(true));
        }
    }

    private void transfer(
            String verb, Instruction.Transfer files, InRoot from, Optional<String> checksum, boolean unpack)
            throws IOException, InterruptedException {
        List<Item> items = items(verb, files, from, checksum, unpack);
        String destination = destination(files, items);
        Optional<String> chown = files.chown().map(stage::expand);
        Optional<Integer> mode = files.chmod().map(text -> mode(stage.expand(text)));
        IgnoreRules excludes = IgnoreRules.of(files.excludes());
        String content = content(items, from, excludes);
        String kind = kind(items);
        String key = new Key(verb)
                .add(stage.chain())
                .add(destination)
                .add(chown.orElse(""))
                .add(files.chmod().orElse(""))
                .add(content)
                .hex();
        String flag = chown.map(who -> "--chown=" + who + " ").orElse("");
        String createdBy =
                stage.nop(verb + " " + flag + kind + ":" + content + " in " + stage.expand(files.destination()) + " ");
        Optional<BuildCache.Entry> hit = stage.cached(key);
        if (hit.isPresent()) {
            stage.reuse(key, createdBy, hit.get());
            return;
        }
        try (Bench.Rootfs rootfs = scope.bench().open(stage.layers());
                InRoot to = InRoot.open(rootfs.path())) {
            Accounts.Owner owner = chown.map(new Accounts(to)::owner).orElse(Accounts.Owner.ROOT);
            var options =
                    new Copier.Options(owner, mode, excludes, scope.arguments().epoch());
            place(items, new Copier(from, to, options), from, to, destination);
            stage.done(key, createdBy, rootfs.commit(), false);
        }
    }

    private List<Item> items(
            String verb, Instruction.Transfer files, InRoot from, Optional<String> checksum, boolean unpack)
            throws IOException, InterruptedException {
        List<Item> items = new ArrayList<>();
        for (String source : files.sources()) {
            String text = stage.expand(source);
            boolean isAdd = verb.equals("ADD");
            if (isAdd && Downloads.isAddress(text)) {
                Downloads.Download got = Downloads.fetch(text, scope.folder(), checksum.map(stage::expand));
                items.add(new Item.Fetched(got.name(), got.file(), got.modified(), false));
            } else {
                for (Sources.Found found : Sources.find(from, text)) {
                    items.add(new Item.Local(found, isAdd && unpack && isArchive(from, found)));
                }
            }
        }
        for (Heredoc heredoc : files.inline()) {
            String text = heredoc.expand() ? stage.expandText(heredoc.content()) : heredoc.content();
            items.add(new Item.Content(heredoc.name(), text.getBytes(UTF_8)));
        }
        if (items.isEmpty()) {
            throw stage.fault(verb + " failed: no source files were specified");
        }
        return items;
    }

    private static boolean isArchive(InRoot from, Sources.Found found) throws IOException {
        if (found.stat().type() != Stat.Type.FILE) {
            return false;
        }
        try (InputStream in = from.read(found.path())) {
            return Archives.isArchive(in);
        }
    }

    private String destination(Instruction.Transfer files, List<Item> items) {
        String text = stage.expand(files.destination());
        if (items.size() > 1 && !text.endsWith("/") && !text.equals(".")) {
            throw stage.fault("when using COPY or ADD with more than one source file, the destination must be a"
                    + " directory and end with a /");
        }
        boolean folder = text.endsWith("/") || text.equals(".") || text.endsWith("/.");
        String path = absolute(stage.draft().workingDir, text);
        return folder && !path.endsWith("/") ? path + "/" : path;
    }

    /// `text` seen from `folder`, cleaned of `.` and `..`.
    static String absolute(String folder, String text) {
        Path base = Path.of("/").resolve(folder.isEmpty() ? "/" : folder);
        return base.resolve(text.isEmpty() ? "." : text).normalize().toString();
    }

    private int mode(String text) {
        if (!text.matches("[0-7]{1,4}")) {
            throw stage.fault("--chmod=" + text + " is not an octal mode such as 0755");
        }
        return Integer.parseInt(text, 8);
    }

    private static String kind(List<Item> items) {
        if (items.size() > 1) {
            return "multi";
        }
        boolean folder = items.getFirst() instanceof Item.Local local
                && local.found().stat().isDirectory();
        return folder ? "dir" : "file";
    }

    private static String content(List<Item> items, InRoot from, IgnoreRules excludes) throws IOException {
        Key key = new Key("files");
        for (Item item : items) {
            key.add(item.name());
            switch (item) {
                case Item.Local local -> {
                    key.add(local.unpack() ? "unpack" : "copy");
                    tree(key, from, excludes).add(local.found().path());
                }
                case Item.Content content -> key.add(new ByteArrayInputStream(content.bytes()));
                case Item.Fetched fetched -> {
                    try (InputStream in = Files.newInputStream(fetched.file())) {
                        key.add(in);
                    }
                }
            }
        }
        return key.hex();
    }

    static TreeKey tree(Key key, InRoot from, IgnoreRules excludes) {
        return new TreeKey(from, excludes, new TreeKey.Parts() {
            @Override
            public void text(String part) {
                key.add(part);
            }

            @Override
            public void number(long part) {
                key.add(part);
            }

            @Override
            public void data(InputStream in) throws IOException {
                key.add(in);
            }
        });
    }

    private void place(List<Item> items, Copier copier, InRoot from, InRoot to, String destination) throws IOException {
        boolean folder = destination.endsWith("/") || Folders.is(to, destination);
        String base = destination.equals("/") ? "" : destination.replaceFirst("/+$", "");
        for (Item item : items) {
            String path = folder ? base + "/" + item.name() : destination;
            switch (item) {
                case Item.Local local
                when local.unpack() -> {
                    copier.folder(base, local.found().stat().modified());
                    try (InputStream in = from.read(local.found().path())) {
                        Archives.unpack(in, to, base.isEmpty() ? "/" : base, new DiskRoom(scope.folder()));
                    }
                }
                case Item.Local local
                when local.found().stat().isDirectory() -> copier.copy(local.found(), base.isEmpty() ? "/" : base);
                case Item.Local local -> copier.copy(local.found(), path);
                case Item.Content content ->
                    copier.write(new ByteArrayInputStream(content.bytes()), path, INLINE, Instant.EPOCH);
                case Item.Fetched fetched -> {
                    try (InputStream in = Files.newInputStream(fetched.file())) {
                        copier.write(in, path, DOWNLOADED, fetched.modified());
                    }
                }
            }
        }
        copier.finishFolders();
    }

    void workdir(Instruction.Workdir workdir) {
        String path = absolute(stage.draft().workingDir, stage.expand(workdir.path()));
        stage.draft().workingDir = path;
        String createdBy = stage.nop("WORKDIR " + path);
        String key = new Key("WORKDIR").add(stage.chain()).add(path).hex();
        Optional<BuildCache.Entry> hit = stage.cached(key);
        if (hit.isPresent()) {
            stage.reuse(key, createdBy, hit.get());
            return;
        }
        try (Bench.Rootfs rootfs = scope.bench().open(stage.layers());
                InRoot to = InRoot.open(rootfs.path())) {
            var options = new Copier.Options(
                    Accounts.Owner.ROOT,
                    Optional.empty(),
                    IgnoreRules.NONE,
                    scope.arguments().epoch());
            Copier copier = new Copier(to, to, options);
            boolean missing = !Folders.is(to, path);
            copier.folder(path, Instant.EPOCH);
            copier.finishFolders();
            stage.done(key, createdBy, missing ? rootfs.commit() : Optional.empty(), false);
        }
    }
}
