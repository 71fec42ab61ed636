package naru.container;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import naru.base.Fault;

/// Notices exits: conmon puts a file named by the id into a folder, with the exit code; the kernel tells us
/// (inotify(7)).
final class ExitWatch implements AutoCloseable {
    private final Path folder;
    private final WatchService watch;
    private final Map<WatchKey, Command> commands = new ConcurrentHashMap<>();

    /// A command in a container: conmon names its exit file by the container, so each has a folder of its own.
    private record Command(Path file, Consumer<Exit> exited) {}

    /// An exit: its code, and when it was.
    record Exit(int code, Instant at) {}

    ExitWatch(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        watch = folder.getFileSystem().newWatchService();
        folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    }

    /// Begins to tell: the id of each container that has ended since the watch was made.
    void begin(Consumer<String> exited) {
        Thread.ofPlatform().daemon().name("naru-exits").start(() -> listen(exited));
    }

    private void listen(Consumer<String> exited) {
        try {
            while (true) {
                WatchKey key = watch.take();
                Command command = commands.get(key);
                if (command != null) {
                    tell(key, command);
                    continue;
                }
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (StandardWatchEventKinds.OVERFLOW.equals(event.kind())) {
                        listAll(exited);
                    } else if (event.context() instanceof Path name) {
                        tell(name.toString(), exited);
                    }
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException _) {
            Thread.currentThread().interrupt(); // closed: nobody listens any more
        }
    }

    private void tell(WatchKey key, Command command) {
        key.pollEvents();
        Optional<Exit> exit = read(command.file());
        if (exit.isEmpty()) {
            if (!key.reset()) { // its folder is gone: it never began
                commands.remove(key);
            }
            return;
        }
        commands.remove(key);
        key.cancel();
        Thread.startVirtualThread(() -> command.exited().accept(exit.get()));
    }

    /// Tells of the exit of a command whose exit file will appear in a folder of its own, named by its container.
    void command(Path folder, String containerId, Consumer<Exit> exited) throws IOException {
        Files.createDirectories(folder);
        WatchKey key =
                folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        commands.put(key, new Command(folder.resolve(containerId), exited));
    }

    private void listAll(Consumer<String> exited) {
        try (var files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> tell(String.valueOf(file.getFileName()), exited));
        } catch (IOException e) {
            System.getLogger("naru.container").log(System.Logger.Level.WARNING, "cannot list exits", e);
        }
    }

    private void tell(String name, Consumer<String> exited) {
        if (!name.startsWith(".") && read(name).isPresent()) {
            Thread.startVirtualThread(() -> exited.accept(name));
        }
    }

    /// The exit of a container, if it has ended.
    Optional<Exit> read(String id) {
        return read(folder.resolve(id));
    }

    private static Optional<Exit> read(Path file) {
        try {
            String code = Files.readString(file).strip();
            return code.matches("-?\\d+")
                    ? Optional.of(new Exit(
                            Integer.parseInt(code),
                            Files.getLastModifiedTime(file).toInstant()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Forgets an exit.
    void clear(String id) {
        try {
            Files.deleteIfExists(folder.resolve(id));
        } catch (IOException e) {
            throw Fault.internal("cannot delete the exit file of " + id, e);
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
