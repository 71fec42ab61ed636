package naru.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import naru.base.Fault;

/// A user namespace that is held open: nobody need live in it. For one thread at a time.
public final class UserNamespace implements AutoCloseable {
    private static final String WAIT = "echo; read end";
    private static final int ATTEMPTS = 3;

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
        return new UserNamespace(inNew(
                Idle.NEWUSER,
                uidLines,
                gidLines,
                process -> FileCalls.openReadOnly(process.resolve("ns/user").toString())));
    }

    /// Opens one that a file keeps alive.
    public static UserNamespace open(Path file) {
        return new UserNamespace(FileCalls.openReadOnly(file.toString()));
    }

    /// Makes one with a map, and a file, not there yet, that keeps it alive until [#release]. A network
    /// namespace that belongs to it is made at the same time, for [#network].
    public static void keep(IdMap map, Path file) throws IOException {
        Path network = network(file);
        Files.createFile(file);
        Files.createFile(network);
        inNew(Idle.NEWUSER | Idle.NEWNET, map.uidLines(), map.gidLines(), process -> {
            Mounts.mount(process.resolve("ns/user").toString(), file, null, Mounts.MS_BIND, null);
            Mounts.mount(process.resolve("ns/net").toString(), network, null, Mounts.MS_BIND, null);
            return 0;
        });
    }

    private static Path network(Path file) {
        return file.resolveSibling(file.getFileName() + "-net");
    }

    /// Lets another file, not there yet, keep one alive too.
    public static void keep(Path kept, Path file) throws IOException {
        Files.createFile(file);
        Mounts.mount(kept.toString(), file, null, Mounts.MS_BIND, null);
    }

    /// Takes such a file away; one that is not there is fine.
    public static void release(Path file) throws IOException {
        for (Path one : List.of(network(file), file)) {
            Mounts.detach(one);
            Files.deleteIfExists(one);
        }
    }

    /// Mounts a network namespace that belongs to the one that a file keeps on another, existing file:
    /// the one that was made with it, or, if that is used up or another made it, a new one. Only a
    /// process with one thread can enter a user namespace (setns(2)): nsenter(1) does, says when it
    /// has, and ends when its input ends.
    static void network(Path owner, Path file) throws IOException {
        Path made = network(owner);
        if (NetworkNamespace.isAlive(made)) {
            Mounts.mount(made.toString(), file, null, Mounts.MS_BIND, null);
            NetworkNamespace.delete(made);
            return;
        }
        Child child = Spawn.of(List.of("nsenter", "--user=" + owner, "unshare", "--net", "sh", "-c", WAIT))
                .reads(0)
                .writes(1)
                .start();
        try {
            if (child.output(1).read() < 0) {
                throw Fault.internal("nsenter(1) made no network namespace: exit code " + child.waitFor(), null);
            }
            Mounts.mount("/proc/" + child.pid() + "/ns/net", file, null, Mounts.MS_BIND, null);
        } finally {
            child.close();
            child.waitFor();
        }
    }

    /// What is to be done with the folder of a process in /proc.
    private interface Task {
        int with(Path process) throws IOException;
    }

    /// Does something in new namespaces; once more if the process that has them was too slow for its
    /// own end.
    private static int inNew(int namespaces, String uidLines, String gidLines, Task task) {
        for (int attempt = 1; ; attempt++) {
            try (Idle idle = Idle.in(namespaces)) {
                Files.writeString(idle.process().resolve("uid_map"), uidLines, StandardCharsets.US_ASCII);
                Files.writeString(idle.process().resolve("gid_map"), gidLines, StandardCharsets.US_ASCII);
                return task.with(idle.process());
            } catch (IOException | Errno e) {
                if (attempt == ATTEMPTS) {
                    throw Fault.internal("cannot make a user namespace: " + e.getMessage(), e);
                }
            }
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
