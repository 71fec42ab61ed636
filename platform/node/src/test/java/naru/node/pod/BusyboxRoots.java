package naru.node.pod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import naru.container.Config;
import naru.container.Roots;
import naru.image.RegistryLogin;
import naru.linux.InRoot;
import naru.node.pod.runtime.ImageSource;

/// Root file systems as plain folders, each with a static busybox in it: one image, `busybox`, that is here, and one
/// registry, which has `registry.test/busybox`.
final class BusyboxRoots implements Roots, ImageSource {
    private static final String REMOTE = "registry.test/busybox";

    private final Path folder;
    private volatile boolean pulled;

    BusyboxRoots(Path folder) {
        this.folder = folder;
    }

    @Override
    public Base image(String ref) {
        if (find(ref).isEmpty()) {
            throw Fault.notFound("No such image: " + ref);
        }
        return new Base("sha256:" + "b".repeat(64), Config.of("busybox").withCmd("sh"));
    }

    @Override
    public Optional<Local> find(String reference) {
        boolean here = reference.equals("busybox") || reference.equals(REMOTE) && pulled;
        String id = "sha256:" + "b".repeat(64);
        return here ? Optional.of(new Local(id, id, "", reference.equals("busybox"))) : Optional.empty();
    }

    @Override
    public void pull(String reference, Optional<RegistryLogin> login) {
        if (!reference.equals(REMOTE)) {
            throw Fault.notFound("manifest unknown: " + reference);
        }
        pulled = true;
    }

    @Override
    public void create(String containerId, String imageId) {
        Path root = folder.resolve(containerId);
        try {
            for (String name : List.of("bin", "etc", "proc", "dev", "sys", "tmp")) {
                Files.createDirectories(root.resolve(name));
            }
            Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
            for (String program : List.of(
                    "sh",
                    "true",
                    "false",
                    "cat",
                    "echo",
                    "sleep",
                    "id",
                    "env",
                    "hostname",
                    "test",
                    "ls",
                    "httpd",
                    "nc",
                    "touch",
                    "rm",
                    "mkdir",
                    "stat",
                    "readlink",
                    "kill",
                    "date",
                    "wget")) {
                Files.createSymbolicLink(root.resolve("bin").resolve(program), Path.of("busybox"));
            }
            Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\nmaria:x:1000:1000::/:/bin/sh\n");
            Files.writeString(root.resolve("etc/group"), "root:x:0:\nmaria:x:1000:\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path mount(String containerId) {
        return folder.resolve(containerId);
    }

    @Override
    public void unmount(String containerId) {}

    @Override
    public void remove(String containerId) {
        try (InRoot root = InRoot.open(folder)) {
            root.delete(containerId);
        }
    }

    @Override
    public long size(String containerId) {
        return 0;
    }

    @Override
    public void sweep(Set<String> containerIds) {
        try (InRoot root = InRoot.open(folder)) {
            root.list(".").stream().filter(name -> !containerIds.contains(name)).forEach(root::delete);
        }
    }
}
