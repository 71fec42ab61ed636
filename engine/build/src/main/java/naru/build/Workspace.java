package naru.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.DiskFull;
import naru.base.DiskRoom;
import naru.base.Fault;
import naru.base.Ids;
import naru.build.dockerfile.DockerfileParser;
import naru.build.dockerfile.IgnoreRules;
import naru.build.files.Archives;
import naru.build.files.TreeKey;
import naru.build.files.Unpacker;
import naru.linux.Errno;
import naru.linux.InRoot;

/// The folder of one build: the unpacked context and what steps need for a moment. Closing takes it away.
final class Workspace implements AutoCloseable {
    private final Path folder;
    private String dockerfile = "";

    private Workspace(Path folder) {
        this.folder = folder;
    }

    /// A new folder below `top`.
    static Workspace make(Path top) {
        Path folder = top.resolve(Ids.shorten(Ids.random()));
        try {
            Files.createDirectories(folder.resolve("context"));
        } catch (IOException e) {
            throw Fault.unavailable("cannot make a folder for the build: " + e.getMessage(), e);
        }
        return new Workspace(folder);
    }

    /// Takes away everything below `top`.
    static void clear(Path top) {
        if (Files.isDirectory(top)) {
            try (InRoot root = InRoot.open(top)) {
                root.list("/").forEach(root::delete);
            }
        }
    }

    Path folder() {
        return folder;
    }

    Path context() {
        return folder.resolve("context");
    }

    /// The Dockerfile's text.
    String dockerfile() {
        return dockerfile;
    }

    /// Unpacks the context, reads the Dockerfile, and takes away what `.dockerignore` leaves out.
    void fill(BuildRequest request) {
        try (InRoot root = InRoot.open(context())) {
            if (request.remote().isPresent()) {
                fetch(request.remote().get(), root, request.dockerfile());
            } else {
                unpack(request.context(), root);
            }
            dockerfile = text(root, request.dockerfile())
                    .orElseThrow(() -> Fault.invalid("Cannot locate specified Dockerfile: " + request.dockerfile()));
            if (dockerfile.isBlank()) {
                throw Fault.invalid("The Dockerfile (" + request.dockerfile() + ") cannot be empty");
            }
            ignore(root, request.dockerfile());
        } catch (IOException e) {
            throw DiskFull.is(e)
                    ? DiskFull.fault(e)
                    : Fault.invalid("cannot read the build context: " + e.getMessage());
        } catch (Errno e) {
            if (e.number() == Errno.ENOSPC) {
                throw DiskFull.fault(e);
            }
            throw e;
        }
    }

    private void unpack(InputStream archive, InRoot root) throws IOException {
        new Unpacker(root, "/", Unpacker.Limits.DEFAULT, false, new DiskRoom(context())).unpack(archive);
    }

    private void fetch(String address, InRoot root, String name) throws IOException {
        if (!Downloads.isAddress(address) || address.matches(".*\\.git(#.*)?")) {
            throw Fault.notImplemented("a Git repository as build context is not supported yet: clone it and send"
                    + " the folder: " + address);
        }
        try {
            Downloads.Download got = Downloads.fetch(address, folder, Optional.empty());
            boolean archive = isArchive(got.file());
            try (InputStream in = Files.newInputStream(got.file())) {
                if (archive) {
                    unpack(in, root);
                } else {
                    try (var out = root.create(name, 0644)) {
                        in.transferTo(out);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("the build was cancelled", e);
        }
    }

    /// By what it begins with, whatever its name says.
    private static boolean isArchive(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Archives.isArchive(in);
        }
    }

    private static Optional<String> text(InRoot root, String path) throws IOException {
        try (InputStream in = root.read(path)) {
            byte[] bytes = in.readNBytes(DockerfileParser.MAX_LENGTH + 1);
            if (bytes.length > DockerfileParser.MAX_LENGTH) {
                throw Fault.tooLarge(path + " is longer than " + DockerfileParser.MAX_LENGTH + " bytes");
            }
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (Errno _) {
            return Optional.empty();
        }
    }

    private static void ignore(InRoot root, String dockerfile) throws IOException {
        Optional<String> own = text(root, dockerfile + ".dockerignore");
        Optional<String> rules = own.isPresent() ? own : text(root, ".dockerignore");
        if (rules.isEmpty()) {
            return;
        }
        IgnoreRules ignore = IgnoreRules.parse(rules.get());
        List<String> excluded = new ArrayList<>();
        TreeKey.walk(root, "", path -> {
            if (ignore.excludes(path)) {
                excluded.add(path);
            }
        });
        for (String path : excluded) {
            boolean kept = root.find(path).filter(stat -> stat.isDirectory()).isPresent()
                    && !root.list(path).isEmpty();
            if (!kept) {
                root.delete(path);
            }
        }
    }

    @Override
    public void close() {
        try (InRoot root = InRoot.open(folder.resolveSibling("."))) {
            root.delete(folder.getFileName().toString());
        } catch (UncheckedIOException e) {
            throw Fault.internal("cannot take away the build's folder " + folder, e);
        }
    }
}
