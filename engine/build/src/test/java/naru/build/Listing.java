package naru.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.linux.InRoot;
import naru.linux.Stat;

/// A file system as lines that compare: `FILE 644 0:0 /etc/passwd "…"`. Without /bin, /proc, /sys and /dev.
final class Listing {
    private static final List<String> LEFT_OUT = List.of("/bin", "/dev", "/proc", "/sys");

    private Listing() {}

    static List<String> of(Path root) {
        List<String> lines = new ArrayList<>();
        try (InRoot files = InRoot.open(root)) {
            walk(files, "", lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private static void walk(InRoot root, String folder, List<String> lines) throws IOException {
        for (String name : root.list(folder + "/")) {
            String path = folder + "/" + name;
            if (LEFT_OUT.contains(path)) {
                continue;
            }
            Stat stat = root.stat(path);
            lines.add(stat.type() + " " + Integer.toOctalString(stat.permissions()) + " " + stat.uid() + ":"
                    + stat.gid() + " " + path + content(root, path, stat));
            if (stat.isDirectory()) {
                walk(root, path, lines);
            }
        }
    }

    private static String content(InRoot root, String path, Stat stat) throws IOException {
        return switch (stat.type()) {
            case FILE -> {
                try (InputStream in = root.read(path)) {
                    yield " \"" + new String(in.readAllBytes(), UTF_8).replace("\n", "\\n") + "\"";
                }
            }
            case SYMLINK -> " -> " + root.readLink(path);
            default -> "";
        };
    }
}
