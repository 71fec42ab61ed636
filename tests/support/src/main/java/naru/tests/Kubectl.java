package naru.tests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The kubectls of this machine by their version, such as `1.32`: `kubectl.1.NN` on PATH, beside the real place of
/// `kubectl`, or under .naru/tools, where `./verify` unpacks one; and `kubectl` itself if it is of no such version.
public final class Kubectl {
    private static final Pattern NAME = Pattern.compile("kubectl\\.(1\\.[0-9]+)");
    private static final Pattern CLIENT = Pattern.compile("Client Version: v(1\\.[0-9]+)");
    private static final int OLDEST_MINOR = 27;
    private static final NavigableMap<String, Path> PROGRAMS = find();

    private Kubectl() {}

    /// All that are 1.27 or newer, the oldest first.
    public static List<String> versions() {
        return List.copyOf(PROGRAMS.keySet());
    }

    /// The newest.
    public static String newest() {
        if (PROGRAMS.isEmpty()) {
            throw new AssertionError("kubectl 1." + OLDEST_MINOR + " or newer is missing: ./verify fetches it");
        }
        return PROGRAMS.lastKey();
    }

    /// The words that run one with a kubeconfig and a folder for what it keeps.
    static List<String> line(String version, Path kubeconfig, Path cache, String... words) {
        Path program = PROGRAMS.get(version);
        if (program == null) {
            throw new AssertionError("there is no kubectl " + version + ", only " + PROGRAMS.keySet());
        }
        List<String> line = new ArrayList<>();
        line.add(program.toString());
        line.add("--kubeconfig=" + kubeconfig);
        line.add("--cache-dir=" + cache);
        line.addAll(List.of(words));
        return line;
    }

    private static NavigableMap<String, Path> find() {
        NavigableMap<String, Path> found = new TreeMap<>(Comparator.comparingInt(Kubectl::minor));
        List<Path> folders = folders();
        folders.forEach(folder -> versioned(folder, found));
        for (Path folder : folders) {
            Path plain = folder.resolve("kubectl");
            if (Files.isExecutable(plain)) {
                versionOf(plain).ifPresent(version -> found.putIfAbsent(version, plain));
            }
        }
        found.keySet().removeIf(version -> minor(version) < OLDEST_MINOR);
        return found;
    }

    private static int minor(String version) {
        return Integer.parseInt(version.substring(version.indexOf('.') + 1));
    }

    /// Where they can be: PATH, where links on it lead to, and what was unpacked at the root of the sources.
    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            folders.add(Path.of(folder));
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            folders.add(up.resolve(".naru/tools/usr/bin"));
        }
        for (Path folder : List.copyOf(folders)) {
            try {
                folders.add(folder.resolve("kubectl").toRealPath().getParent());
            } catch (IOException e) {
                continue; // there is none
            }
        }
        return folders.stream().filter(Files::isDirectory).distinct().toList();
    }

    private static void versioned(Path folder, Map<String, Path> found) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "kubectl.1.*")) {
            for (Path program : all) {
                Matcher name = NAME.matcher(program.getFileName().toString());
                if (name.matches() && Files.isExecutable(program)) {
                    found.putIfAbsent(name.group(1), program);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> versionOf(Path program) {
        Result told = Program.run(
                List.of(program.toString(), "version", "--client"), Map.of(), new byte[0], Duration.ofSeconds(10));
        Matcher version = CLIENT.matcher(told.out());
        return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    }
}
