package naru.pipeline.workshop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import naru.base.Fault;
import naru.pipeline.git.Repository;

/// Places that are folders of this machine, for tests: programs run as they are, without a container.
public final class LocalWorkshop implements Workshop {
    public final List<PlaceSpec> opened = new CopyOnWriteArrayList<>();
    public final List<BuildSpec> built = new CopyOnWriteArrayList<>();
    public final List<String> closed = new CopyOnWriteArrayList<>();
    private final Path root;

    public LocalWorkshop(Path root) {
        this.root = root;
    }

    @Override
    public Place open(PlaceSpec spec, Output progress) {
        if (spec.image().startsWith("absent")) {
            throw Fault.notFound("No such image: " + spec.image());
        }
        opened.add(spec);
        return new LocalPlace(spec, root.resolve(spec.workspace()));
    }

    @Override
    public String build(BuildSpec spec, Output progress) {
        if (!Files.exists(spec.context().resolve(spec.dockerfile()))) {
            throw Fault.invalid("failed to read dockerfile: open " + spec.dockerfile() + ": no such file or directory");
        }
        built.add(spec);
        return "sha256:" + "b".repeat(64);
    }

    @Override
    public void discard(String workspace) {
        Repository.delete(root.resolve(workspace));
        Repository.delete(root.resolve(workspace + "@tmp"));
    }

    private final class LocalPlace implements Place {
        private final PlaceSpec spec;
        private final Path folder;

        LocalPlace(PlaceSpec spec, Path folder) {
            this.spec = spec;
            this.folder = folder;
        }

        @Override
        public String workspace() {
            return folder.toString();
        }

        @Override
        public int run(Command command, InputStream input, Output out, Output err) throws InterruptedException {
            try {
                Files.createDirectories(folder);
                ProcessBuilder builder = new ProcessBuilder(command.words())
                        .directory(Path.of(command.folder()).toFile());
                builder.environment().putAll(spec.environment());
                command.environment()
                        .forEach((name, value) -> builder.environment().put(name, here(value)));
                Process process = builder.start();
                Thread.startVirtualThread(() -> feed(input, process));
                Thread first = Thread.startVirtualThread(() -> drain(process.getInputStream(), out));
                Thread second = Thread.startVirtualThread(() -> drain(process.getErrorStream(), err));
                try {
                    int code = process.waitFor();
                    first.join();
                    second.join();
                    return code;
                } finally {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// A mount's target is its source here: only a variable that names exactly that is understood.
        private String here(String value) {
            return spec.mounts().stream()
                    .filter(mount -> mount.target().equals(value))
                    .map(Mount::source)
                    .findFirst()
                    .orElse(value);
        }

        private static void feed(InputStream input, Process process) {
            try (OutputStream to = process.getOutputStream()) {
                input.transferTo(to);
            } catch (IOException e) {
                process.destroy(); // the program ended without reading all: its exit code tells
            }
        }

        private static void drain(InputStream from, Output to) {
            byte[] part = new byte[8192];
            try (from) {
                for (int n = from.read(part); n > 0; n = from.read(part)) {
                    to.write(part, n);
                }
            } catch (IOException e) {
                to.write(new byte[0], 0); // killed: nothing more comes
            }
        }

        @Override
        public void close() {
            closed.add(spec.name());
        }
    }
}
