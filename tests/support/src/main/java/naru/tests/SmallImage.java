package naru.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A root file system of about two megabytes, made of this machine's static busybox: an image that needs no registry.
public final class SmallImage {
    /// The name that it has in daemons of tests.
    public static final String IMAGE = "small:test";

    private SmallImage() {}

    /// The root file system as a tar file, made in a folder.
    public static Path tar(Path folder) {
        Path busybox = busybox();
        Path root = folder.resolve("small-root");
        Path tar = folder.resolve("small.tar");
        try {
            for (String name : List.of("bin", "etc", "tmp", "root", "proc", "sys", "dev", "var")) {
                Files.createDirectories(root.resolve(name));
            }
            Files.copy(busybox, root.resolve("bin/busybox"));
            for (String applet :
                    run(List.of(busybox.toString(), "--list")).lines().toList()) {
                Path link = root.resolve("bin").resolve(applet);
                if (!Files.exists(link)) {
                    Files.createSymbolicLink(link, Path.of("busybox"));
                }
            }
            Files.writeString(
                    root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000::/tmp:/bin/sh\n");
            Files.writeString(root.resolve("etc/group"), "root:x:0:\nguest:x:1000:\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(List.of("tar", "-C", root.toString(), "--owner=0", "--group=0", "-cf", tar.toString(), "."));
        return tar;
    }

    /// Imports it into a daemon.
    public static void importInto(TestNaru naru) {
        importInto(naru, IMAGE);
    }

    /// Imports it into a daemon under another name.
    public static void importInto(TestNaru naru, String name) {
        naru.docker("import", tar(naru.folder()).toString(), name).ok();
    }

    private static Path busybox() {
        for (Path candidate : List.of(Path.of("/usr/bin/busybox"), Path.of("/bin/busybox"))) {
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new AssertionError("busybox is missing: apt-get install busybox-static");
    }

    private static String run(List<String> words) {
        return Program.run(words, Map.of(), new byte[0], Duration.ofSeconds(30)).ok();
    }
}
