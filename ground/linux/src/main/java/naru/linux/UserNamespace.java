package naru.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import naru.base.Fault;

/// A user namespace that is held open: nobody need live in it. For one thread at a time.
///
/// A process with several threads cannot make one or enter one (unshare(2), setns(2)): another
/// does, by unshare(1) and nsenter(1), says when it has, and ends when its input ends.
public final class UserNamespace implements AutoCloseable {
    private static final String WAIT = "echo; read end";

    private final int descriptor;

    private UserNamespace(int descriptor) {
        this.descriptor = descriptor;
    }

    /// Makes one with a map.
    public static UserNamespace of(IdMap map) {
        return of(map.uidLines(), map.gidLines());
    }

    /// Makes one with maps as uid_map(5) wants them.
    static UserNamespace of(String uidLines, String gidLines) {
        return new UserNamespace(inside(List.of("unshare", "--user", "sh", "-c", WAIT), process -> {
            Files.writeString(process.resolve("uid_map"), uidLines, StandardCharsets.US_ASCII);
            Files.writeString(process.resolve("gid_map"), gidLines, StandardCharsets.US_ASCII);
            return FileCalls.openReadOnly(process.resolve("ns/user").toString());
        }));
    }

    /// Opens one that a file keeps alive.
    public static UserNamespace open(Path file) {
        return new UserNamespace(FileCalls.openReadOnly(file.toString()));
    }

    /// Makes one with a map, and a file, not there yet, that keeps it alive until [#release].
    public static void keep(IdMap map, Path file) throws IOException {
        try (UserNamespace namespace = of(map)) {
            keep(Path.of("/proc/self/fd", Integer.toString(namespace.descriptor)), file);
        }
    }

    /// Lets another file, not there yet, keep one alive too.
    public static void keep(Path kept, Path file) throws IOException {
        Files.createFile(file);
        Mounts.mount(kept.toString(), file, null, Mounts.MS_BIND, null);
    }

    /// Takes such a file away; one that is not there is fine.
    public static void release(Path file) throws IOException {
        Mounts.detach(file);
        Files.deleteIfExists(file);
    }

    /// Makes a network namespace that belongs to the one that a file keeps, and mounts it on
    /// another, existing file.
    static void network(Path owner, Path file) {
        inside(List.of("nsenter", "--user=" + owner, "unshare", "--net", "sh", "-c", WAIT), process -> {
            Mounts.mount(process.resolve("ns/net").toString(), file, null, Mounts.MS_BIND, null);
            return 0;
        });
    }

    /// What is to be done with the folder of a process in /proc.
    private interface Task {
        int with(Path process) throws IOException;
    }

    private static int inside(List<String> command, Task task) {
        Child child = Spawn.of(command).reads(0).writes(1).start();
        try {
            if (child.output(1).read() < 0) {
                throw Fault.internal(command.getFirst() + "(1) made no namespace: exit code " + child.waitFor(), null);
            }
            return task.with(Path.of("/proc", Integer.toString(child.pid())));
        } catch (IOException e) {
            throw Fault.internal("cannot make a user namespace: " + e.getMessage(), e);
        } finally {
            child.close();
            child.waitFor();
        }
    }

    /// Mounts what is at `source` on `target` with its owners mapped: what those inside own belongs
    /// on the file system to the same numbers as inside. A refusal is an [Errno]: EINVAL where the
    /// file system cannot do it, ENOSYS where the kernel cannot (before 5.12).
    ///
    /// @param recursive with the mounts below the source, all of which must be able to do it
    public void mount(Path source, Path target, boolean recursive) {
        int mount = FsCalls.cloneTree(source.toString(), recursive);
        try {
            FsCalls.mapOwners(mount, descriptor, recursive, source.toString());
            FsCalls.move(mount, target.toString());
        } finally {
            FileCalls.close(mount);
        }
    }

    @Override
    public void close() {
        FileCalls.close(descriptor);
    }
}
