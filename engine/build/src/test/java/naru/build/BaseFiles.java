package naru.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;

/// The files of the tests' base image: Debian's static busybox under a few names, and accounts.
final class BaseFiles {
    static final List<String> PROGRAMS = List.of(
            "sh", "cat", "chmod", "echo", "env", "id", "ln", "ls", "mkdir", "pwd", "rm", "touch", "true", "false");

    private BaseFiles() {}

    static byte[] archive() {
        var out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            for (String folder : List.of("bin", "dev", "etc", "old", "proc", "root", "sys", "tmp")) {
                int mode = folder.equals("tmp") ? 01777 : folder.equals("old") ? 0700 : 0755;
                tar.put(TarEntry.directory(folder + "/", mode, TestBench.THEN));
            }
            byte[] busybox = Files.readAllBytes(Path.of("/bin/busybox"));
            tar.put(TarEntry.file("bin/busybox", 0755, busybox.length, TestBench.THEN), busybox);
            for (String program : PROGRAMS) {
                tar.put(new TarEntry(
                        "bin/" + program,
                        TarEntry.Type.SYMLINK,
                        0777,
                        0,
                        0,
                        0,
                        TestBench.THEN,
                        "busybox",
                        0,
                        0,
                        Map.of()));
            }
            text(tar, "etc/passwd", "root:x:0:0::/root:/bin/sh\nweb:x:33:34::/old:/bin/sh\n");
            text(tar, "etc/group", "root:x:0:\nweb:x:34:\nteam:x:77:\n");
            text(tar, "old/file", "old\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void text(TarWriter tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(UTF_8);
        tar.put(TarEntry.file(name, 0644, bytes.length, TestBench.THEN), bytes);
    }
}
