package naru.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import naru.base.Fault;

/// Where this machine gets Debian's packages from (sources.list(5), one-line and deb822), asked for one suite.
final class AptSources {
    private static final String KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
    /// Debian's own package of apt says here where the public finds packages.
    private static final Path EXAMPLE = Path.of("/usr/share/doc/apt/examples/sources.list");

    private AptSources() {}

    /// One-line sources of a suite, its updates and its security, from the mirrors of this machine.
    ///
    /// @param apt the folder `/etc/apt`
    static List<String> of(Path apt, String suite) {
        String signed = Files.exists(Path.of(KEYRING)) ? "[signed-by=" + KEYRING + "] " : "";
        return lines(entries(apt), signed, suite);
    }

    /// The lines that an image gets: Debian's public addresses where apt's own example names them, whatever mirror this
    /// machine uses; otherwise its mirror, without a user or password in it.
    static List<String> published(Path apt, String suite) {
        return published(EXAMPLE, apt, suite);
    }

    static List<String> published(Path example, Path apt, String suite) {
        List<Entry> entries = new ArrayList<>();
        if (Files.isReadable(example)) {
            read(example, entries);
        }
        boolean named = entries.stream().anyMatch(Entry::isDebian);
        List<Entry> chosen = named ? entries : entries(apt);
        return lines(chosen.stream().map(Entry::withoutUser).toList(), "", suite);
    }

    private static List<String> lines(List<Entry> entries, String signed, String suite) {
        Set<String> archives = new LinkedHashSet<>();
        Set<String> security = new LinkedHashSet<>();
        for (Entry entry : entries) {
            if (entry.isDebian() && entry.suite.matches("[a-z]+-security|[a-z]+/updates")) {
                security.add(entry.uri);
            } else if (entry.isDebian() && entry.suite.matches("[a-z]+(-updates)?")) {
                archives.add(entry.uri);
            }
        }
        if (archives.isEmpty()) {
            throw Fault.unavailable(
                    "this machine names no source of Debian's packages: write one into /etc/apt/sources.list.d", null);
        }
        String archive = archives.iterator().next();
        String secure = security.isEmpty()
                ? archive.replaceFirst("/debian/*$", "/debian-security")
                : security.iterator().next();
        return List.of(
                "deb " + signed + archive + " " + suite + " main",
                "deb " + signed + archive + " " + suite + "-updates main",
                "deb " + signed + secure + " " + suite + "-security main");
    }

    private record Entry(String uri, String suite) {
        boolean isDebian() {
            return uri.replaceFirst("/+$", "").matches(".*/debian(-security)?");
        }

        Entry withoutUser() {
            return new Entry(uri.replaceFirst("//[^/@]*@", "//"), suite);
        }
    }

    private static List<Entry> entries(Path apt) {
        List<Entry> entries = new ArrayList<>();
        try {
            Set<Path> files = new TreeSet<>();
            files.add(apt.resolve("sources.list"));
            if (Files.isDirectory(apt.resolve("sources.list.d"))) {
                try (Stream<Path> more = Files.list(apt.resolve("sources.list.d"))) {
                    more.forEach(files::add);
                }
            }
            files.stream().filter(Files::isRegularFile).forEach(file -> read(file, entries));
        } catch (IOException e) {
            throw Fault.internal("cannot read the machine's package sources in " + apt, e);
        }
        return entries;
    }

    private static void read(Path file, List<Entry> entries) {
        try {
            if (file.toString().endsWith(".list")) {
                Files.readAllLines(file).forEach(line -> oneLine(line, entries));
            } else if (file.toString().endsWith(".sources")) {
                stanzas(Files.readAllLines(file), entries);
            }
        } catch (IOException e) {
            throw Fault.internal("cannot read the machine's package sources in " + file, e);
        }
    }

    private static void oneLine(String line, List<Entry> entries) {
        String[] words = line.replaceFirst("\\[[^]]*]", "").strip().split("\\s+");
        if (words.length >= 3 && words[0].equals("deb")) {
            entries.add(new Entry(words[1], words[2]));
        }
    }

    private static void stanzas(List<String> lines, List<Entry> entries) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (line.isBlank()) {
                stanza(fields, entries);
                fields.clear();
            } else if (!line.startsWith("#") && !line.startsWith(" ") && colon > 0) {
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        stanza(fields, entries);
    }

    private static void stanza(Map<String, String> fields, List<Entry> entries) {
        boolean enabled = !fields.getOrDefault("enabled", "yes").equalsIgnoreCase("no");
        boolean binary = List.of(fields.getOrDefault("types", "").split("\\s+")).contains("deb");
        if (enabled && binary) {
            for (String uri : fields.getOrDefault("uris", "").split("\\s+")) {
                for (String suite : fields.getOrDefault("suites", "").split("\\s+")) {
                    entries.add(new Entry(uri, suite));
                }
            }
        }
    }
}
