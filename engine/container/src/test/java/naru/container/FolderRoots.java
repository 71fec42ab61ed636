package naru.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import naru.base.Fault;

/// Root file systems as plain folders, each with a static busybox in it: one image, `busybox`.
final class FolderRoots implements Roots {
    private static final List<String> PROGRAMS =
            List.of("sh", "true", "false", "cat", "echo", "sleep", "id", "env", "hostname", "wc", "head", "ls", "test");

    private final Path folder;

    FolderRoots(Path folder) {
        this.folder = folder;
    }

    @Override
    public Base image(String ref) {
        if (!ref.equals("busybox")) {
            throw Fault.notFound("No such image: " + ref);
        }
        return new Base("sha256:" + "b".repeat(64), Config.of("busybox").withCmd("sh"));
    }

    @Override
    public void create(String containerId, String imageId) {
        Path root = folder.resolve(containerId);
        try {
            for (String name : List.of("bin", "etc", "proc", "dev", "sys", "tmp")) {
                Files.createDirectories(root.resolve(name));
            }
            Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
            for (String program : PROGRAMS) {
                Files.createSymbolicLink(root.resolve("bin").resolve(program), Path.of("busybox"));
            }
            Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\nmaria:x:1000:1000::/:/bin/sh\n");
            Files.writeString(root.resolve("etc/group"), "root:x:0:\nmaria:x:1000:\nferry:x:2000:maria\n");
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
        Runner.deleteTree(folder.resolve(containerId));
    }

    @Override
    public long size(String containerId) {
        return 0;
    }

    @Override
    public void sweep(Set<String> containerIds) {
        try (var roots = Files.newDirectoryStream(folder)) {
            roots.forEach(root -> {
                if (!containerIds.contains(root.getFileName().toString())) {
                    Runner.deleteTree(root);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
